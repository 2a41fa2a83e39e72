"""What must always hold of the database's own catalog, whatever anyone did to it by hand.

Attacks show that a wall stands today; these invariants find the hole that no attack was written for. Each
is a query that gives breaches in words; a sound database gives none. Any login may ask them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString

from zorgvuldig.records.wall.functions import DEFINERS, PRUNER_DEFINERS
from zorgvuldig.records.wall.leaks import LEAK_INVARIANTS
from zorgvuldig.records.wall.matrix import FAMILIES, GATE, PRUNER
from zorgvuldig.records.wall.policies import policy_faults
from zorgvuldig.records.wall.rights import right_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from django.db.backends.utils import CursorWrapper
    from psycopg import Cursor

OWNER = "zv_owner"
LOGINS = ("zv_app", "zv_sequencer", "zv_witness", "zv_migrator")
WORKING_LOGINS = ("zv_app", "zv_sequencer", "zv_witness")
GUARDED = ("records", "ledger", "gate")
ROLES = (OWNER, GATE, PRUNER, *LOGINS, *FAMILIES)

APPEND_ONLY = (
    *("intake", "leaf", "node", "checkpoint"),
    *("segment_row", "decided_segment", "segment_block", "segment_tile"),
)

_MIGHT = """
    SELECT rolname || ' has a power of the whole server: ' || concat_ws(', ',
        CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolbypassrls THEN 'bypassrls' END,
        CASE WHEN rolcreaterole THEN 'createrole' END, CASE WHEN rolcreatedb THEN 'createdb' END,
        CASE WHEN rolreplication THEN 'replication' END)
    FROM pg_roles WHERE rolname = ANY (%(roles)s)
        AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
"""
_LOGINS = """
    SELECT rolname || ' can log in' FROM pg_roles
    WHERE rolname = ANY (%(roles)s) AND rolcanlogin AND rolname <> ALL (%(logins)s)
"""
# Through any chain of memberships, whether its rights are inherited or only taken on.
_BECOMES = """
    SELECT member.rolname || ' can become ' || target.rolname
    FROM pg_roles member, pg_roles target
    WHERE member.rolname = ANY (%(roles)s) AND member.oid <> target.oid
        AND pg_has_role(member.oid, target.oid, 'MEMBER')
        AND NOT (member.rolname = 'zv_app' AND target.rolname = ANY (%(families)s))
        AND NOT (member.rolname = 'zv_migrator'
            AND target.rolname IN ('zv_owner', 'zv_gate', 'zv_pruner', 'pg_database_owner'))
        AND NOT (member.rolname = 'zv_owner'
            AND target.rolname IN ('zv_gate', 'zv_pruner', 'pg_database_owner'))
"""
_INHERITS = """
    SELECT member.rolname || ' has the rights of ' || target.rolname || ' without taking on its role'
    FROM pg_roles member, pg_roles target
    WHERE member.rolname = ANY (%(roles)s) AND member.oid <> target.oid
        AND pg_has_role(member.oid, target.oid, 'USAGE')
        AND NOT (member.rolname = 'zv_owner' AND target.rolname = 'pg_database_owner')
"""
_OWNED = """
    SELECT n.nspname || '.' || c.relname || ' belongs to ' || pg_get_userbyid(c.relowner)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (%(guarded)s) AND pg_get_userbyid(c.relowner) <> %(owner)s
    UNION ALL
    SELECT 'schema ' || nspname || ' belongs to ' || pg_get_userbyid(nspowner)
    FROM pg_namespace WHERE nspname = ANY (%(guarded)s) AND pg_get_userbyid(nspowner) <> %(owner)s
