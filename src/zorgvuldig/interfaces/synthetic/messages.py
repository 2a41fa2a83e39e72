"""Writes planned treatments as a GZ321 1.0 claim message (declaratie basis en gespecialiseerde GGZ)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from zorgvuldig.interfaces.synthetic.policies import CODE_LIST
from zorgvuldig.interfaces.synthetic.treatments import NO_BSN, ClaimFile, Insured, Treatment

MESSAGE, MESSAGE_VERSION = "GZ321", "1.0"
GENDERS = {"unknown": "0", "male": "1", "female": "2", "other": "9"}
_DETAIL = {"02": "9902", "04": "9904", "06": "9905", "17": "9907", "98": "9908"}

Record = tuple[str, dict[str, str]]


@dataclass(slots=True)
class Built:
    """The records of a message, and the row of each claim by its reference."""

    records: list[Record] = field(default_factory=list)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    """The row of each record by its kind and the reference of its claim."""
    identified: int = 0


def build(file: ClaimFile, *, invoiced_on: date) -> Built:
    """Build the records of a claim file: opening, insured persons with their care, closing."""
    built = Built()
    built.records.append(("01", _opening(file, invoiced_on)))
    for insured, treatments in _by_insured(file.treatments):
        _add(built, "02", _insured(insured, treatments[0]))
        person_row = len(built.records)
        for treatment in treatments:
            built.rows["02", treatment.reference] = person_row
            keys = _keys(insured, treatment)
            _add(built, "04", _performance(keys, treatment), treatment)
            if treatment.comment:
                built.records.append(("98", _comment(built.identified, treatment.comment)))
            _add(built, "06", _tariff(keys, treatment), treatment)
            _add(built, "17", _time(keys, treatment), treatment)
    built.records.append(("99", _closing(built.records)))
    return built


def _add(built: Built, record: str, values: dict[str, str], treatment: Treatment | None = None) -> None:
    """Add a detail record; its identification numbers it from one."""
    built.identified += 1
    values[f"{record}01"] = record
    values[f"{record}02"] = str(built.identified)
    built.records.append((record, values))
    if treatment is not None:
        built.rows[record, treatment.reference] = len(built.records)


def _comment(identification: int, text: str) -> dict[str, str]:
    """Comment on a record: the comment carries that record's identification."""
    return {"9801": "98", "9802": str(identification), "9803": "1", "9804": text}


def _by_insured(treatments: list[Treatment]) -> Iterator[tuple[Insured, list[Treatment]]]:
    """Group the treatments by person and number: a message holds one record per insured person."""
    groups: dict[tuple[str, str, str], list[Treatment]] = {}
    for treatment in treatments:
        insured = treatment.insured
        groups.setdefault((treatment.bsn, insured.label.uzovi, insured.number), []).append(treatment)
    for group in groups.values():
        yield group[0].insured, group


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _opening(file: ClaimFile, invoiced_on: date) -> dict[str, str]:
    return {
        "0101": "01",
        "0102": "195",
        "0103": "1",
        "0105": "P",
        "0108": file.label.uzovi,
        "0112": file.practice.organisation.agb_code,
        "0113": "4",
        "0114": _day(min(each.started_on for each in file.treatments)),
        "0115": _day(max(each.ended_on for each in file.treatments)),
        "0116": file.invoice,
        "0117": _day(invoiced_on),
        "0119": "EUR",
    }


def _insured(insured: Insured, treatment: Treatment) -> dict[str, str]:
    """Tell who is insured; an address is optional here and stays out, also for people who need no shield."""
    person = insured.person
    return {
        "0203": treatment.bsn,
        "0204": insured.label.uzovi,
        "0205": insured.number if treatment.bsn == NO_BSN else "",
        "0207": _day(person.birthdate),
        "0208": GENDERS[person.gender],
        "0209": "1",
        "0210": person.family_name,
        "0211": person.name_prefix.upper(),
        "0215": person.initials,
        "0221": "NL",
        "0223": "2",
    } | {name: value for name, value in treatment.changed.items() if name.startswith("02")}


def _keys(insured: Insured, treatment: Treatment) -> dict[str, str]:
    number = insured.number if treatment.bsn == NO_BSN else ""
    return {"03": treatment.bsn, "04": insured.label.uzovi, "05": number}


def _placed(record: str, values: Mapping[str, str], treatment: Treatment) -> dict[str, str]:
    """Name values by record and place, then let a planted pattern overwrite some."""
    placed = {f"{record}{place}": value for place, value in values.items()}
    return placed | {name: value for name, value in treatment.changed.items() if name.startswith(record)}


def _performance(keys: Mapping[str, str], treatment: Treatment) -> dict[str, str]:
    values = {
        **keys,
        "07": "1",
        "08": CODE_LIST,
        "09": treatment.service,
        "11": _day(treatment.started_on),
        "12": _day(treatment.ended_on),
        "13": "1",
        "15": "N",
        "16": treatment.practitioner.agb_code,
        "17": "9932",
        "20": "1",
        "21": treatment.referrer.agb_code,
        "22": "0101",
        "27": "19" if treatment.diagnosis else "",
        "29": treatment.diagnosis,
        "31": "11",
        "34": "1",
        "35": str(treatment.minutes),
        "36": str(treatment.minutes),
        "38": "1",
        "39": "D",
        "40": treatment.reference,
    }
    return _placed("04", values, treatment)


def _tariff(keys: Mapping[str, str], treatment: Treatment) -> dict[str, str]:
    values = {
        **keys,
        "06": CODE_LIST,
        "07": treatment.service,
        "08": _day(treatment.started_on),
        "09": "1",
        "10": "14",
        "11": CODE_LIST,
        "12": treatment.service,
        "14": treatment.practitioner.agb_code,
        "16": _day(treatment.started_on),
        "17": _day(treatment.ended_on),
        "18": "1",
        "19": str(treatment.cents),
        "20": str(treatment.cents),
        "21": "D",
        "23": "D",
        "25": str(treatment.cents),
        "26": "D",
        "27": f"{treatment.reference}T",
    }
    return _placed("06", values, treatment)


def _time(keys: Mapping[str, str], treatment: Treatment) -> dict[str, str]:
    values = {
        **keys,
        "06": CODE_LIST,
        "07": treatment.service,
        "08": _day(treatment.started_on),
        "09": "1",
        "10": "1",
        "11": treatment.practitioner.agb_code,
        "13": _day(treatment.started_on),
        "14": _day(treatment.ended_on),
        "15": "1",
        "16": str(treatment.minutes),
        "18": "D",
        "19": f"{treatment.reference}M",
    }
    return _placed("17", values, treatment)


def _closing(records: list[Record]) -> dict[str, str]:
    counts = {place: str(sum(record == kind for record, _ in records)) for kind, place in _DETAIL.items()}
    total = sum(int(values["0625"]) for record, values in records if record == "06")
    return counts | {
        "9901": "99",
        "9909": str(len(records) - 1),
        "9910": str(total),
        "9911": "D",
    }
