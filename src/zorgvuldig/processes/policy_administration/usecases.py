"""The front door of policy administration: load the register of an insurer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from zorgvuldig.ledger.processing import processing
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from zorgvuldig.decisions import Actor

__all__ = ["AlreadyLoadedError", "CollisionError", "DirectoryError", "load_insurer"]


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
