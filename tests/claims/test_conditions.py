"""What a label asks of a service: a referral, an authorization, and no more than it bears."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from five_messages import claim_file, service
from test_five_messages import KNOWN, read

from zorgvuldig.processes.claims_handling.intake.administration import Period, check_administration
from zorgvuldig.processes.claims_handling.intake.claims import read_claims
from zorgvuldig.processes.claims_handling.intake.known import ALL_SERVICES, Authorization, ServiceRule, Use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.processes.claims_handling.intake.known import ServiceDay

PERSON, DAY = "999990019", date(2026, 3, 2)
YEAR = Period(first_day=date(2026, 1, 1), until=date(2027, 1, 1))


def told(
    *services: Any, code: str = "1000", earlier: Mapping[ServiceDay, Use] | None = None, **rule: Any
) -> list[list[str]]:
    """Give the reasons of each claim of a file under one rule of physiotherapy."""
    asked = ServiceRule(**{"uzovi": "7119", "during": YEAR, **rule})
    known = replace(KNOWN, rules={("012", code): (asked,)}, earlier_use={PERSON: earlier or {}})
    claims = read_claims(read(claim_file("PM304", services)))
    return [[reason.id for reason in found] for found in check_administration(claims, known).values()]


def session(number: int, day: str = "20260302", **changes: str) -> Any:
    return service("PM304", f0408=day, f0434=f"P{number}", **changes)


def test_a_referral_is_asked_where_the_rule_says_so() -> None:
    assert told(referral=True) == [["referral-missing"]]
    assert told(service("PM304", f0425="01019991"), referral=True) == [[]]


def test_an_authorization_is_asked_where_the_rule_says_so() -> None:
    assert told(authorization=True) == [["authorization-missing"]]
    assert told(service("PM304", f0406="M2026-1"), authorization=False) == [[]]


def with_authorization(earlier: Mapping[ServiceDay, Use] | None = None, **held: Any) -> list[str]:
    """Give the reasons of a claim that names an authorization which differs in one thing."""
    given = {"number": "M2026-1", "uzovi": "7119", "code_list": "012", "service_code": "1000", "during": YEAR}
    rule = ServiceRule(uzovi="7119", during=YEAR, authorization=True)
    known = replace(
        KNOWN,
        rules={("012", "1000"): (rule,)},
        authorizations={PERSON: (Authorization(**{**given, **held}),)},
        earlier_use={PERSON: earlier or {}},
    )
    claims = read_claims(read(claim_file("PM304", [service("PM304", f0406="M2026-1")])))
    return [reason.id for found in check_administration(claims, known).values() for reason in found]


def test_an_authorization_is_of_this_person_for_this_care_on_this_day() -> None:
    assert with_authorization() == []
    assert with_authorization(number="M2026-2") == ["authorization-unknown"]
    assert with_authorization(uzovi="3311") == ["authorization-unknown"]
    assert with_authorization(service_code="1002") == ["authorization-other"]
    assert with_authorization(provider_agb="54019993") == []
    assert with_authorization(provider_agb="54019994") == ["authorization-other"]
    assert with_authorization(during=Period(first_day=date(2026, 3, 3))) == ["authorization-period"]


def test_an_authorization_is_used_up_by_earlier_care_in_its_days() -> None:
    before = {
        ("012", "1000", date(2026, 1, 5)): Use(17, 50_000),
        ("012", "1000", date(2025, 12, 31)): Use(9, 1),
    }
    assert with_authorization(before, most=18) == []
    assert with_authorization(before, most=17) == ["authorization-used"]


def test_a_rule_holds_for_its_label_its_days_and_its_services_alone() -> None:
    assert told(referral=True, uzovi="3311") == [[]]
    assert told(referral=True, during=Period(first_day=date(2026, 3, 3))) == [[]]
    assert told(referral=True, code="1002") == [[]]
    assert told(referral=True, code=ALL_SERVICES) == [["referral-missing"]]


def test_no_more_than_the_most_of_a_day() -> None:
    two = service("PM304", f0411="2", f0428="1750")
    assert told(two, most_a_day=1) == [["most-a-day"]]
    assert told(two, most_a_day=2) == [[]]


def test_what_was_had_before_counts_for_the_year_and_not_for_another() -> None:
    before = {("012", "1000", date(2026, 1, 5)): Use(17, 50_000)}
    assert told(most_a_year=18, earlier=before) == [[]]
    assert told(most_a_year=17, earlier=before) == [["most-a-year"]]
    assert told(most_a_year=17, earlier={("012", "1000", date(2025, 1, 5)): Use(17, 50_000)}) == [[]]
    assert told(most_cents_a_year=53_500, earlier=before) == [[]]
    assert told(most_cents_a_year=53_499, earlier=before) == [["most-money-a-year"]]


def test_earlier_claims_of_the_file_count_unless_they_are_refused() -> None:
    days = [session(number, f"2026030{number}") for number in (1, 2, 3)]
    assert told(*days, most_a_year=2) == [[], [], ["most-a-year"]]
    dear = session(1, "20260301", f0411="3", f0428="1000", f0429="3000")
    assert told(dear, *days[1:], most_a_day=2, most_a_year=2) == [["most-a-day", "most-a-year"], [], []]


def test_a_credit_gives_its_times_back_and_is_never_too_much() -> None:
    signs = {"f0430": "C", "f0433": "C", "f0435": "OLD1"}
    before = {("012", "1000", date(2026, 1, 5)): Use(2, 7_000)}
    known_credit = told(session(1, "20260105", **signs), session(2), most_a_year=2, earlier=before)
    assert known_credit[0] == ["credit-without-debit"]
    assert known_credit[1] == ["most-a-year"]
