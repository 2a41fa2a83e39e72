"""What is asked before a history is taken over: a request for each run, purpose and data category.

What was settled belongs to the insurance contract and must be kept to answer for it (Code of Conduct article
4.0.4); whom and which provider a line is about is looked up as in formal control (article 1 sub 8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

_STATUTE = "Zvw art. 87; Wmg art. 35 and 36"
_HISTORY = "history of claims from the administration before this one"
_COMMON: Mapping[str, Sourced] = {
    "basis": Sourced("c", _STATUTE),
    "legal_obligation": Sourced(value=True, source=_STATUTE),
    "obtained_lawfully": Sourced(value=True, source=_HISTORY),
}
_LOOK_UP_FACTS: Mapping[str, Sourced] = {
    **_COMMON,
    "necessary": Sourced(value=True, source="a line is tied to its person and its provider, no more"),
    "proportionate": Sourced(value=True, source="only the persons named in the file are looked up"),
    "interpretation": Sourced(value=False, source="numbers are compared, not assessed"),
}
_RECORD_FACTS: Mapping[str, Sourced] = {
    **_COMMON,
    "sub_purpose": Sourced("reimbursement", "purpose of the process"),
    "necessary": Sourced(value=True, source="needed for the deductible, doubles, complaints and access"),
    "proportionate": Sourced(value=True, source="no diagnosis and no free text is taken over"),
    "interpretation": Sourced(value=False, source="what was settled is recorded as it was settled"),
}
WHO = frozenset({"identification", "birthdate", "gender", "bsn"})
PROVIDERS = frozenset({"professional"})
CLAIMS = frozenset({"claim", "bsn"})


def look_up(*, run_id: UUID, numbers: Sequence[bytes], data: frozenset[str]) -> ProcessingRequest:
    """Ask to look up the persons of a run, or its providers (opzoeken; GC-1.8)."""
    return ProcessingRequest(
        purpose="formal-control",
        action="consult",
        data=data,
        scope=Scope.run(run_id, numbers),
        facts=_LOOK_UP_FACTS,
    )


def record(*, run_id: UUID, numbers: Sequence[bytes]) -> ProcessingRequest:
    """Ask to record what was settled for the persons of a run (vastleggen; GC-4.0.4)."""
    return ProcessingRequest(
        purpose="claims",
        action="record",
        data=CLAIMS,
        scope=Scope.run(run_id, numbers),
        facts=_RECORD_FACTS,
    )
