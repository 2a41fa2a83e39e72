"""Claims held against what the insurer knows: every reason is kept, with its return code and norm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from ggz_base import HEADING, INSTITUTION, PSYCHIATRIST, PSYCHOLOGIST, persons, reversal, short

from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.interfaces.vektis.mental_health import InsuredPerson, write_claim_file
from zorgvuldig.processes.claims_handling.intake.administration import (
    Administration,
    AgreedTariff,
    Coverage,
    KnownPerson,
    KnownProvider,
    LineKey,
    Period,
    Reason,
    check_administration,
    person_key,
)
from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, read_claims, read_header
from zorgvuldig.processes.claims_handling.intake.providers import competences
from zorgvuldig.processes.claims_handling.intake.return_codes import refuses_file

if TYPE_CHECKING:
    from collections.abc import Mapping

SINCE = Period(first_day=date(2020, 1, 1))
INSURED = KnownPerson(
    birthdate=date(1984, 2, 29), coverages=(Coverage(uzovi="7119", regime="Zvw", during=SINCE),)
)
OTHER = replace(INSURED, birthdate=date(1950, 7, 1))
KNOWN = Administration(
    labels=frozenset({"7119"}),
    persons={"999990019": INSURED, "7119/100200300": OTHER},
    providers={
        INSTITUTION: KnownProvider(qualifications=(("54", SINCE),)),
        PSYCHIATRIST: KnownProvider(qualifications=(("0329", SINCE),)),
        PSYCHOLOGIST: KnownProvider(qualifications=(("9406", SINCE),)),
    },
    earlier_references={"7119/100200300": {"OLD3": 80_000}},
    earlier_lines={
        "7119/100200300": {LineKey("063", "180002", date(2026, 1, 1), date(2026, 1, 31)): 1},
    },
)


def claims_of(*insured: InsuredPerson) -> tuple[FormalClaim, ...]:
    reading = read_file(write_claim_file(HEADING, insured or persons()), "claims")
    assert reading.message is not None
    return read_claims(reading.message)


def reasons_of(administration: Administration, *insured: InsuredPerson) -> list[Reason]:
    found = check_administration(claims_of(*insured), administration)
    return [reason for reasons in found.values() for reason in reasons]


def ids_of(administration: Administration, *insured: InsuredPerson) -> list[str]:
    return [reason.id for reason in reasons_of(administration, *insured)]


def one() -> InsuredPerson:
    return replace(persons()[0], services=(short(),))


def with_person(**changes: object) -> Administration:
    return replace(KNOWN, persons={"999990019": replace(INSURED, **changes)})


def covered(during: Period, uzovi: str = "7119", regime: str = "Zvw") -> Administration:
    return with_person(coverages=(Coverage(uzovi=uzovi, regime=regime, during=during),))


def with_provider(agb_code: str, *qualifications: tuple[str, Period]) -> Administration:
    providers: Mapping[str, KnownProvider] = {
        **KNOWN.providers,
        agb_code: KnownProvider(qualifications=qualifications),
    }
    return replace(KNOWN, providers=providers)


def test_known_persons_with_competent_providers_give_no_reason() -> None:
    found = check_administration(claims_of(), KNOWN)
    assert sorted(found) == [5, 13, 16]
    assert not any(found.values())


def test_a_claim_is_read_with_its_lines_and_amounts_in_cents() -> None:
    first, _, credit = claims_of()
    assert (first.row, first.insured_row, first.service_code) == (5, 2, "26A012")
    assert [line.row for line in first.lines] == [7, 8]
    assert first.charged_cents == 183_456
    assert (credit.is_credit, credit.charged_cents, credit.previous_reference) == (True, -80_000, "OLD3")
    assert first.comments == ((6, "Commentaar bij de prestatie"), (9, "Commentaar bij het tarief"))
    assert first.declarant == INSTITUTION
    assert first.main_practitioners == (PSYCHIATRIST,)


def test_the_header_tells_who_claims() -> None:
    reading = read_file(write_claim_file(replace(HEADING, is_test=True), persons()), "claims")
    assert reading.message is not None
    header = read_header(reading.message)
    assert header is not None
    assert (header.declarant, header.invoice_number, header.is_test) == (INSTITUTION, "F2026-000123", True)


def test_a_person_without_bsn_is_known_by_the_number_of_the_insurer() -> None:
    assert person_key("999999999", "7119", "100200300") == "7119/100200300"
    assert person_key("999990019", "7119", "100200300") == "999990019"


def test_an_unknown_person_is_a_reason_and_the_claim_may_be_forwarded() -> None:
    found = reasons_of(replace(KNOWN, persons={}), one())
    assert [(reason.id, reason.return_code, reason.warning) for reason in found] == [
        ("person-unknown", "8436", False),
        ("forwarding-allowed", "8074", True),
    ]


def test_a_claim_that_may_not_be_forwarded_says_so() -> None:
    kept = replace(one(), services=(replace(short(), forwarding_allowed=False),))
    found = reasons_of(replace(KNOWN, persons={}), kept)
    assert [reason.id for reason in found] == ["person-unknown", "forwarding-refused"]
    assert not found[1].warning


@pytest.mark.parametrize(
    ("during", "expected"),
    [
        (Period(first_day=date(2026, 1, 13)), ["not-insured", "forwarding-allowed"]),
        (Period(first_day=date(2026, 1, 12)), []),
        (Period(first_day=date(2020, 1, 1), until=date(2026, 1, 12)), ["not-insured", "forwarding-allowed"]),
        (Period(first_day=date(2020, 1, 1), until=date(2026, 1, 13)), ["insured-partly"]),
        (Period(first_day=date(2020, 1, 1), until=date(2026, 2, 12)), ["insured-partly"]),
        (Period(first_day=date(2020, 1, 1), until=date(2026, 2, 13)), []),
    ],
)
def test_the_person_must_be_insured_from_the_first_to_the_last_day(
    during: Period, expected: list[str]
) -> None:
    assert ids_of(covered(during), one()) == expected


def test_supplementary_cover_is_not_basic_cover() -> None:
    assert "not-insured" in ids_of(covered(SINCE, regime="AV"), one())


def test_two_periods_that_join_cover_the_whole_treatment() -> None:
    joined = with_person(
        coverages=(
            Coverage(
                uzovi="7119", regime="Zvw", during=Period(first_day=date(2020, 1, 1), until=date(2026, 2, 1))
            ),
            Coverage(uzovi="7119", regime="Zvw", during=Period(first_day=date(2026, 2, 1))),
        )
    )
    assert ids_of(joined, one()) == []


def test_another_label_of_ours_is_marked_and_that_of_a_stranger_refused() -> None:
    ours = replace(covered(SINCE, uzovi="3311"), labels=frozenset({"7119", "3311"}))
    assert [(reason.id, reason.warning) for reason in reasons_of(ours, one())] == [("label-differs", True)]
    strange = replace(KNOWN, labels=frozenset({"3311"}))
    assert "label-not-ours" in ids_of(strange, one())


def test_a_birth_date_of_somebody_else_is_a_reason() -> None:
    assert ids_of(with_person(birthdate=date(1984, 3, 1)), one()) == ["birthdate-differs"]


def test_a_privacy_statement_needs_no_diagnosis_and_one_that_came_is_marked() -> None:
    private = with_person(privacy_statement=True)
    assert ids_of(private, one()) == []
    told = replace(one(), services=(replace(short(), extra={"0427": "019", "0429": "F32"}),))
    found = reasons_of(private, told)
    assert [(reason.id, reason.warning, reason.norms) for reason in found] == [
        ("diagnosis-despite-privacy-statement", True, ("CBP-declaratie-info",))
    ]


def test_an_unknown_declarant_and_one_whose_agb_ended_are_told_apart() -> None:
    ended = Period(first_day=date(2015, 1, 1), until=date(2026, 1, 12))
    without = {code: each for code, each in KNOWN.providers.items() if code != INSTITUTION}
    assert ids_of(replace(KNOWN, providers=without), one()) == ["declarant-unknown"]
    assert ids_of(with_provider(INSTITUTION, ("54", ended)), one()) == ["declarant-ended"]


def test_the_tariff_of_another_label_says_nothing_of_this_one() -> None:
    line = claims_of(one())[0].lines[0]
    service = (line.service_code_list, line.service_code)

    def told(*agreed: AgreedTariff) -> list[str]:
        return ids_of(replace(KNOWN, tariffs={service: agreed}), one())

    low, high = line.tariff_cents - 1, line.tariff_cents
    assert told(AgreedTariff(cents=low, during=SINCE, uzovi="3311")) == []
    assert told(AgreedTariff(cents=low, during=SINCE, uzovi="7119")) == ["tariff-differs"]
    assert told(
        AgreedTariff(cents=low, during=SINCE, uzovi="7119"),
        AgreedTariff(cents=high, during=SINCE, uzovi="3311"),
    ) == ["tariff-differs"]


def test_what_was_agreed_with_the_declarant_goes_before_the_tariff_of_the_label() -> None:
    line = claims_of(one())[0].lines[0]
    service = (line.service_code_list, line.service_code)
    low, same = line.tariff_cents - 1, line.tariff_cents
    ended = Period(first_day=date(2010, 1, 1), until=date(2011, 1, 1))

    def told(contract: AgreedTariff, label: int, agb: str = INSTITUTION) -> list[str]:
        known = replace(
            KNOWN,
            contract_tariffs={(agb, *service): (contract,)},
            tariffs={service: (AgreedTariff(cents=label, during=SINCE),)},
        )
        return ids_of(known, one())

    assert told(AgreedTariff(cents=low, during=SINCE, uzovi="7119"), same) == ["tariff-differs"]
    assert told(AgreedTariff(cents=same, during=SINCE, uzovi="7119"), low) == []
    # Of another label, of another provider, of other days: then the tariff of the label holds.
    assert told(AgreedTariff(cents=low, during=SINCE, uzovi="3311"), same) == []
    assert told(AgreedTariff(cents=low, during=SINCE, uzovi="7119"), same, agb="99999999") == []
    assert told(AgreedTariff(cents=same, during=ended, uzovi="7119"), low) == ["tariff-differs"]


def test_what_is_usual_bounds_care_that_has_neither_tariff_nor_contract() -> None:
    line = claims_of(one())[0].lines[0]
    service = (line.service_code_list, line.service_code)
    low, same = line.tariff_cents - 1, line.tariff_cents
    usual = (AgreedTariff(cents=low, during=SINCE, uzovi="7119"),)

    def told(**more: object) -> list[str]:
        return ids_of(replace(KNOWN, tariffs={}, market_rules={service: usual}, **more), one())

    assert told() == ["above-market-rate"]
    agreed = AgreedTariff(cents=same, during=SINCE, uzovi="7119")
    assert told(contract_tariffs={(INSTITUTION, *service): (agreed,)}) == []
    other = replace(KNOWN, tariffs={service: (agreed,)}, market_rules={service: usual})
    assert ids_of(other, one()) == []
    elsewhere = (AgreedTariff(cents=low, during=SINCE, uzovi="3311"),)
    assert ids_of(replace(KNOWN, tariffs={}, market_rules={service: elsewhere}), one()) == []


def test_a_contract_that_ended_with_this_label_is_a_reason_and_one_that_never_was_is_not() -> None:
    over = Period(first_day=date(2016, 1, 1), until=date(2020, 1, 1))
    anew = Period(first_day=date(2025, 1, 1))

    def contracts(*held: tuple[str, Period]) -> list[str]:
        ours = replace(KNOWN.providers[INSTITUTION], contracts=held)
        return ids_of(replace(KNOWN, providers=dict(KNOWN.providers) | {INSTITUTION: ours}), one())

    assert contracts(("7119", over)) == ["contract-ended"]
    assert contracts(("7119", over), ("7119", anew)) == []
    assert contracts(("3311", over)) == []
    assert contracts() == []


def test_care_is_claimed_within_three_years_after_its_last_day() -> None:
    last = claims_of(one())[0].ended_on
    assert last is not None
    in_time, late = date(last.year + 3, last.month, last.day), date(last.year + 3, last.month, last.day + 1)
    assert ids_of(replace(KNOWN, received_on=in_time), one()) == []
    assert ids_of(replace(KNOWN, received_on=late), one()) == ["too-late"]


def test_a_credit_is_never_too_late() -> None:
    *_, credit = check_administration(claims_of(), replace(KNOWN, received_on=date(2040, 1, 1))).items()
    assert credit[1] == ()


def test_care_beside_long_term_care_is_marked_for_concurrence_and_paid() -> None:
    covers = [Coverage(uzovi="7119", regime=regime, during=SINCE) for regime in ("Zvw", "Wlz")]
    found = reasons_of(with_person(coverages=tuple(covers)), one())
    assert [(each.id, each.warning, each.norms) for each in found] == [("concurrence", True, ("GC-4.2.3",))]
    over = replace(covers[1], during=Period(first_day=date(2020, 1, 1), until=date(2025, 1, 1)))
    assert ids_of(with_person(coverages=(covers[0], over)), one()) == []


def test_care_after_an_accident_is_marked_for_recourse_and_paid() -> None:
    after = replace(one(), services=(replace(short(), extra={"0415": "J"}),))
    found = reasons_of(KNOWN, after)
    assert [(reason.id, reason.warning, reason.norms) for reason in found] == [
        ("accident", True, ("GC-4.2.4",))
    ]
    unknown = replace(one(), services=(replace(short(), extra={"0415": "O"}),))
    assert ids_of(KNOWN, unknown) == []


def test_a_practitioner_is_named_at_the_line_that_carries_the_code() -> None:
    without = {code: each for code, each in KNOWN.providers.items() if code != PSYCHOLOGIST}
    found = reasons_of(replace(KNOWN, providers=without), one())
    assert [(reason.id, reason.record, reason.row, reason.field) for reason in found] == [
        ("practitioner-unknown", "06", 6, "0614")
    ]


@pytest.mark.parametrize(
    "qualification",
    [
        ("9406", Period(first_day=date(2015, 1, 1), until=date(2026, 1, 12))),
        ("9406", Period(first_day=date(2026, 1, 13))),
        ("0401", SINCE),
    ],
    ids=["ended", "not yet", "another trade"],
)
def test_a_practitioner_must_be_competent_on_the_day(qualification: tuple[str, Period]) -> None:
    found = reasons_of(with_provider(PSYCHOLOGIST, qualification), one())
    assert [(reason.id, reason.return_code) for reason in found] == [("practitioner-not-competent", "0562")]


def test_a_main_practitioner_who_stands_in_no_line_is_judged_too() -> None:
    strange = replace(one(), services=(replace(short(), practitioner="94000001"),))
    found = reasons_of(KNOWN, strange)
    assert [(reason.id, reason.record, reason.field) for reason in found] == [
        ("practitioner-unknown", "04", "0416")
    ]


def test_care_that_was_accepted_before_is_refused_at_its_line() -> None:
    key = LineKey("063", "180001", date(2026, 1, 12), date(2026, 2, 12))
    earlier = replace(KNOWN, earlier_lines={"999990019": {key: 1}})
    found = reasons_of(earlier, one())
    assert [(reason.id, reason.return_code, reason.row) for reason in found] == [
        ("already-claimed", "0587", 6)
    ]
    assert ids_of(replace(KNOWN, earlier_lines={"999990020": {key: 1}}), one()) == []
    assert ids_of(replace(KNOWN, earlier_lines={"999990019": {key: 0}}), one()) == []


def test_the_same_care_twice_in_a_file_is_refused_the_second_time() -> None:
    again = replace(
        short(), reference="S9", sequence=2, tariffs=(replace(short().tariffs[0], reference="S9T1"),)
    )
    found = check_administration(claims_of(replace(one(), services=(short(), again))), KNOWN)
    assert [[reason.id for reason in reasons] for reasons in found.values()] == [
        [],
        ["claimed-twice-in-file"],
    ]


def test_care_that_is_refused_may_be_claimed_right_later_in_the_file() -> None:
    wrong = replace(short(), practitioner="94000001", reference="S8", sequence=2)
    tariff = replace(wrong.tariffs[0], practitioner="94000001", reference="S8T1")
    found = check_administration(
        claims_of(replace(one(), services=(replace(wrong, tariffs=(tariff,)), short()))), KNOWN
    )
    first, second = found.values()
    assert "practitioner-unknown" in {reason.id for reason in first}
    assert second == ()


def test_two_lines_of_one_claim_are_not_each_others_double() -> None:
    costs = short().tariffs[0]
    fee = replace(costs, kind="04", reference="S2T2")
    assert ids_of(KNOWN, replace(one(), services=(replace(short(), tariffs=(costs, fee)),))) == []


def test_a_credit_needs_a_debit_that_we_accepted() -> None:
    person = replace(persons()[1], services=(reversal(),))
    assert ids_of(KNOWN, person) == []
    found = reasons_of(replace(KNOWN, earlier_references={}), person)
    assert [(reason.id, reason.return_code) for reason in found] == [("credit-without-debit", "8017")]


def test_a_credit_takes_back_once_and_as_a_whole() -> None:
    person = replace(persons()[1], services=(reversal(),))
    back = {"7119/100200300": dict.fromkeys(KNOWN.earlier_lines["7119/100200300"], 0)}
    found = reasons_of(replace(KNOWN, earlier_lines=back), person)
    assert [(reason.id, reason.return_code) for reason in found] == [("already-credited", "8084")]
    less = {"7119/100200300": {"OLD3": 80_001}}
    found = reasons_of(replace(KNOWN, earlier_references=less), person)
    assert [(reason.id, reason.return_code) for reason in found] == [("credit-in-part", "8700")]


def test_after_a_credit_the_care_may_be_claimed_anew_in_the_same_file_and_once() -> None:
    credit = next(claim for claim in claims_of() if claim.is_credit)
    lines = tuple(replace(line, charged_cents=70_000, is_credit=False) for line in credit.lines[:1])
    debit = replace(credit, row=90, is_credit=False, reference="NEW", lines=lines)
    again = replace(debit, row=91, reference="NEW2")

    def told(*claims: FormalClaim) -> list[list[str]]:
        return [[reason.id for reason in found] for found in check_administration(claims, KNOWN).values()]

    assert told(credit, debit) == [[], []]
    assert told(debit) == [["already-claimed"]]
    assert told(credit, debit, again) == [[], [], ["claimed-twice-in-file"]]
    assert told(credit, replace(credit, row=92)) == [[], ["already-credited"]]


@pytest.mark.parametrize(
    ("tariffs", "expected"),
    [
        ((), []),
        ((AgreedTariff(cents=51_234, during=SINCE),), []),
        ((AgreedTariff(cents=51_233, during=SINCE),), ["tariff-differs"]),
        ((AgreedTariff(cents=99_999, during=Period(first_day=date(2027, 1, 1))),), ["tariff-differs"]),
    ],
)
def test_a_tariff_may_not_be_above_the_one_agreed(
    tariffs: tuple[AgreedTariff, ...], expected: list[str]
) -> None:
    assert ids_of(replace(KNOWN, tariffs={("063", "180001"): tariffs}), one()) == expected


def test_every_reason_is_kept_not_the_first() -> None:
    nothing = Administration(labels=frozenset({"3311"}), persons={}, providers={})
    assert ids_of(nothing, one()) == [
        "label-not-ours",
        "person-unknown",
        "forwarding-allowed",
        "declarant-unknown",
        "practitioner-unknown",
    ]


def test_a_reason_carries_a_dutch_sentence_a_return_code_and_norms() -> None:
    for reason in reasons_of(Administration(labels=frozenset(), persons={}, providers={}), one()):
        assert reason.sentence.endswith(".")
        assert len(reason.return_code) == 4
        assert reason.norms == ("GC-1.8",)
        found = reason.as_finding()
        assert (found.level, found.code, found.warning) == (
            "administration",
            reason.return_code,
            reason.warning,
        )
        assert not refuses_file(found)


def test_competence_is_known_for_each_list_whose_codes_or_shape_are_known() -> None:
    told = {"001", "008", "010", "012", "032", "040", "041", "048", "050", "058", "063", "065", "066", "068"}
    assert set(competences()) == told
