"""The front door of taking over a history of claims that were settled before."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError

from zorgvuldig.ledger.decided_rows import DecidedRows
from zorgvuldig.ledger.processing import Grant, processing
from zorgvuldig.processes.claims_history import decide, models
from zorgvuldig.processes.claims_history.explain import TakenOver
from zorgvuldig.processes.claims_history.intake.files import HistoryError, HistoryFile, read_history
from zorgvuldig.records.turns import settle_in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from zorgvuldig.decisions import Actor, ProcessingRequest

LINES_A_DECISION = 200_000
"""So many lines stand under one decision to record, about: a grant ends by itself within minutes."""

__all__ = ["HistoryError", "TakenOver", "take_over_history"]


def take_over_history(
    *,
    actor: Actor,
    source: Path,
    at: datetime,
    progress: Callable[[str, int], None] = lambda _file, _rows: None,
) -> TakenOver:
    """Take over every file of a history (declaratiehistorie; GC-4.0.4), in the transaction of the caller.

    Each file is a run with decisions and a segment of its own. A directory without a history gives none.

    Raises:
        HistoryError: a file is wrong in form, or names somebody or a provider who is not in the records.
        Refused: a decision was no permit.
    """
    indexes, entries, claims, lines, files = models.Indexes(), [], 0, 0, 0
    for file in read_history(source):
        run = _Run(file, actor, at, indexes, progress)
        counts = run.take_over()
        entries += [grant.entry_id for grant in run.decisions]
        claims, lines, files = claims + counts.claims, lines + counts.lines, files + 1
    return TakenOver(files=files, claims=claims, lines=lines, entries=tuple(entries))


@dataclass
class _Run:
    """One file on its way into the records."""

    file: HistoryFile
    actor: Actor
    at: datetime
    indexes: models.Indexes
    progress: Callable[[str, int], None]
    id: UUID = field(default_factory=uuid4)
    decisions: list[Grant] = field(default_factory=list)

    def take_over(self) -> models.Counts:
        sought = self.indexes.of(self._texts("bsn"))
        numbers = tuple(index for every in sought.values() for index in every)
        ties = self._look_up(sought, numbers)
        record = decide.record(run_id=self.id, numbers=numbers)
        for written in models.written_ahead(self.file.parts(LINES_A_DECISION), self.id, ties):
            with self._opening(record):
                models.record(written)
            self.progress(self.file.name, written.rows)
        with self._opening(record) as grant:
            counts = self._record_file()
            grant.decided(self._rows(ties.persons))
        return counts

    def _record_file(self) -> models.Counts:
        told = [_told(each) for each in self.decisions]
        counts = models.count(self.file)
        try:
            models.record_file(self.file, run_id=self.id, counts=counts, at=self.at, decisions=told)
        except IntegrityError as error:
            raise HistoryError(f"{self.file.name}: was taken over before; a history comes in once") from error
        return counts

    def _look_up(self, sought: Mapping[str, tuple[bytes, ...]], numbers: tuple[bytes, ...]) -> models.Ties:
        """Find whom and what the file names; whoever is not there stops the file."""
        with self._opening(decide.look_up(run_id=self.id, numbers=numbers, data=decide.WHO)):
            # What people bore is reckoned with from now on: no other run settles meanwhile.
            settle_in_turn()
            labels, persons = models.find_labels(), models.find_persons(sought)
        with self._opening(decide.look_up(run_id=self.id, numbers=(), data=decide.PROVIDERS)):
            providers = models.find_providers(self._texts("provider"))
        self._demand("label", labels, "no label of ours")
        self._demand("bsn", persons, "nobody in the records")
        self._demand("provider", providers, "no provider in the records")
        return models.Ties(persons=persons, labels=labels, providers=providers)

    @contextmanager
    def _opening(self, request: ProcessingRequest) -> Iterator[Grant]:
        """Open what one decision grants, and keep the decision for the explanation."""
        with processing(request, actor=self.actor, at=self.at) as grant:
            self.decisions.append(grant)
            yield grant

    def _demand(self, column: str, known: Mapping[str, UUID], what: str) -> None:
        """Refuse a file that names something unknown; says how many, never which: messages end up in logs."""
        missing = sum(text not in known for text in self._texts(column))
        if missing:
            raise HistoryError(
                f"{self.file.name}: {missing} values of {column} are {what}; load those first, or leave "
                "them out"
            )

    def _texts(self, column: str) -> list[str]:
        texts: list[str] = self.file.lines[column].chunk(0).dictionary.to_pylist()
        return texts

    def _rows(self, persons: Mapping[str, UUID]) -> DecidedRows:
        """Give each person a row in the ledger: that their history was taken over, nothing of the care."""
        subjects = [persons[number] for number in self._texts("bsn")]
        return DecidedRows(subjects, [0] * len(subjects), [{"state": "taken-over"}])


def _told(grant: Grant) -> dict[str, Any]:
    """Write down a decision as the page of a claim tells it; the ledger holds the decision itself."""
    done = grant.processing
    return {
        "entry_id": str(grant.entry_id),
        "at": done.at.isoformat(),
        "purpose": done.request.purpose,
        "action": done.request.action,
        "data": sorted(done.request.data),
        "role": done.actor.role,
        "unit": done.actor.unit,
        "outcome": done.decision.outcome.value,
        "reason": done.decision.reason,
        "norms": list(done.decision.norms),
        "duties": [duty.text for duty in done.decision.duties],
    }
