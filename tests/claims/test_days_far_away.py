"""Care in the first year of all, or in the last: refused with its reason, recorded, and kept by its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from five_messages import service
from test_receiving_other_messages import composed, insurer, person, practice, receive

from zorgvuldig.interfaces.command_line.dispatch import main

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["insurer", "person", "practice", "receive"]


@pytest.mark.parametrize("day", ["00010101", "99991231"])
def test_a_claim_of_the_first_or_the_last_day_of_the_calendar_is_refused_and_kept(
    receive: Callable[..., dict[str, Any]],
    person: dict[str, str],
    practice: dict[str, Any],
    owner_connection: Any,
    capsys: pytest.CaptureFixture[str],
    day: str,
) -> None:
    told = receive("far.asc", composed("PM304", person, practice, service("PM304", f0408=day)))
    assert told["claims"] == {"total": 1, "accepted": 0, "refused": 1}
    assert {"00010101": "too-late", "99991231": "service-after-invoice"}[day] in told["reasons"]
    kept = "SELECT to_char(started_on, 'YYYYMMDD') FROM records.claim WHERE run_id = %s"
    assert owner_connection.execute(kept, [told["run"]]).fetchone() == (day,)
    assert main(["retention", "run", "--dry-run"]) == 0
    assert main(["letters", "write"]) == 0
    capsys.readouterr()
