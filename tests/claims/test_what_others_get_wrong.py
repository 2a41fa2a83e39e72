"""Cases that claims software is known to get wrong, from door to door with a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from five_messages import service
from test_receiving_other_messages import composed, insurer, person, practice, receive, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["insurer", "person", "practice", "receive"]


@pytest.fixture
def giver(insurer: Path) -> str:
    """Give a physiotherapist."""
    found = (each for each in rows(insurer, "providers.jsonl") if each["agb_code"].startswith("04"))
    return str(next(each for each in found if each["kind"] == "practitioner")["agb_code"])


@pytest.fixture
def list_price(insurer: Path) -> int:
    """Give what a session of physiotherapy may cost on the day (tarief)."""
    return max(
        each["amount_cents"]
        for each in rows(insurer, "tariffs.jsonl")
        if (each["code_list"], each["service_code"]) == ("012", "1000")
        and each["valid_from"] <= "2026-03-02" < (each["valid_until"] or "9999")
    )


@pytest.fixture
def claim(
    receive: Callable[..., dict[str, Any]], person: dict[str, str], practice: dict[str, Any], giver: str
) -> Callable[..., dict[str, Any]]:
    """Hand in one session of physiotherapy and tell what came of it."""

    def handed_in(name: str, cents: int, *, charged: int | None = None, **changes: Any) -> dict[str, Any]:
        who = person | changes.pop("person", {})
        given = {"f0428": str(cents), "f0429": str(cents), "f0432": str(charged or cents), "f0434": name}
        care = service("PM304", f0422=giver, **given, **changes)
        return receive(f"{name}.asc", composed("PM304", who, practice, care))

    return handed_in


def end_contracts(owner: Any, agb_code: str) -> None:
    owner.execute(
        "UPDATE records.provider_contract SET valid_during = '[2016-01-01,2020-01-01)' WHERE provider_id ="
        " (SELECT id FROM records.provider WHERE agb_code = %s)",
        [agb_code],
    )


def test_an_exact_double_under_another_claim_number_is_not_paid_again(
    claim: Callable[..., dict[str, Any]], list_price: int
) -> None:
    first, again = claim("P1", list_price), claim("P2", list_price)
    assert first["approved_cents"] == list_price
    assert (again["approved_cents"], set(again["reasons"])) == (0, {"already-claimed"})


def test_no_more_is_paid_than_was_charged(claim: Callable[..., dict[str, Any]], list_price: int) -> None:
    told = claim("P1", list_price, charged=list_price - 1_000)
    assert (told["charged_cents"], told["approved_cents"]) == (list_price - 1_000, list_price - 1_000)


def test_ten_times_the_list_price_is_refused_with_the_reason_and_not_cut_in_silence(
    claim: Callable[..., dict[str, Any]], list_price: int, owner_connection: Any
) -> None:
    told = claim("P1", 10 * list_price)
    assert (told["approved_cents"], set(told["reasons"])) == (0, {"tariff-differs"})
    [(sentence, code)] = owner_connection.execute(
        "SELECT sentence, return_code FROM records.line_reason WHERE run_id = %s", [told["run"]]
    ).fetchall()
    assert code == "0611"
    assert "te hoog" in sentence


def test_a_provider_whose_contract_ended_years_ago_is_not_paid(
    claim: Callable[..., dict[str, Any]], practice: dict[str, Any], list_price: int, owner_connection: Any
) -> None:
    end_contracts(owner_connection, practice["agb_code"])
    told = claim("P1", list_price)
    assert (told["approved_cents"], set(told["reasons"])) == (0, {"contract-ended"})


def test_every_reason_of_a_line_is_kept(
    claim: Callable[..., dict[str, Any]],
    practice: dict[str, Any],
    person: dict[str, str],
    list_price: int,
    owner_connection: Any,
) -> None:
    assert claim("P1", list_price)["approved_cents"] == list_price
    end_contracts(owner_connection, practice["agb_code"])
    told = claim("P2", 10 * list_price, person={"birthdate": "19700101"})
    expected = {"already-claimed", "birthdate-differs", "contract-ended", "tariff-differs"}
    assert set(told["reasons"]) == expected
    kept = owner_connection.execute(
        "SELECT reason FROM records.line_reason WHERE run_id = %s", [told["run"]]
    ).fetchall()
    assert {reason for (reason,) in kept} == expected


def test_a_claim_is_taken_back_once_and_then_claimed_anew(
    claim: Callable[..., dict[str, Any]], list_price: int, owner_connection: Any
) -> None:
    back = {"f0430": "C", "f0433": "C", "f0435": "P1"}
    assert claim("P1", list_price)["approved_cents"] == list_price
    assert set(claim("C0", list_price - 1, **back)["reasons"]) == {"credit-in-part"}
    assert claim("C1", list_price, **back)["approved_cents"] == -list_price
    assert set(claim("C2", list_price, **back)["reasons"]) == {"already-credited"}
    assert claim("P2", list_price - 500)["approved_cents"] == list_price - 500
    assert set(claim("P3", list_price)["reasons"]) == {"already-claimed"}
    borne = (
        "SELECT sum(own_share_cents), sum(approved_cents) FROM records.claim_line WHERE state = 'accepted'"
    )
    assert owner_connection.execute(borne).fetchone() == (list_price - 500, list_price - 500)
