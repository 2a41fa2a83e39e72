"""Attacks on the gate and the log: forged, replayed, stretched and borrowed proofs, a log that is changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
from django.db import connections, transaction

from proofs.wall.attempt import FACTS, GRANTED, Attack, Session, about_anna, bare, handler
from proofs.wall.world import MOMENT
from zorgvuldig.decisions import Outcome, ProcessingRequest, Scope, decide
from zorgvuldig.ledger import gate
from zorgvuldig.ledger.completion import complete
from zorgvuldig.ledger.entries import Processing, duties_body, entry_body, grant_body
from zorgvuldig.records.models import ClaimLine
from zorgvuldig.records.wall.catalog import APPEND_ONLY
from zorgvuldig.records.wall.matrix import FAMILIES

if TYPE_CHECKING:
    from uuid import UUID

    from proofs.wall.world import World

_OPEN = "SELECT 1 WHERE gate.open(%s, %s) IS NOT NULL"


def lawful_body(world: World, subject: UUID | None = None) -> dict[str, Any]:
    """Make what the application would ask the gate for a lawful look at Anna."""
    request = ProcessingRequest("claims", "consult", GRANTED, Scope.subject(subject or world.anna.id), FACTS)
    on = MOMENT.date()
    with transaction.atomic():
        decision = decide(complete(request, actor=handler(), on=on, using="default"), on)
    if decision.outcome is not Outcome.PERMIT:
        raise AssertionError(f"the drill's lawful look is not permitted: {decision.reason_english}")
    decided = Processing(request=request, actor=handler(), decision=decision, at=MOMENT)
    return {
        **entry_body(decided, entry_id=uuid4()),
        "duties": duties_body(decision),
        "grant": grant_body(decided, family="zv_claims"),
    }


def opens_lawfully(world: World) -> int:
    """Count what a true proof gives: the control."""
    payload, proof = gate.prove("open", lawful_body(world))
    return _tries(payload, proof)


def _tries(payload: object, proof: object) -> int:
    with transaction.atomic():
        got = Session().count(_OPEN, payload, proof)
        transaction.set_rollback(True)
    return got


def _forged(world: World) -> int:
    payload, proof = gate.prove("open", lawful_body(world))
    raw = payload.encode()
    flipped = bytes([proof[0] ^ 1]) + proof[1:]
    guesses = (
        b"",
        None,
        bytes(32),
        flipped,
        proof[:-1],
        proof + b"\0",
        hashlib.sha256(raw).digest(),
        hashlib.sha256(hashlib.sha256(raw).digest()).digest(),
        psycopg.Binary(b"\\x" + proof.hex().encode()),
    )
    return sum(_tries(payload, guess) for guess in guesses) + _tries(None, proof) + _tries("", proof)


def _changed(world: World) -> int:
    payload, proof = gate.prove("open", lawful_body(world))
    body = json.loads(payload)
    changes: list[dict[str, Any]] = [
        {**body, "grant": {**body["grant"], "subjects": [str(world.bram.id)]}},
        {**body, "grant": {**body["grant"], "family": "zv_medical"}},
        {**body, "grant": {**body["grant"], "categories": ["diagnosis", "health"]}},
        {**body, "expires": body["expires"] + 60},
        {**body, "entry": {**body["entry"], "id": str(uuid4())}},
    ]
    got = sum(_tries(json.dumps(change, separators=(",", ":")), proof) for change in changes)
    # A second value for one key, after or before the proved text.
    doubled = payload[:-1] + ',"grant":' + json.dumps(changes[0]["grant"]) + "}"
    return got + _tries(doubled, proof) + _tries(payload + " ", proof) + _tries(" " + payload, proof)


def _replayed(world: World) -> int:
    payload, proof = gate.prove("open", lawful_body(world))
    with transaction.atomic():
        if not Session().count(_OPEN, payload, proof):
            return 1
    return _tries(payload, proof)


def _expired(world: World) -> int:
    got = 0
    for seconds in (-1, 0, 301, 3600, 10**9):
        got += _tries(*gate.prove("open", lawful_body(world), seconds=seconds))
    return got


def _other_kind(world: World) -> int:
    body = lawful_body(world)
    got = sum(_tries(*gate.prove(kind, body)) for kind in ("facts", "actor", "segment", "", "OPEN"))
    payload, proof = gate.prove("open", body)
    with transaction.atomic():
        session = Session()
        got += session.count("SELECT gate.segment(%s, %s)", payload, proof)
        got += session.count("SELECT gate.subject_facts(%s, %s)", payload, proof)
        got += session.count("SELECT gate.actor_of(%s, %s)", payload, proof)
    return got


def _refusal_that_opens(world: World) -> int:
    got = 0
    for outcome in ("forbid", "no-permit", "gap"):
        body = lawful_body(world)
        body["entry"]["outcome"] = outcome
        got += _tries(*gate.prove("open", body))
    return got


def _inner_functions(session: Session, world: World) -> int:
    del world
    got = 0
    for role in ("NONE", *FAMILIES):
        session.take(f"SET LOCAL ROLE {role}")
        got += session.count("SELECT gate.enter('{}')")
        got += session.count("SELECT gate.proved('open', '{}', '\\x00')")
        if role != "NONE":
            got += session.count("SELECT gate.open('{}', '\\x00')") + session.count(
                "SELECT gate.segment('{}', '\\x00')"
            )
        session.take("SET LOCAL ROLE NONE")
    for function in ("open", "segment", "actor_of", "subject_facts"):
        got += session.count(f"SELECT gate.{function}('{{}}', sha256('{{}}'))")
    return got


def _facts_without_proof(session: Session, world: World) -> int:
    asked = json.dumps(
        {"kind": "facts", "expires": 4102444800, "subjects": [str(world.anna.id)], "at": "2026-11-21"}
    )
    who = json.dumps({"kind": "actor", "expires": 4102444800, "username": "wall-dpo", "at": "2026-11-21"})
    return session.count("SELECT gate.subject_facts(%s, sha256(%s::bytea))", asked, b"x") + session.count(
        "SELECT gate.actor_of(%s, %s)", who, b"x"
    )


def _overheard(world: World) -> int:
    """Another session of the same login reads what runs now: no proof and no person may stand there."""
    with transaction.atomic(), about_anna(world) as grant:
        before = _overhear()
        list(ClaimLine.objects.filter(subject_id=world.anna.id))
        after = _overhear()
    words = (str(grant.entry_id), str(world.anna.id), world.anna.id.hex, '"kind"')
    return sum(any(word in query for word in words) for query in (*before, *after))


def _overhear() -> list[str]:
    with transaction.atomic(using="refusals"):
        connections["refusals"].ensure_connection()
        other = Session("refusals")
        seen = other.take(
            "SELECT query FROM pg_stat_activity WHERE usename = 'zv_app' AND pid <> pg_backend_pid()"
        )
    return [str(query) for (query,) in seen]


def _shadowed(session: Session, world: World) -> int:
    """A search path of one's own must not bend what the gate's functions call."""
    del world
    session.take("SET LOCAL search_path = web, pg_temp, pg_catalog")
    return session.count(
        "CREATE FUNCTION web.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'"
    ) + session.count("SELECT gate.open('{}', '\\x00')")


def _change_the_log(session: Session, world: World) -> int:
    del world
    got = 0
    for role in ("NONE", *FAMILIES):
        session.take(f"SET LOCAL ROLE {role}")
        for table in APPEND_ONLY:
            got += session.count(f"DELETE FROM ledger.{table}")
            got += session.count(f"TRUNCATE ledger.{table} CASCADE")
        got += session.count("UPDATE ledger.intake SET outcome = 'permit'")
        got += session.count("UPDATE ledger.leaf SET leaf_hash = leaf_hash")
        got += session.count("UPDATE ledger.open_duty SET discharged_at = now()")
        got += session.count("DELETE FROM ledger.personal_key")
        session.take("SET LOCAL ROLE NONE")
    return got


def _add_to_the_log(session: Session, world: World) -> int:
    del world
    got = 0
    for role in ("NONE", *FAMILIES):
        session.take(f"SET LOCAL ROLE {role}")
        got += session.count(
            "INSERT INTO ledger.intake (entry_id, leaf, purpose, outcome) "
            "VALUES (gen_random_uuid(), 'x', 'claims', 'permit')"
        )
        got += session.count("INSERT INTO ledger.leaf VALUES (0, gen_random_uuid(), sha256('x'))")
        session.take("SET LOCAL ROLE NONE")
    return got


def _sequencer_oversteps(world: World) -> int:
    """The sequencer's login reads the log and adds leaves; it changes nothing and sees no records."""
    del world
    with transaction.atomic(using="sequencer"):
        connections["sequencer"].ensure_connection()
        session = Session("sequencer")
        return sum(
            session.count(statement)
            for statement in (
                "SELECT 1 FROM records.person",
                "SELECT 1 FROM records.claim",
                "SET LOCAL ROLE zv_claims",
                "SET LOCAL ROLE zv_app",
                "UPDATE ledger.leaf SET index = index",
                "DELETE FROM ledger.checkpoint",
                "INSERT INTO ledger.personal_key VALUES (gen_random_uuid(), 'x')",
                "SELECT gate.open('{}', '\\x00')",
                "SELECT 1 FROM django_session",
            )
        )


ATTACKS = (
    Attack("forged, empty, missing and unkeyed proofs", _forged),
    Attack("a true proof with another person, family, category or time", _changed),
    Attack("a proof used twice", _replayed),
    Attack("proofs that are over, or good for more than five minutes", _expired),
    Attack("a proof of another kind", _other_kind),
    Attack("a proved refusal that asks for a grant", _refusal_that_opens),
    Attack("the gate's inner functions, under every role", bare(_inner_functions)),
    Attack("facts about a person or an actor without proof", bare(_facts_without_proof)),
    Attack("overhearing a proof or a person in pg_stat_activity", _overheard),
    Attack("shadowing what the gate calls", bare(_shadowed)),
    Attack("update, delete or truncate the log, under every role", bare(_change_the_log)),
    Attack("add to the log past the gate, under every role", bare(_add_to_the_log)),
    Attack("the sequencer's login beyond its task", _sequencer_oversteps),
)
