"""Writes what was read into the records, many rows at a time, under the grants that the use case opens."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from zorgvuldig.processes.policy_administration.models import (
    MAKERS,
    InsuredNumber,
    label_numbers,
    make_access,
    make_people,
    make_trainings,
    write,
    write_few,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db import IntegrityError

    from zorgvuldig.processes.policy_administration.intake.directory import Directory
    from zorgvuldig.processes.policy_administration.intake.rows import PersonRow
    from zorgvuldig.records.models import Held

    Progress = Callable[[str, int], None]

PEOPLE_A_DECISION = 5_000
"""So many people stand under one decision at most: a grant is short, and so is what it names."""

_FRAME = ("insurers.jsonl", "labels.jsonl", "tariffs.jsonl", "households.jsonl")
_WISHES = ("consents.jsonl", "objections.jsonl")
_LOGINS = ("staff.jsonl", "account_links.jsonl", "party_logins.jsonl")
_PROVIDERS = (
    *("providers.jsonl", "qualifications.jsonl", "contracts.jsonl"),
    *("partners.jsonl", "partner_contracts.jsonl"),
)
# What stands with a person, and the field that names the person.
_WITH_A_PERSON = {
    "addresses.jsonl": "subject",
    "contacts.jsonl": "subject",
    "household_members.jsonl": "subject",
    "mandates.jsonl": "subject",
    "insurance_policies.jsonl": "policyholder",
    "coverages.jsonl": "subject",
    "prior_authorizations.jsonl": "subject",
}


class AlreadyLoadedError(ValueError):
    """The insurer in the directory, or one with the same UZOVI number, is in the records already."""


class CollisionError(ValueError):
    """Something in the directory is in the records already, though its labels are not."""


def collision(error: IntegrityError) -> CollisionError:
    """Say which rule of the records was broken; never which value, since messages end up in logs."""
    diagnosis = getattr(error.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None) or "a rule of the records"
    table = getattr(diagnosis, "table_name", None) or "unknown"
    return CollisionError(
        f"the directory does not fit beside what is in the records (table {table}, {rule}); nothing was "
        "loaded. Was another directory loaded at the same time, or one with the same providers or logins?"
    )


class Recorder:
    """Writes the rows of one directory; each method needs the grant of its kind of data."""

    def __init__(self, directory: Directory, progress: Progress) -> None:
        """Take the directory and the handle of the progress bar."""
        self._rows = directory.rows
        self._progress = progress
        self._with_a_person = {
            file: _by_person(self._rows[file], field) for file, field in _WITH_A_PERSON.items()
        }

    def batches(self) -> Iterator[Sequence[PersonRow]]:
        """Yield the people in batches, each for one decision."""
        people = self._rows["people.jsonl"]
        for start in range(0, len(people), PEOPLE_A_DECISION):
            yield people[start : start + PEOPLE_A_DECISION]

    def in_contract(self, people: Iterable[PersonRow]) -> bool:
        """Tell whether each of these people is covered by an insurance policy or holds one (GC-3.4b)."""
        covered, held = (
            self._with_a_person[file] for file in ("coverages.jsonl", "insurance_policies.jsonl")
        )
        return all(person.id in covered or person.id in held for person in people)

    def with_wishes(self) -> list[UUID]:
        """List who consented or objected to something."""
        return _once(row.subject for file in _WISHES for row in self._rows[file])

    def with_login(self) -> list[UUID]:
        """List the people who have a login."""
        return _once(row.person for row in self._rows["account_links.jsonl"])

    def record_frame(self) -> None:
        """Write what is about nobody: insurers, labels, tariffs, households without their members."""
        numbers = [label.uzovi for label in self._rows["labels.jsonl"]]
        known = label_numbers(numbers)
        if known:
            raise AlreadyLoadedError(
                f"labels with UZOVI number {', '.join(known)} are in the records already; a directory is "
                "loaded once, into records that do not hold its labels"
            )
        for file in _FRAME:
            self._write(file, self._rows[file])

    def record_employers_policies(self) -> None:
        """Write the insurance policies that an employer holds; whom they cover comes with the people."""
        file = "insurance_policies.jsonl"
        self._write(file, self._with_a_person[file].get(None, ()))

    def record_people(self, people: Sequence[PersonRow]) -> None:
        """Write people with all that stands with them; a BSN is sealed, and found by its blind index."""
        write(make_people(people, self._numbers_of(people)))
        self._progress("people.jsonl", len(people))
        for file, by_person in self._with_a_person.items():
            self._write(file, [row for person in people for row in by_person.get(person.id, ())])

    def record_wishes(self) -> None:
        """Write consents and objections."""
        self._write_files(_WISHES, write_few)

    def record_logins(self, at: datetime) -> None:
        """Write staff with their role and training, and which login is whose."""
        self._write_files(_LOGINS, write_few)
        staff = self._rows["staff.jsonl"]
        write_few(make_access(staff, at))
        write_few(make_trainings(staff))

    def record_providers(self) -> None:
        """Write care providers with their qualifications and contracts."""
        self._write_files(_PROVIDERS)

    def _numbers_of(self, people: Iterable[PersonRow]) -> dict[UUID, InsuredNumber]:
        """Give the number under which each of those without a BSN is insured (verzekerdennummer)."""
        without = {person.id for person in people if person.bsn is None}
        policies = {row.id: row for row in self._rows["insurance_policies.jsonl"]} if without else {}
        labels = {row.id: row.uzovi for row in self._rows["labels.jsonl"]}
        numbers = {}
        for person in without:
            for coverage in self._with_a_person["coverages.jsonl"].get(person, ()):
                policy = policies[coverage.insurance_policy]
                if coverage.regime == "Zvw":
                    numbers[person] = InsuredNumber(labels[policy.label], policy.number)
        return numbers

    def _write_files(self, files: Iterable[str], how: Callable[[list[Held]], None] = write) -> None:
        for file in files:
            self._write(file, self._rows[file], how)

    def _write(self, file: str, rows: Sequence[Any], how: Callable[[list[Held]], None] = write) -> None:
        how([MAKERS[file](row) for row in rows])
        self._progress(file, len(rows))


def _by_person(rows: Iterable[Any], field: str) -> dict[UUID | None, list[Any]]:
    found: dict[UUID | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, field)].append(row)
    return dict(found)


def _once(identifiers: Iterable[UUID]) -> list[UUID]:
    return list(dict.fromkeys(identifiers))
