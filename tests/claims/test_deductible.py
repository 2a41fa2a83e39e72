"""Who bears which part: the deductible per person and year, in the order of processing, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from five_messages import claim_file, service
from hypothesis import given
from hypothesis import strategies as st
from test_five_messages import KNOWN, PERSON, read

from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, read_claims, read_header
from zorgvuldig.processes.claims_handling.intake.deductible import settle
from zorgvuldig.processes.claims_handling.intake.deductible_amounts import deductible_rules
from zorgvuldig.processes.claims_handling.intake.known import Coverage, Period
from zorgvuldig.processes.claims_handling.intake.packages import age_on
from zorgvuldig.processes.claims_handling.intake.payments import (
    Account,
    next_banking_day,
    payee_of,
    payment_of,
)
from zorgvuldig.processes.claims_handling.intake.verdicts import ACCEPTED, REFUSED, Verdict

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.administration import Administration

KEY = "999990019"
[BASE] = read_claims(read(claim_file("PM304")))
HEADER = read_header(read(claim_file("PM304")))
PERSON_BORN = date(1984, 2, 29)
RUN, LABEL, PROVIDER = UUID(int=1), UUID(int=2), UUID(int=3)
ACCOUNT = Account(provider_id=PROVIDER, name="Praktijk", iban="NL69TEST0000000001")


def claim(cents: int, on: date = date(2026, 3, 2), reference: str = "P1", **changes: object) -> FormalClaim:
    line = replace(BASE.lines[0], started_on=on, ended_on=on, charged_cents=cents, reference=reference)
    kept = {
        name: value for name, value in changes.items() if name in {"previous_reference", "service_code_list"}
    }
    return replace(BASE, started_on=on, ended_on=on, lines=(replace(line, **kept),))


def settled(*claims: FormalClaim, known: Administration = KNOWN, state: str = ACCEPTED) -> list[int]:
    verdicts = [Verdict(claim=each, state=state, reasons=(), marks=()) for each in claims]
    return [verdict.own_share_cents for verdict in settle(verdicts, known)]


def born(on: date) -> Administration:
    return replace(KNOWN, persons={KEY: replace(PERSON, birthdate=on)})


def test_the_compulsory_deductible_of_2026_is_385_euros_and_of_an_unknown_year_nothing() -> None:
    assert deductible_rules().amount(2026) == 38_500
    assert deductible_rules().amount(2027) == 0


@given(st.lists(st.integers(0, 60_000), max_size=30), st.integers(0, 38_500))
def test_both_parts_are_together_what_is_approved_and_the_deductible_is_never_exceeded(
    amounts: list[int], before: int
) -> None:
    known = replace(KNOWN, own_shares={KEY: {2026: before}})
    claims = [claim(cents, reference=f"P{place}") for place, cents in enumerate(amounts)]
    verdicts = settle([Verdict(claim=each, state=ACCEPTED, reasons=(), marks=()) for each in claims], known)
    left = 38_500 - before
    for verdict, cents in zip(verdicts, amounts, strict=True):
        insured, insurer = verdict.own_share_cents, verdict.approved_cents - verdict.own_share_cents
        assert insured == min(cents, left)
        assert insurer >= 0
        assert insured + insurer == cents
        left -= insured
    assert sum(verdict.own_share_cents for verdict in verdicts) == min(38_500 - before, sum(amounts))


def test_each_calendar_year_of_the_service_has_a_deductible_of_its_own() -> None:
    assert settled(claim(50_000), claim(50_000), claim(50_000, date(2025, 12, 31))) == [38_500, 0, 38_500]


def test_it_begins_in_the_month_after_the_eighteenth_birthday_for_the_days_that_are_left() -> None:
    known = born(date(2008, 3, 2))
    # 275 of 365 days, of 385 euros, in whole euros.
    assert settled(claim(1_000, date(2026, 3, 31)), claim(90_000, date(2026, 4, 1)), known=known) == [
        0,
        29_000,
    ]
    assert settled(claim(90_000, date(2026, 1, 31)), known=born(date(2007, 12, 31))) == [38_500]
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17


def insured(*periods: tuple[date, date | None], voluntary: int = 0, regime: str = "Zvw") -> Administration:
    covers = tuple(
        Coverage(
            uzovi="7119",
            regime=regime,
            during=Period(first_day=first, until=until),
            voluntary_cents=voluntary,
        )
        for first, until in periods
    )
    return replace(KNOWN, persons={KEY: replace(PERSON, coverages=covers)})


@pytest.mark.parametrize("voluntary", [0, 10_000, 20_000, 30_000, 40_000, 50_000])
def test_a_voluntary_deductible_comes_above_the_compulsory_one(voluntary: int) -> None:
    known = insured((date(2020, 1, 1), None), voluntary=voluntary)
    assert settled(claim(100_000), known=known) == [38_500 + voluntary]


def test_who_is_insured_for_a_part_of_the_year_bears_a_part_by_days_in_whole_euros() -> None:
    begun = date(2026, 3, 1)
    assert settled(claim(90_000), known=insured((begun, None))) == [32_300]
    assert settled(claim(90_000), known=insured((date(2020, 1, 1), begun))) == [6_200]
    assert settled(claim(90_000), known=insured((begun, date(2026, 3, 2)), voluntary=50_000)) == [200]
    changed = insured((date(2020, 1, 1), begun), (begun, None))
    assert settled(claim(90_000), known=changed) == [38_500]


@given(
    first=st.dates(date(2025, 12, 1), date(2027, 2, 1)),
    days=st.integers(1, 400),
    voluntary=st.sampled_from([0, 10_000, 50_000]),
)
def test_a_part_of_the_year_is_never_more_than_the_whole_and_grows_with_the_days(
    first: date, days: int, voluntary: int
) -> None:
    def of(length: int) -> int:
        known = insured((first, first + timedelta(days=length)), voluntary=voluntary)
        return deductible_rules().of_year(known.persons[KEY].coverages, PERSON_BORN, 2026)

    assert 0 <= of(days - 1) <= of(days) <= 38_500 + voluntary
    assert of(days) % 100 == 0


def test_supplementary_coverage_adds_no_deductible() -> None:
    both = insured((date(2020, 1, 1), None), voluntary=50_000, regime="AV")
    assert deductible_rules().of_year(both.persons[KEY].coverages, PERSON_BORN, 2026) == 0


def test_exempt_care_and_refused_care_take_nothing() -> None:
    assert settled(claim(1_000, service_code_list="008")) == [0]
    assert settled(claim(1_000), state=REFUSED) == [0]


def test_supplementary_insurance_has_no_deductible() -> None:
    [dental] = read_claims(read(claim_file("MZ301")))
    [verdict] = settle([Verdict(claim=dental, state=ACCEPTED, reasons=(), marks=())], KNOWN)
    assert (verdict.regime, verdict.own_share_cents, verdict.approved_cents) == ("AV", 0, 2_581)


def before(*cents: int, taken: int, code_list: str = "012") -> Administration:
    earlier = {(code_list, date(2026, 1, place)): each for place, each in enumerate(cents, start=1)}
    return replace(KNOWN, own_shares={KEY: {2026: taken}}, earlier_basic={KEY: earlier})


def test_a_credit_gives_back_what_the_year_falls_by_it() -> None:
    credit = claim(-30_000, previous_reference="OLD")
    assert settled(credit, claim(50_000), known=before(30_000, taken=30_000)) == [-30_000, 38_500]
    assert settled(credit, known=before(30_000, 20_000, taken=38_500)) == [-18_500]


def test_a_credit_gives_nothing_back_where_later_claims_fill_its_room() -> None:
    credit = claim(-30_000, previous_reference="OLD")
    assert settled(credit, known=before(30_000, 90_000, taken=38_500)) == [0]
    assert settled(claim(30_000), claim(90_000, reference="P2"), credit) == [30_000, 8_500, 0]


def test_care_that_the_deductible_does_not_count_fills_no_room() -> None:
    credit = claim(-30_000, previous_reference="OLD")
    earlier = {("008", date(2026, 1, 1)): 90_000, ("012", date(2026, 1, 2)): 30_000}
    known = replace(KNOWN, own_shares={KEY: {2026: 30_000}}, earlier_basic={KEY: earlier})
    assert settled(credit, known=known) == [-30_000]
    assert settled(claim(-1_000, service_code_list="008"), known=known) == [0]


@given(st.permutations([12_000, 9_100, 40_000, 333, 7_777, 25_000]), st.sets(st.integers(0, 5)))
def test_the_order_of_claims_and_credits_does_not_change_what_somebody_bears_of_a_year(
    amounts: list[int], credited: set[int]
) -> None:
    claims = [claim(cents, reference=f"P{place}") for place, cents in enumerate(amounts)]
    back = {place: claim(-amounts[place], previous_reference=f"P{place}") for place in sorted(credited)}
    at_once = [
        each for place, one in enumerate(claims) for each in (one, *([back[place]] if place in back else []))
    ]
    left = sum(cents for place, cents in enumerate(amounts) if place not in credited)
    for order in (at_once, [*claims, *back.values()], [*claims, *reversed(back.values())]):
        parts = settled(*order)
        assert sum(parts) == min(38_500, left)
        taken = 0
        for each, part in zip(order, parts, strict=True):
            assert abs(part) <= abs(each.charged_cents)
            assert part * each.charged_cents >= 0
            taken += part
            assert 0 <= taken <= 38_500


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=8), st.integers(0, 8))
def test_a_year_in_two_files_is_the_year_in_one(amounts: list[int], cut: int) -> None:
    claims = [claim(cents, reference=f"P{place}") for place, cents in enumerate(amounts)]
    first = settled(*claims[:cut])
    known = before(*amounts[:cut], taken=sum(first))
    assert first + settled(*claims[cut:], known=known) == settled(*claims)


def test_the_payment_is_what_is_approved_less_what_insured_persons_bear() -> None:
    assert HEADER is not None
    verdicts = settle([Verdict(claim=claim(50_000), state=ACCEPTED, reasons=(), marks=())], KNOWN)
    payment = payment_of(HEADER, verdicts, ACCOUNT, run_id=RUN, label_id=LABEL, on=date(2026, 11, 20))
    assert payment is not None
    assert (payment.cents, payment.execute_on) == (11_500, date(2026, 11, 23))


def test_nothing_is_paid_where_nothing_is_due_or_no_account_is_known() -> None:
    assert HEADER is not None
    verdicts = [Verdict(claim=claim(-500), state=ACCEPTED, reasons=(), marks=())]
    more = {"run_id": RUN, "label_id": LABEL, "on": date(2026, 11, 20)}
    assert payment_of(HEADER, verdicts, ACCOUNT, **more) is None
    assert (
        payment_of(HEADER, settle([replace(verdicts[0], claim=claim(50_000))], KNOWN), None, **more) is None
    )


@pytest.mark.parametrize(
    ("payee", "expected"), [("01", "98000001"), ("02", "04009991"), ("03", "54019993"), ("99", "54019993")]
)
def test_who_is_paid_follows_from_the_header_else_who_claims(payee: str, expected: str) -> None:
    assert HEADER is not None
    header = replace(
        HEADER,
        payee=payee,
        service_bureau="98000001",
        practitioner="04009991",
        practice="",
        institution="54019993",
    )
    assert payee_of(header) == expected


def test_a_payment_is_never_made_in_the_weekend() -> None:
    days = [next_banking_day(date(2026, 11, day)) for day in (19, 20, 21, 22)]
    assert [day.day for day in days] == [20, 23, 23, 23]


def test_two_services_of_one_file_use_the_deductible_in_file_order() -> None:
    dear = service("ZH308")
    claims = read_claims(read(claim_file("ZH308", [dear, service("ZH308", f0453="Z2")])))
    assert settled(*claims) == [38_500, 0]