"""
_ROW_SECURITY = """
    SELECT n.nspname || '.' || c.relname || ' has no row-level security that is enabled and forced'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('records', 'ledger') AND c.relkind IN ('r', 'p')
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
"""
_OTHER_KINDS = """
    SELECT n.nspname || '.' || c.relname || ' is no plain table (kind ' || c.relkind::text || ')'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (%(guarded)s) AND c.relkind NOT IN ('r', 'i', 'S')
        AND NOT (c.relkind = 'v' AND coalesce(c.reloptions @> '{security_invoker=true}', false))
    UNION ALL
    SELECT n.nspname || '.' || v.relname || ' looks into ' || t.relnamespace::regnamespace || '.' || t.relname
        || ' with the rights of its owner'
    FROM pg_class v JOIN pg_namespace n ON n.oid = v.relnamespace
    JOIN pg_rewrite r ON r.ev_class = v.oid
    JOIN pg_depend d ON d.objid = r.oid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_class t ON t.oid = d.refobjid AND t.relnamespace::regnamespace::text = ANY (%(guarded)s)
    WHERE v.relkind IN ('v', 'm') AND v.oid <> t.oid
        AND NOT coalesce(v.reloptions @> '{security_invoker=true}', false)
    GROUP BY 1
"""
_DEFINERS = """
    SELECT p.pronamespace::regnamespace || '.' || p.proname || ' runs with the rights of '
        || pg_get_userbyid(p.proowner) || ' and is not on the list'
    FROM pg_proc p
    WHERE p.prosecdef AND p.pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
        AND NOT (p.pronamespace::regnamespace || '.' || p.proname = ANY (%(definers)s)
            AND pg_get_userbyid(p.proowner) = %(gate)s)
        AND NOT (p.pronamespace::regnamespace || '.' || p.proname = ANY (%(pruner_definers)s)
            AND pg_get_userbyid(p.proowner) = %(pruner)s)
    UNION ALL
    SELECT 'gate.' || p.proname || ' has no fixed search_path' FROM pg_proc p
    WHERE p.pronamespace::regnamespace::text = 'gate'
        AND NOT coalesce(p.proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false)
    UNION ALL
    SELECT 'gate.' || p.proname || ' is defined ' || count(*) || ' times' FROM pg_proc p
    WHERE p.pronamespace::regnamespace::text = 'gate' GROUP BY p.proname HAVING count(*) > 1
"""
_TRIGGERS = """
    SELECT 'ledger.' || t || ' can be changed: its refusing trigger is gone or off'
    FROM unnest(%(append_only)s::text[]) AS t
    WHERE NOT EXISTS (
        SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid JOIN pg_class c ON c.oid = g.tgrelid
        WHERE c.relnamespace::regnamespace::text = 'ledger' AND c.relname = t
            AND g.tgname = 'append_only' AND g.tgenabled IN ('O', 'A')
            AND p.pronamespace::regnamespace || '.' || p.proname = 'ledger.refuse_change'
            AND g.tgtype & 58 = 58
    )
    UNION ALL
    SELECT n.nspname || '.' || c.relname || ' has a trigger of its own: ' || g.tgname
    FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (%(guarded)s) AND NOT g.tgisinternal AND g.tgname <> 'append_only'
        AND (n.nspname, c.relname, g.tgname) NOT IN (
            ('records', 'change_proposal', 'keep_proposal'),
            ('records', 'person', 'keep_shield'),
            ('records', 'person_address', 'keep_shield')
        )
    UNION ALL
    SELECT 'records.' || t || ' lets a shield end: its refusing trigger is gone or off'
    FROM unnest(ARRAY['person', 'person_address']) AS t
    WHERE NOT EXISTS (
        SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid JOIN pg_class c ON c.oid = g.tgrelid
        WHERE c.relnamespace::regnamespace::text = 'records' AND c.relname = t AND g.tgname = 'keep_shield'
            AND g.tgenabled IN ('O', 'A') AND g.tgtype & 19 = 19
            AND p.pronamespace::regnamespace || '.' || p.proname = 'records.keep_shield'
    )
    UNION ALL
    SELECT 'what was proposed can be changed: its refusing trigger is gone or off'
    WHERE NOT EXISTS (
        SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid JOIN pg_class c ON c.oid = g.tgrelid
        WHERE c.relnamespace::regnamespace::text = 'records' AND c.relname = 'change_proposal'
            AND g.tgname = 'keep_proposal'
            AND g.tgenabled IN ('O', 'A') AND g.tgtype & 19 = 19
            AND p.pronamespace::regnamespace || '.' || p.proname = 'records.keep_proposal'
    )
    UNION ALL
    SELECT n.nspname || '.' || c.relname || ' has a rule: ' || r.rulename
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (%(guarded)s) AND r.rulename <> '_RETURN'
"""
# A role may give itself settings that outlive the session. They open nothing, and they are never ours.
_SETTINGS = """
    SELECT coalesce(r.rolname, 'everyone') || ' starts with ' || array_to_string(s.setconfig, ', ')
    FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole
    WHERE (s.setrole = 0 OR r.rolname = ANY (%(roles)s))
        AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
