"""The front door of policy administration: load the register of an insurer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import IntegrityError, transaction

from zorgvuldig.ledger.processing import Refused, SegmentRow, processing
from zorgvuldig.processes.policy_administration import decide
from zorgvuldig.processes.policy_administration.act import (
    AlreadyLoadedError,
    CollisionError,
    Recorder,
    collision,
)
from zorgvuldig.processes.policy_administration.explain import Loaded
from zorgvuldig.processes.policy_administration.intake.directory import Directory, read_directory
from zorgvuldig.processes.policy_administration.intake.reading import DirectoryError
from zorgvuldig.processes.policy_administration.intake.rows import FROM_THE_PERSON
from zorgvuldig.records.blind_index import sought_bsns
from zorgvuldig.records.insurance_reading import InsuredOn, find_person, insured_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.policy_administration.intake.asking import InsuranceQuestion

__all__ = [
    "AlreadyLoadedError",
    "CollisionError",
    "DirectoryError",
    "Refused",
    "check_insurance",
    "load_insurer",
]


def load_insurer(
    *,
    actor: Actor,
    source: Path,
    at: datetime,
    progress: Callable[[str, int], None] = lambda _file, _rows: None,
) -> Loaded:
    """Load an insurer from a directory, whole or not at all (polisadministratie vullen; GC-1.24, GC-3.4b).

    Raises a DirectoryError that names file, line and field, an AlreadyLoadedError for known labels, or a
    CollisionError for anything else that is in the records already; each leaves no row.
    """
    directory = read_directory(source)
    try:
        with transaction.atomic():
            entries = tuple(_record(Recorder(directory, progress), actor=actor, at=at))
    except IntegrityError as error:
        raise collision(error) from error
    return _explain(directory, entries)


def check_insurance(
    *, actor: Actor, asked: InsuranceQuestion, provider: str, published: bool, at: datetime
) -> tuple[InsuredOn, ...]:
    """Tell a care provider whether whom it treats is insured (controle op verzekering; GC-T-3.6-COV).

    Whoever has no cover here, is not known here, or has another birth date gives the same answer: none. Of a
    shielded person the answer is that of anybody, for it holds no whereabouts.

    Args:
        actor: the service that answers.
        asked: number, birth date and day.
        provider: whose client asks, in words for the log.
        published: whether the privacy statement tells of this check.
        at: the moment.

    Raises:
        Refused: the decision was no permit.
    """
    (sought,) = sought_bsns([asked.bsn])
    request = decide.check_insurance(
        run_id=uuid4(), subject_indexes=sought.every, provider=provider, published=published
    )
    with processing(request, actor=actor, at=at) as grant:
        person = find_person(sought.every, asked.birthdate)
        if person is None:
            return ()
        covers = insured_on(person, on=asked.on)
        # So that the person sees who asked, and what was told.
        grant.segment([SegmentRow(person, {"asked_by": provider, "insured": bool(covers)})])
    return covers


def _record(recorder: Recorder, *, actor: Actor, at: datetime) -> Iterator[UUID]:
    """Record group by group, each under a decision of its own; yields the ledger entries."""
    with processing(decide.record_providers(), actor=actor, at=at) as grant:
        recorder.record_frame()
        recorder.record_providers()
    yield grant.entry_id
    for number, people in enumerate(recorder.batches()):
        request = decide.record_people(
            subject_ids=[person.id for person in people],
            in_contract=recorder.in_contract(people),
            from_others=any(person.data_origin != FROM_THE_PERSON for person in people),
            informed=all(person.informed_on is not None for person in people),
        )
        with processing(request, actor=actor, at=at) as grant:
            if number == 0:
                recorder.record_employers_policies()
            recorder.record_people(people)
        yield grant.entry_id
    if wishing := recorder.with_wishes():
        with processing(decide.record_wishes(subject_ids=wishing), actor=actor, at=at) as grant:
            recorder.record_wishes()
        yield grant.entry_id
    with processing(decide.record_logins(subject_ids=recorder.with_login()), actor=actor, at=at) as grant:
        recorder.record_logins(at)
    yield grant.entry_id


def _explain(directory: Directory, entries: tuple[UUID, ...]) -> Loaded:
    rows = directory.rows
    return Loaded(
        digest=directory.digest,
        people=len(rows["people.jsonl"]),
        insurance_policies=len(rows["insurance_policies.jsonl"]),
        providers=len(rows["providers.jsonl"]),
        staff=len(rows["staff.jsonl"]),
        rows=directory.count(),
        entries=entries,
    )
