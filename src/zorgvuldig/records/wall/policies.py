"""Policies as they stand against policies as they are generated: one role each, asked once per statement."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from zorgvuldig.records.wall.matrix import GATE, PRUNER
from zorgvuldig.records.wall.statements import expected_policies
from zorgvuldig.records.wall.tables import tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from django.db.backends.utils import CursorWrapper
    from psycopg import Cursor

_POLICIES = """
    SELECT n.nspname::text, c.relname::text, p.polname::text, p.polcmd::text, p.polpermissive,
        ARRAY (SELECT coalesce(pg_get_userbyid(nullif(r, 0)), 'PUBLIC')::text FROM unnest(p.polroles) AS r),
        coalesce(pg_get_expr(p.polqual, p.polrelid), ''),
        coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
"""
_VERBS = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}
#: Roles that the application can never take on (`catalog._BECOMES`): their policies open all rows of the
#: columns that they may read, so that their conditions find an index.
UNREACHABLE = frozenset({GATE, PRUNER, "zv_sequencer", "zv_witness"})
# The look while planning stands in front of all, for the policy's own family.
_FIRST = re.compile(r"^\(gate\.opened'(?P<family>zv_[a-z_]+)','\{[^']*\}' and ")
#: Hashes and wrapped keys, which say nothing of anybody: there it may be the only look.
_OPAQUE = frozenset({"ledger.leaf", "ledger.node", "ledger.checkpoint", "ledger.personal_key"})
_ALONE = re.compile(r"^gate\.opened'(?P<family>zv_[a-z_]+)','\{[^']*\}'$")
# Every other look at the grant stands directly in a sub-select: PostgreSQL runs it once, not once per row.
_BARE_LOOK = re.compile(r"(?<!select)(?<!selectunnest)gate\.(?!opened')")
# What PostgreSQL adds when it writes a rule down: casts, quotes, names of results.
_NOISE = re.compile(r"""::(?:text|uuid|bytea)\[\]|::text|::name| as "?[a-z_]+"?(?=\))|\"""")
_WORDS = re.compile(r"[()]|[^()\s]+")

Row = tuple[str, str, str, str, bool, list[str], str, str]


def policy_faults(cursor: CursorWrapper | Cursor[Any]) -> dict[str, list[str]]:
    """Give the breaches of what every policy must be, and every difference with what is generated."""
    cursor.execute(_POLICIES)
    standing: list[Row] = list(cursor.fetchall())
    return {
        "every policy is for one role and looks at the grant once": [
            fault for row in standing for fault in _shape(row)
        ],
        "the policies on records are the generated ones": sorted(_differences(standing)),
    }


def _shape(row: Row) -> Iterator[str]:
    schema, table, name, verb, permissive, roles, using, check = row
    where = f"{name} on {schema}.{table}"
    if len(roles) != 1 or roles == ["PUBLIC"]:
        yield f"{where} is for {', '.join(roles)}"
    if verb == "*" or not permissive:
        yield f"{where} is for all verbs, or restrictive"
    for rule in (using, check):
        if not rule or (rule == "true" and UNREACHABLE.issuperset(roles)):
            continue
        alone = _ALONE.match(_form(rule)) if f"{schema}.{table}" in _OPAQUE else None
        first = alone or _FIRST.match(_form(rule))
        if first is None or [first["family"]] != roles or rule.count("gate.opened(") != 1:
            yield f"{where} does not look at its grant before all else: {rule}"
        if _BARE_LOOK.search(re.sub(r"[\s()]", "", rule.lower())):
            yield f"{where} looks at the grant once per row: {rule}"
        others = set(re.findall(r"'(zv_[a-z_]+)'", rule)) - set(roles)
        if others:
            yield f"{where} looks at the grant of {', '.join(sorted(others))}"


def _differences(standing: list[Row]) -> Iterator[str]:
    expected = {
        (table.name, policy.name): (_VERBS[policy.verb], policy.role, policy.using, policy.check)
        for table in tables()
        for policy in expected_policies(table)
    }
    there = {
        (table, name): (verb, roles[0] if len(roles) == 1 else "several", using, check)
        for schema, table, name, verb, _, roles, using, check in standing
        if schema == "records"
    }
    for key in expected.keys() | there.keys():
        if _plain(expected.get(key)) != _plain(there.get(key)):
            told = "is missing" if key not in there else "differs from" if key in expected else "is not in"
            yield f"{key[1]} on records.{key[0]} {told} what the declarations give"


def _plain(policy: tuple[str, str, str, str] | None) -> tuple[str, str, str, str] | None:
    """Write a policy in one form, whoever wrote it down."""
    if policy is None:
        return None
    verb, role, using, check = policy
    return verb, role, _form(using), _form(check)


def _form(rule: str) -> str:
    return _tree(_WORDS.findall(_NOISE.sub("", rule.lower())))


def _tree(words: list[str]) -> str:
    """Write a rule with a bracket for every and/or, and no other: its meaning, not its spelling."""
    for operator in ("or", "and"):
        parts = _split(words, operator)
        if len(parts) > 1:
            return f"({f' {operator} '.join(map(_tree, parts))})"
    if words[:1] == ["("] and _is_one_bracket(words):
        return _tree(words[1:-1])
    return "".join(word for word in words if word not in "()")


def _split(words: list[str], operator: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    depth = 0
    for word in words:
        depth += (word == "(") - (word == ")")
        if word == operator and depth == 0:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _is_one_bracket(words: list[str]) -> bool:
    """Tell whether the bracket that opens first is the one that closes last."""
    depths = list(accumulate((word == "(") - (word == ")") for word in words))
    return depths.index(0) == len(words) - 1
