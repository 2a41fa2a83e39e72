"""The logic of a decision by a program: told for every control, in words, and of our own work."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

import zorgvuldig
from zorgvuldig.processes.rights.explain import automated
from zorgvuldig.records.stored import StoredReason

ROOT = Path(zorgvuldig.__file__).parent / "processes"
CONTROLS = json.loads((ROOT / "claims_handling/intake/return_codes.json").read_text(encoding="utf-8"))[
    "controls"
]
WORDS = tomllib.loads((ROOT / "rights/explain/logic.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Claim:
    """What the list reads of a claim."""

    id: object
    reasons: tuple
    taken_over: bool = False
    approved_cents: int = 0
    charged_cents: int = 4000
    claim_number: str = "D-1"
    provider_agb: str = "94990001"
    received_at: datetime = datetime(2026, 11, 3, tzinfo=UTC)
    started_on: date = date(2026, 10, 1)


def reason(name="not-in-package", level="administration"):
    return StoredReason(
        line_id=None, reason=name, sentence="Het zit er niet in.", level=level, return_code="8072", norms=()
    )


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control["id"])
def test_every_control_is_told_in_words(control):
    told = automated.logic_of(reason(control["id"], control["level"]))
    assert told.endswith(".")
    if control["level"] == "administration":
        assert told == WORDS["controls"][control["id"]]


def test_no_words_are_of_a_control_that_is_gone():
    assert set(WORDS["controls"]) <= {control["id"] for control in CONTROLS}
    assert {control["level"] for control in CONTROLS} <= set(WORDS["levels"])


def test_only_what_this_program_decided_against_the_person_is_listed():
    refused = Claim(uuid4(), (reason(), reason()))
    others = [Claim(uuid4(), (), taken_over=True), Claim(uuid4(), (), approved_cents=4000)]
    (told,) = automated.machine_decisions([refused, *others], [], provider_names={}, on=date(2026, 11, 23))
    assert (told.claim_id, told.provider_name, told.may_ask) == (refused.id, "AGB 94990001", True)
    assert len(told.because) == 1
    words = automated.words_for_review(told, "Ik was wel verzekerd.")
    assert "Ik was wel verzekerd." in words
    assert "€ 0,00 toegekend van € 40,00" in words
    assert WORDS["controls"]["not-in-package"] in words
