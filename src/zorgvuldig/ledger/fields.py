"""Our leaf in the words of others: LDV, Authorization Decision Log and NEN 7513:2018, versioned.

A mapping, not a second log: every field is derived from the leaf and, for whoever may open it, from the
personal part. A new version of a standard is a new version here, and goes with everything that is exported.

- LDV: Logboek Dataverwerkingen, Logius, interface of the component Logboek (working version of 2026).
- ADL: Authorization Decision Log, Logius, log record with AuthZEN request and response in its body (working
  version of 2026, level 2: decision and policies).
- NEN 7513:2018: the minimum per event, and the kinds of event of its chapter 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.ledger.leaf import Leaf
    from zorgvuldig.ledger.personal import PersonalPart

__all__ = [
    "FORMS",
    "NEN_7513_ACTIONS",
    "VERSION",
    "VITAL_INTEREST",
    "as_decision_log",
    "as_ldv",
    "as_nen_7513",
    "nen_7513_kind",
]

VERSION = 3
_ACTIVITY = "urn:zorgvuldig:verwerkingsactiviteit"
_COMMITMENT = "urn:zorgvuldig:betrokkene:commitment-sha256"
_IDENTIFIER = "urn:zorgvuldig:betrokkene"
_SPAN_BYTES = 8

#: The kinds of event that NEN 7513 wants logged, each with the one action of ours that it is. The last two
#: are reading too. An emergency is known by the ground of its decision; a session past the regular path
#: stands in the log of the database server, which no program of ours writes.
NEN_7513_ACTIONS: Mapping[str, str] = {
    "create-record": "collect",
    "assign-identifier": "request",
    "enter": "record",
    "add": "record-call",
    "delete": "erase",
    "read": "consult",
    "copy-or-print": "disclose",
    "merge-or-split": "decide",
    "transfer": "send",
    "search": "select",
    "emergency-procedure": "consult",
    "access-outside-the-regular-path": "consult",
}
#: The article of a vital interest (levensbelang), on which employees go by break-glass alone.
VITAL_INTEREST = "GC-3.4d"
_BEYOND = frozenset({"emergency-procedure", "access-outside-the-regular-path"})
#: And the other way round: every action of ours is one kind of event.
_KINDS: Mapping[str, str] = {
    **{action: kind for kind, action in NEN_7513_ACTIONS.items() if kind not in _BEYOND},
    "use": "read",
    "publish": "copy-or-print",
    "retain": "enter",
    "place-cookie": "enter",
}


def nen_7513_kind(action: str, norms: Collection[str] = ()) -> str:
    """Give the kind of event of NEN 7513 that an action of ours is, on the ground of these articles.

    What is read by break-glass, and what is refused for want of it, is the emergency procedure.
    """
    return "emergency-procedure" if VITAL_INTEREST in norms else _KINDS[action]


def as_ldv(leaf: Leaf, opened: PersonalPart | None = None) -> dict[str, Json]:
    """Give the log line (logregel) of LDV: its data subject id is a commitment unless the part was opened.

    The processings of one run share a trace. A refusal is a processing that went well (status Unset): nothing
    failed, the answer was no.
    """
    moment = leaf.at.isoformat(timespec="milliseconds")
    subject = opened.subject if opened else None
    return {
        **_trace(leaf),
        "status_code": "STATUS_CODE_OK" if leaf.outcome == "permit" else "STATUS_CODE_UNSET",
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


def as_decision_log(leaf: Leaf, opened: PersonalPart | None = None) -> dict[str, Json]:
    """Give the log record of the Authorization Decision Log: request and response in AuthZEN's form.

    A refusal is no error: the decision was made, and it was no. A gap is one: no decision could be made. The
    policies are named by the hash of all norms in force.
    """
    subject = opened.subject if opened else None
    whom = subject.value.decode() if subject else leaf.subject
    decided = (opened.decision if opened else None) or {}
    return {
        **_trace(leaf),
        "event_name": "adl.access_evaluation",
        "timestamp": int(leaf.at.timestamp() * 1000),
        "status": "Error" if leaf.outcome == "gap" else "Unset",
        "resource": {"name": "zorgvuldig", "mapping": VERSION},
        "attributes": {"adl.core.policies": {"norms": leaf.bundle}},
        "body": {
            "adl.core.request": {
                "subject": {
                    "type": leaf.actor_kind,
                    "id": opened.actor.value.decode() if opened else leaf.actor,
                    "properties": {"role": leaf.role, "unit": leaf.unit},
                },
                "action": {"name": leaf.action, "properties": {"purpose": leaf.purpose}},
                "resource": {
                    "type": "personal-data",
                    "id": whom or (str(leaf.run) if leaf.run else str(leaf.entry_id)),
                    "properties": {"data": leaf.data},
                },
            },
            "adl.core.response": {
                "decision": leaf.outcome == "permit",
                "context": {
                    "outcome": leaf.outcome,
                    "norms": leaf.norms,
                    "duties": leaf.duties,
                    "reason": decided.get("reason"),
                },
            },
        },
    }


def as_nen_7513(leaf: Leaf, opened: PersonalPart | None = None) -> dict[str, Json]:
    """Give the minimum of NEN 7513 per event: what happened, when, which client, which user, responsible.

    The values that were seen are never part of the log: only which categories of data were.
    """
    subject = opened.subject if opened else None
    return {
        "mapping": VERSION,
        "kind": nen_7513_kind(leaf.action, leaf.norms),
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


def _trace(leaf: Leaf) -> dict[str, Json]:
    """Name the trace, which the processings of one run share, and the span of this one."""
    return {"trace_id": (leaf.run or leaf.entry_id).hex, "span_id": leaf.entry_id.bytes[:_SPAN_BYTES].hex()}


#: The forms in which the log can be written out.
FORMS: Mapping[str, Callable[[Leaf, PersonalPart | None], dict[str, Json]]] = {
    "ldv": as_ldv,
    "decision-log": as_decision_log,
    "nen-7513": as_nen_7513,
}
