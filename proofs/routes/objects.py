"""Kinds of objects that an address can name: where to find one's own and everybody else's.

A new kind of object needs one line here, and its name in the row of the address (``objects`` in routes.toml).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from proofs.routes.people import Insured

#: Kind of object to where an insured person's own stand.
KINDS: Mapping[str, Callable[[Insured], Sequence[UUID]]] = {
    "run": lambda one: [one.run_id],
    "claim": lambda one: [one.claim_id],
    "entry": lambda one: one.entries,
}


def of_everybody(kind: str, insured: Sequence[Insured]) -> list[tuple[UUID, Insured]]:
    """List the objects of a kind with whose they are; none of a kind without its line here is an error."""
    if kind not in KINDS:
        raise LookupError(f"objects of kind {kind!r} have no line in proofs/routes/objects.py")
    return [(found, one) for one in insured for found in KINDS[kind](one)]
