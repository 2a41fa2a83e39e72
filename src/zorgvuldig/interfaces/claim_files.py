"""Read a claim file of either kind, EI or FHIR, told apart by what stands in it; both go one road."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.fhir.answering import write_answer
from zorgvuldig.interfaces.fhir.reading import LARGEST, notation_of
from zorgvuldig.interfaces.fhir.translating import Trace, Translated, translate
from zorgvuldig.interfaces.vektis.codec import read_file

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from zorgvuldig.interfaces.fhir.troubles import Trouble
    from zorgvuldig.interfaces.receiving import Answering
    from zorgvuldig.processes.claims_handling.explain import Receipt
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Message

_FIRST = 4096


@dataclass(frozen=True, kw_only=True)
class ClaimFile:
    """A claim file as it was read: its message if it has one, what is wrong, how FHIR is answered."""

    message: Message | None
    findings: tuple[Finding, ...]
    troubles: tuple[Trouble, ...]
    readable: bool
    is_fhir: bool
    answering: Answering | None
    trace: Trace | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Tell what is wrong with the file, for people."""
        told = (found.message for found in self.findings if not found.warning)
        return (*(trouble.sentence for trouble in self.troubles), *told)


def read_claim_file(
    source: Path | bytes, name: str, message: str | None = None, version: str | None = None
) -> ClaimFile:
    """Read a claim file; never raises for what it holds. A message that is asked for is one of EI."""
    if notation_of(_first(source)) == "other":
        read = read_file(source, name, message, version)
        return ClaimFile(
            message=read.message,
            findings=read.findings,
            troubles=(),
            readable=read.readable,
            is_fhir=False,
            answering=None,
        )
    return _of_fhir(translate(_whole(source), name))


def _of_fhir(found: Translated) -> ClaimFile:
    return ClaimFile(
        message=found.message,
        findings=(),
        troubles=found.troubles,
        readable=found.readable,
        is_fhir=True,
        answering=partial(_answer_by_fhir, found.trace),
        trace=found.trace,
    )


def _answer_by_fhir(trace: Trace | None, receipt: Receipt, at: datetime) -> tuple[str, bytes] | None:
    if trace is None:
        return None
    return f"ClaimResponse-{receipt.run_id}.json", write_answer(trace, receipt, at)


def _first(source: Path | bytes) -> bytes:
    """Give how a file begins; what cannot be opened is for the reader of EI to say."""
    if isinstance(source, bytes):
        return source[:_FIRST]
    try:
        if not source.is_file():
            return b""
        with source.open("rb") as stream:
            return stream.read(_FIRST)
    except (OSError, ValueError):
        return b""


def _whole(source: Path | bytes) -> bytes:
    """Give a file as far as its reader takes it: one byte more than that shows that it is too large."""
    if isinstance(source, bytes):
        return source
    with source.open("rb") as stream:
        return stream.read(LARGEST + 1)
