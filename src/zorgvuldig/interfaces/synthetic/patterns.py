"""Plants what the insurer must find: each pattern names the control that finds it and changes a treatment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from zorgvuldig.interfaces.synthetic.bsn import unused_number
from zorgvuldig.interfaces.synthetic.providers import Providers
from zorgvuldig.interfaces.synthetic.treatments import Insured, Treatment

ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Source:
    """What a pattern may draw on besides the treatment itself."""

    providers: Providers
    unknown_agb: str
    serial: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A planted pattern: its name, the control that finds it (return_codes.json), the change, on whom."""

    name: str
    control: str
    plant: Callable[[Treatment, Source], None]
    field: str | None = None
    """The field on which formal control finds it; its record is the one that carries the return code."""
    mark: str | None = None
    """The control that marks an accepted claim without refusing it."""
    on: Callable[[Insured], bool] = lambda insured: insured.adult and not insured.traits
    alone: bool = True
    """The person must not stand elsewhere in the file: the record of the person itself changes."""


def _unknown_person(treatment: Treatment, source: Source) -> None:
    person = replace(treatment.insured.person, bsn=unused_number(source.serial))
    treatment.insured = replace(treatment.insured, person=person)


def _may_not_be_forwarded(treatment: Treatment, source: Source) -> None:
    _unknown_person(treatment, source)
    treatment.changed["0407"] = "2"


def _other_birthdate(treatment: Treatment, _: Source) -> None:
    birthdate = treatment.insured.person.birthdate + timedelta(days=1)
    person = replace(treatment.insured.person, birthdate=birthdate)
    treatment.insured = replace(treatment.insured, person=person)


def _across_the_end(treatment: Treatment, _: Source) -> None:
    """Let the care begin while the person was still insured and end after that."""
    end = treatment.insured.insured_until or treatment.started_on
    treatment.started_on = end - timedelta(days=5)
    treatment.ended_on = end + timedelta(days=5)


def _foreign_label(treatment: Treatment, _: Source) -> None:
    """Claim with a UZOVI number of the register that is none of our labels."""
    label = replace(treatment.insured.label, uzovi="7119")
    treatment.insured = replace(treatment.insured, label=label)


def _unknown_practitioner(treatment: Treatment, source: Source) -> None:
    treatment.practitioner = replace(treatment.practitioner, agb_code=source.unknown_agb)


def _ended_practitioner(treatment: Treatment, source: Source) -> None:
    treatment.practitioner = source.providers.ended[source.serial % len(source.providers.ended)]


def _other_trade(treatment: Treatment, source: Source) -> None:
    incompetent = source.providers.incompetent
    treatment.practitioner = incompetent[source.serial % len(incompetent)]


def _broken_bsn(treatment: Treatment, _: Source) -> None:
    """Change the last digit, so that the eleven test fails."""
    bsn = treatment.bsn
    person = replace(treatment.insured.person, bsn=bsn[:-1] + str((int(bsn[-1]) + 1) % 10))
    treatment.insured = replace(treatment.insured, person=person)


def _ends_before_it_starts(treatment: Treatment, _: Source) -> None:
    treatment.ended_on = treatment.started_on - timedelta(days=1)


def _overwrite(**fields: str) -> Callable[[Treatment, Source], None]:
    def plant(treatment: Treatment, _: Source) -> None:
        treatment.changed |= {name.removeprefix("f"): value for name, value in fields.items()}

    return plant


def _unknown_service(treatment: Treatment, _: Source) -> None:
    """Claim a code of the right shape that its list lacks; the tariff and time records follow the key."""
    treatment.service = "189999"


def _too_high(treatment: Treatment, _: Source) -> None:
    """Charge ten euros more than the tariff."""
    treatment.cents += 1_000


def _diagnosis(treatment: Treatment, _: Source) -> None:
    """Send a diagnosis although the person made a privacy statement (privacyverklaring)."""
    treatment.diagnosis = "296.32"


def _wrong_product(treatment: Treatment, _: Source) -> None:
    """Charge twice the quantity without the calculated amount following."""
    treatment.changed["0618"] = "2"


def _nothing(_: Treatment, __: Source) -> None:
    """Leave the treatment as it is: what makes it remarkable is the person."""


def _with_trait(trait: str) -> Callable[[Insured], bool]:
    return lambda insured: trait in insured.traits and insured.adult and insured.insured_until is None


def _former(insured: Insured) -> bool:
    """Tell whether this is what a person who changed labels was insured with before."""
    return "switched" in insured.traits and insured.adult and insured.insured_until is not None


def _ended(insured: Insured) -> bool:
    return insured.adult and "ended" in insured.traits


# Patterns that are not planted in one treatment: a practice, or care that is claimed twice.
OTHER_CONTROLS = {
    "practice-ended": "declarant-ended",
    "practice-unknown": "declarant-unknown",
    "same-care-twice-in-a-file": "claimed-twice-in-file",
    "same-care-claimed-before": "already-claimed",
}
PATTERNS = (
    Pattern("unknown-person", "person-unknown", _unknown_person),
    Pattern("unknown-person-not-to-be-forwarded", "forwarding-refused", _may_not_be_forwarded),
    Pattern("not-insured-on-the-date", "not-insured", _nothing, on=_ended),
    Pattern("insured-for-part-of-the-care", "insured-partly", _across_the_end, on=_ended),
    Pattern("label-of-another-insurer", "label-not-ours", _foreign_label),
    Pattern("label-of-before-the-switch", ACCEPTED, _nothing, on=_former, mark="label-differs"),
    Pattern("birthdate-of-somebody-else", "birthdate-differs", _other_birthdate),
    Pattern("practitioner-unknown", "practitioner-unknown", _unknown_practitioner, alone=False),
    Pattern("practitioner-ended", "practitioner-not-competent", _ended_practitioner, alone=False),
    Pattern("practitioner-in-another-trade", "practitioner-not-competent", _other_trade, alone=False),
    Pattern("tariff-too-high", "tariff-differs", _too_high, alone=False),
    Pattern("bsn-fails-eleven-test", "bsn", _broken_bsn, field="0203"),
    Pattern("letter-in-a-number", "not-a-number", _overwrite(f0433="00A000"), field="0433", alone=False),
    Pattern("service-code-unknown", "service-code", _unknown_service, field="0409", alone=False),
    Pattern(
        "date-that-does-not-exist",
        "date-nonexistent",
        _overwrite(f0424="20260230"),
        field="0424",
        alone=False,
    ),
    Pattern("gender-code-unknown", "code-unknown", _overwrite(f0208="5"), field="0208"),
    Pattern("family-name-missing", "missing", _overwrite(f0210=""), field="0210"),
    Pattern("ends-before-it-starts", "service-dates", _ends_before_it_starts, field="0412", alone=False),
    Pattern(
        "amount-is-not-quantity-times-tariff", "amount-product", _wrong_product, field="0620", alone=False
    ),
    Pattern("nines-for-a-bsn", ACCEPTED, _nothing, on=_with_trait("no-bsn")),
    Pattern("shielded-person", ACCEPTED, _nothing, on=_with_trait("shielded")),
    Pattern(
        "diagnosis-despite-privacy-statement",
        ACCEPTED,
        _diagnosis,
        on=_with_trait("privacy-statement"),
        mark="diagnosis-despite-privacy-statement",
    ),
)
