"""The programs of the insurer that act by themselves; each is bound to secrecy as the insurer is."""

from __future__ import annotations

from zorgvuldig.decisions import Actor, Sourced


def service(identifier: str, unit: str | None) -> Actor:
    """Give the actor for a service of the insurer, by its own name and the unit it works for."""
    bound = Sourced(value=True, source="service of the insurer, GC-4.0.1")
    return Actor("system", identifier, "system", unit, {"confidentiality_bound": bound})
