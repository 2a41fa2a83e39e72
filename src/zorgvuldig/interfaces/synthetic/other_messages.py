"""Writes claims of pharmacies, physiotherapists, dentists and hospitals as AP304, PM304, MZ301 and ZH308.

All of it is plain care that must be accepted, for a handful of people in each message and label.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zorgvuldig.interfaces.synthetic.care import (
    HOSPITAL,
    ORAL,
    PARAMEDICAL,
    PHARMACY,
    WITH_OWN_PROVIDERS,
    CareKind,
    Service,
    tariff,
)
from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.interfaces.synthetic.claims import plain
from zorgvuldig.interfaces.synthetic.messages import GENDERS
from zorgvuldig.interfaces.synthetic.providers import Practice
from zorgvuldig.interfaces.synthetic.treatments import Insured
from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.interfaces.vektis.codec import render
from zorgvuldig.interfaces.vektis.writer import closing_values, compose

Record = tuple[str, Mapping[str, str]]
_CLAIMS_A_KIND = 40
"""Of so many claims in GZ321 files, each of the other kinds of care has one; but no fewer than three."""
_LEAST, _MOST = 3, 120
# What a message asks of the person beside name, birth date and gender.
_MORE = {PARAMEDICAL: {}, ORAL: {"0219": "1", "0223": "2"}, PHARMACY: {"0222": "J", "0224": "2"}}
_OF_A_HOSPITAL = {"0223": "2"}


@dataclass(frozen=True, slots=True)
class Care:
    """One service that is claimed: to whom, what, by whom, when, for how much."""

    insured: Insured
    service: Service
    practitioner: str
    day: date
    cents: int
    reference: str


@dataclass(frozen=True, slots=True)
class OtherFile:
    """One claim file of a practice for a label."""

    kind: CareKind
    practice: Practice
    uzovi: str
    invoice: str
    care: tuple[Care, ...]

    @property
    def cents(self) -> int:
        """Sum what is charged."""
        return sum(each.cents for each in self.care)


def draw_other_files(
    *, seed: int, at: date, insured: list[Insured], practices: Mapping[str, list[Practice]], claims: int
) -> Iterator[OtherFile]:
    """Yield the files of each kind of care, one for each label that somebody in it is insured with."""
    chance = Chance(seed, "other-messages")
    count = min(_MOST, max(_LEAST, claims // _CLAIMS_A_KIND))
    for kind in WITH_OWN_PROVIDERS:
        # Oral care of adults is no basic insurance: in these files stands that of children.
        suited = [each for each in insured if plain(each, adult=kind is not ORAL)]
        chosen = [suited[chance.whole(0, len(suited) - 1)] for _ in range(count)] if suited else []
        own = practices[kind.name]
        for uzovi in sorted({each.label.uzovi for each in chosen}):
            practice = own[chance.whole(0, len(own) - 1)]
            people = {each.person.id: each for each in chosen if each.label.uzovi == uzovi}
            care = [_care(kind, each, practice, at, chance) for each in people.values()]
            found = tuple(each for each in care if each.insured.insured_from <= each.day)
            if found:
                yield OtherFile(kind, practice, uzovi, f"{kind.message}{uzovi}", found)


def _care(kind: CareKind, insured: Insured, practice: Practice, at: date, chance: Chance) -> Care:
    service = chance.pick({each: each.weight for each in kind.services})
    day = at - timedelta(days=chance.whole(25, 50))
    practitioner = practice.practitioners[chance.whole(0, len(practice.practitioners) - 1)]
    return Care(
        insured=insured,
        service=service,
        practitioner=practitioner.agb_code,
        day=day,
        cents=tariff(service.cents, year=day.year, at=at),
        reference=f"{kind.message}{chance.whole(0, 99_999_999):08d}",
    )


def write_other(file: OtherFile, *, invoiced_on: date) -> bytes:
    """Write one file by the layout of its message."""
    kind, layout = file.kind, load_layout(file.kind.message, file.kind.version)
    records: list[Record] = [("01", _heading(file, invoiced_on))]
    for care in file.care:
        for record, values in (("02", _person(kind, care)), *_SERVICES[kind](care)):
            own = {
                f"{record}02": str(len(records)),
                f"{record}03": care.insured.person.bsn or "",
                f"{record}04": file.uzovi,
            }
            records.append((record, own | dict(values)))
    closing = closing_values(layout, [record for record, _ in records])
    amount = layout.records["99"].element("BED025")
    if amount is None:
        raise ValueError(f"{kind.message} {kind.version} has no total")
    sign = next(each for each in layout.records["99"].fields if each.start == amount.start + amount.length)
    closing |= {amount.id: str(file.cents), sign.id: "D"}
    return render(layout, compose(layout, [*records, ("99", closing)]))


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _heading(file: OtherFile, invoiced_on: date) -> dict[str, str]:
    return {
        "0105": "P",
        "0108": file.uzovi,
        "0112": file.practice.organisation.agb_code,
        "0113": "04",
        "0114": _day(min(each.day for each in file.care)),
        "0115": _day(max(each.day for each in file.care)),
        "0116": file.invoice,
        "0117": _day(invoiced_on),
        "0119": "EUR",
    }


def _person(kind: CareKind, care: Care) -> dict[str, str]:
    person = care.insured.person
    return {
        "0207": _day(person.birthdate),
        "0208": GENDERS[person.gender],
        "0209": "1",
        "0210": person.family_name,
        "0211": person.name_prefix.upper(),
        "0215": person.initials,
        **_MORE.get(kind, _OF_A_HOSPITAL),
    }


def _pharmacy(care: Care) -> Iterator[Record]:
    cents = str(care.cents)
    yield (
        "04",
        {
            "0407": "1", "0408": _day(care.insured.person.birthdate), "0410": _day(care.day), "0413": "058",
            "0414": care.service.code, "0415": "ST", "0417": "1", "0418": care.practitioner,
            "0424": care.reference[-8:], "0425": "1", "0429": "3", "0431": "1", "0436": "9", "0438": cents,
            "0439": cents, "0440": "D", "0443": cents, "0444": "D", "0445": care.reference,
        },
    )  # fmt: skip


def _paramedical(care: Care) -> Iterator[Record]:
    cents = str(care.cents)
    yield (
        "04",
        {
            "0407": "1", "0408": _day(care.day), "0409": "012", "0410": care.service.code, "0411": "1",
            "0422": care.practitioner, "0428": cents, "0429": cents, "0430": "D", "0432": cents, "0433": "D",
            "0434": care.reference,
        },
    )  # fmt: skip


def _oral(care: Care) -> Iterator[Record]:
    cents = str(care.cents)
    yield (
        "04",
        {
            "0407": "1", "0408": _day(care.day), "0409": "01", "0410": "N", "0412": "010",
            "0413": care.service.code, "0420": care.practitioner, "0424": cents, "0425": "1", "0426": cents,
            "0427": "D", "0430": cents, "0431": "D", "0432": care.reference,
        },
    )  # fmt: skip


def _hospital(care: Care) -> Iterator[Record]:
    cents, day = str(care.cents), _day(care.day)
    yield (
        "04",
        {
            "0407": "1", "0408": "041", "0409": care.service.code, "0410": day, "0411": day, "0412": "1",
            "0419": "04", "0423": "1", "0452": "D", "0453": care.reference,
        },
    )  # fmt: skip
    yield (
        "06",
        {
            "0606": "041", "0608": care.service.code, "0609": day, "0610": "1", "0611": "10",
            "0612": care.practitioner, "0614": cents, "0615": "10000", "0617": cents, "0618": "D",
            "0620": cents, "0621": "D", "0622": f"{care.reference}T",
        },
    )  # fmt: skip


_SERVICES: dict[CareKind, Callable[[Care], Iterator[Record]]] = {
    PHARMACY: _pharmacy,
    PARAMEDICAL: _paramedical,
    ORAL: _oral,
    HOSPITAL: _hospital,
}
