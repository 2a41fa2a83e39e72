"""The duties that are kept apart, as functions that the gate asks: made from the norms, laid with the wall.

The pairs themselves stand in `norms/conflicts.toml`; a changed pair is in force after `zorgvuldig migrate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.norms import separation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEAD = "CREATE OR REPLACE FUNCTION gate.{name} LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp"


def statements() -> Iterator[str]:
    """Give the statements that lay both functions (functiescheiding, MZ-functiescheiding)."""
    duties = separation().duties
    held = [(role, duty.name) for duty in duties.values() for role in sorted(duty.roles)]
    pairs = [
        (name, other, "true" if on == "person" else "false")
        for name in duties
        for other, on in separation().opposites(name)
    ]
    roles, opposites = _rows(held), _rows(pairs)
    yield (
        _HEAD.format(name="duties_in(kind text, named text) RETURNS text[]")
        + " AS $$ SELECT CASE WHEN kind = 'duty' THEN ARRAY[named] ELSE ARRAY (SELECT d.duty "
        + f"FROM (VALUES {roles}) AS d (role, duty) WHERE d.role = named) END $$"
    )
    yield (
        _HEAD.format(name="opposites(done text) RETURNS TABLE (duty text, on_person boolean)")
        + " AS $$ SELECT p.other, p.on_person::boolean "
        + f"FROM (VALUES {opposites}) AS p (one, other, on_person) WHERE p.one = done $$"
    )


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    # Names of the norms: letters and hyphens, checked where they are read.
    return ", ".join("(" + ", ".join(f"'{word}'" for word in row) + ")" for row in rows)
