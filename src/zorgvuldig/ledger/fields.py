"""Our leaf in the words of others: Logboek Dataverwerkingen (LDV, Logius) and the minimum of NEN 7513:2018.

A mapping, not a second log: every field is derived from the leaf and, for whoever may open it, from the
personal part. A new version of a standard is a new version here, and goes with everything that is exported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.ledger.leaf import Leaf
    from zorgvuldig.ledger.personal import PersonalPart

__all__ = ["VERSION", "as_ldv", "as_nen_7513"]

VERSION = 1
_ACTIVITY = "urn:zorgvuldig:verwerkingsactiviteit"
_COMMITMENT = "urn:zorgvuldig:betrokkene:commitment-sha256"
_IDENTIFIER = "urn:zorgvuldig:betrokkene"
_SPAN_BYTES = 8


def as_ldv(leaf: Leaf, opened: PersonalPart | None = None) -> dict[str, Json]:
    """Give the log line (logregel) of LDV: its data subject id is a commitment unless the part was opened.

    The processings of one run share a trace. A refusal is a processing that went well (status Unset): nothing
    failed, the answer was no.
    """
    moment = leaf.at.isoformat(timespec="milliseconds")
    subject = opened.subject if opened else None
    return {
        "trace_id": (leaf.run or leaf.entry_id).hex,
        "span_id": leaf.entry_id.bytes[:_SPAN_BYTES].hex(),
        "status": "Ok" if leaf.outcome == "permit" else "Unset",
        "name": f"{leaf.purpose}/{leaf.action}",
        "start_time": moment,
        "end_time": moment,
        "resource": {"attributes": {"name": "zorgvuldig", "mapping": VERSION}},
        "attributes": {
            "dpl.core.processing_activity_id": f"{_ACTIVITY}:{leaf.purpose}:{leaf.action}",
            "dpl.core.data_subject_id": subject.value.decode() if subject else leaf.subject,
            "dpl.core.data_subject_id_type": _IDENTIFIER if subject else _COMMITMENT,
        },
    }


def as_nen_7513(leaf: Leaf, opened: PersonalPart | None = None) -> dict[str, Json]:
    """Give the minimum of NEN 7513 per event: what happened, when, which client, which user, responsible.

    The values that were seen are never part of the log: only which categories of data were.
    """
    subject = opened.subject if opened else None
    return {
        "mapping": VERSION,
        "event": leaf.action,
        "purpose": leaf.purpose,
        "data": leaf.data,
        "outcome": leaf.outcome,
        "moment": leaf.at.isoformat(),
        "client": subject.value.decode() if subject else leaf.subject,
        "user": opened.actor.value.decode() if opened else leaf.actor,
        "user_role": leaf.role,
        "responsible": leaf.unit or leaf.role,
        "authorization": leaf.norms,
    }
