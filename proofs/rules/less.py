"""Less consent, one more objection, a narrower role: what each takes away, and that none gives anything.

Whatever is permitted must stay so with one consent more or one objection less, and must be refused to a role
that the matrix gives less. The same as: less never gives more.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from zorgvuldig.norms import authorised, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from proofs.rules.tables import Case

#: The most that a person can give, and the least that stands against it.
FREEST: Mapping[str, Any] = {
    "explicit_consent": True,
    "unambiguous_consent": True,
    "opt_in": True,
    "consent_scope_ok": True,
    "consent_informed": True,
    "consent_written": True,
    "consent_withdrawn": False,
    "marketing_objection": False,
    "do_not_call": False,
    "objection_relative": "none",
    "no_objection": True,
    "restricted": False,
    "block_exercised": False,
    "withdrawal_used": False,
}
#: Explicit consent is also unambiguous; one without the other contradicts itself.
_WITH: Mapping[str, Mapping[str, Any]] = {"explicit_consent": {"unambiguous_consent": True}}


def freer(facts: Case) -> Iterator[tuple[str, Case]]:
    """Return the same facts with one consent more or one objection less, each with what was changed."""
    for name, freest in FREEST.items():
        if name in facts and facts[name] != freest:
            changed = {name: freest, **_WITH.get(name, {})}
            yield f"{name}={facts[name]}", {**facts, **changed}


def narrower(facts: Case, turn: int) -> Iterator[tuple[str, Case]]:
    """Return the same facts for a role that the matrix does not give these data, who is thus not authorised.

    Each case takes its turn of these roles, so that over the cases all of them come by.
    """
    data = tuple(sorted(facts["data"]))
    roles = _without(str(facts["purpose"]), str(facts["action"]), data)
    role = roles[turn % len(roles)]
    yield f"role={role}", {**facts, "role": role, "authorised": False}


@cache
def _without(purpose: str, action: str, data: tuple[str, ...]) -> tuple[str, ...]:
    actors = sorted(catalogue().words["actors"])
    return tuple(role for role in actors if not authorised(role, purpose, action, data))