"""

_TIES = """
    SELECT 'records.' || c.relname || ' may hang on a claim of another run'
    FROM pg_class c WHERE c.relnamespace::regnamespace::text = 'records' AND c.relkind = 'r'
        AND (SELECT count(*) FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attname IN ('claim_id', 'run_id') AND NOT a.attisdropped) = 2
        AND NOT EXISTS (
            SELECT FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid
            WHERE k.conrelid = c.oid AND k.contype = 'f' AND t.relname = 'claim' AND cardinality(k.conkey) = 2
        )
"""
# On the server that we made ourselves: the databases of another keeper's server are not ours to close.
_OTHER_DATABASES = """
    SELECT r.rolname || ' may connect to the database ' || d.datname
    FROM pg_database d CROSS JOIN pg_roles r
    WHERE d.datname IN ('postgres', 'template0', 'template1') AND d.datallowconn
        AND pg_get_userbyid(d.datdba) = 'zv_bootstrap'
        AND r.rolname = ANY (%(roles)s) AND has_database_privilege(r.oid, d.oid, 'CONNECT')
"""

INVARIANTS: dict[str, LiteralString] = {
    "no role has a power of the whole server": _MIGHT,
    "only four roles log in": _LOGINS,
    "no login becomes an owner or the gate": _BECOMES,
    "no role inherits rights": _INHERITS,
    "everything belongs to the owner": _OWNED,
    "row-level security is enabled and forced": _ROW_SECURITY,
    "no view looks around the wall": _OTHER_KINDS,
    "only listed functions run with the gate's rights": _DEFINERS,
    "the log refuses every change": _TRIGGERS,
    "no role brings settings of its own": _SETTINGS,
    "what belongs to a claim came in with it": _TIES,
    "no role of ours enters another database": _OTHER_DATABASES,
    **LEAK_INVARIANTS,
}


def faults(cursor: CursorWrapper | Cursor[Any]) -> dict[str, list[str]]:
    """Give the breaches of each invariant (all of them, also those without any)."""
    words: dict[str, str | list[str]] = {
        "roles": list(ROLES),
        "logins": list(LOGINS),
        "families": list(FAMILIES),
        "guarded": list(GUARDED),
        "owner": OWNER,
        "gate": GATE,
        "definers": [f"gate.{name}" for name in DEFINERS],
        "pruner": PRUNER,
        "pruner_definers": [f"gate.{name}" for name in PRUNER_DEFINERS],
        "append_only": list(APPEND_ONLY),
    }
    found: dict[str, list[str]] = {}
    for name, query in INVARIANTS.items():
        cursor.execute(query, words)
        found[name] = [breach for (breach,) in cursor.fetchall()]
    return {**found, **right_faults(cursor), **policy_faults(cursor)}


def breaches(cursor: CursorWrapper | Cursor[Any]) -> Iterator[str]:
    """Give every breach in one line each, with the invariant that it breaks."""
    for name, found in faults(cursor).items():
        yield from (f"{name}: {breach}" for breach in found)
