"""B10: attacks on the database wall get nothing, its catalog holds, and every fault built in is found."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import connection

from proofs.ground import Ground, ground
from proofs.results import Result
from proofs.wall import (
    attacks_gate,
    attacks_inside,
    attacks_oracle,
    attacks_outside,
    attacks_runs,
    mutants_runs,
)
from proofs.wall.mutants import MUTANTS as OLDER
from proofs.wall.mutants import Mutant
from proofs.wall.world import World, plant
from proofs.work import Progress
from zorgvuldig.interfaces.database.identities import BOOTSTRAP
from zorgvuldig.records.wall import breaches
from zorgvuldig.records.wall.catalog import faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proofs.wall.attempt import Attack

NAME = "b10-wall"
SUMMARY = "attacks on the database wall, catalog invariants, and faults built into it"
BAR_ATTACKS = 40
BAR_MUTANTS = 40
ATTACKS: tuple[Attack, ...] = (
    *attacks_inside.ATTACKS,
    *attacks_gate.ATTACKS,
    *attacks_outside.ATTACKS,
    *attacks_oracle.ATTACKS,
    *attacks_runs.ATTACKS,
)
MUTANTS: tuple[Mutant, ...] = (*OLDER, *mutants_runs.MUTANTS)
#: What a lawful grant about one person gives, so that "nothing" means something.
LAWFUL_ROWS = 5
#: These wait for a grant to end.
SLOW = ("a token of which the time is over",)


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Attack the whole wall, then the wall with each fault in it."""
    with ground() as place:
        world = _stage(place)
        failures, lawful = list(_control(world)), attacks_inside.seen_of_anna(world)
        got = {attack.name: _gain(attack, world) for attack in ATTACKS}
        failures += [f"attack got {gain}: {name}" for name, gain in got.items() if gain]
        with connection.cursor() as cursor:
            invariants = faults(cursor)
        failures += [f"{name}: {breach}" for name, found in invariants.items() for breach in found]
        by_attack, by_catalog, missed = _mutate(place, full=full)
    failures += [f"mutant not found: {name}" for name in missed]
    failures += list(_below_the_bar())
    return Result(
        NAME,
        {
            "attacks": len(ATTACKS),
            "got something": sum(gain > 0 for gain in got.values()),
            "lawful rows": lawful,
            "invariants": len(invariants),
            "breaches": sum(map(len, invariants.values())),
            "mutants": len(MUTANTS),
            "found": len(MUTANTS) - len(missed),
            "by attack": by_attack,
            "by catalog": by_catalog,
        },
        failures,
        bar="attacks gain nothing, the catalog has no breach, every planted fault is found",
        control="the planted faults, and what is lawful works",
    )


def _stage(place: Ground) -> World:
    place.fresh()
    return plant({"USER": BOOTSTRAP})


def _control(world: World) -> Iterator[str]:
    """What is lawful must work, or the attacks' empty hands show nothing."""
    if attacks_inside.seen_of_anna(world) != LAWFUL_ROWS:
        yield f"the lawful grant does not give {LAWFUL_ROWS} rows"
    if attacks_gate.opens_lawfully(world) != 1:
        yield "a true proof opens nothing"


def _below_the_bar() -> Iterator[str]:
    if len(ATTACKS) < BAR_ATTACKS:
        yield f"{len(ATTACKS)} attacks, the bar is {BAR_ATTACKS}"
    if len(MUTANTS) < BAR_MUTANTS:
        yield f"{len(MUTANTS)} mutants, the bar is {BAR_MUTANTS}"


def _gain(attack: Attack, world: World) -> int:
    """Give what an attack got; an error of its own is a gain, for the drill must know what happened."""
    try:
        return attack.run(world)
    except Exception:  # noqa: BLE001 — a broken wall may break an attack in any way, and that is a find
        return 1


def _mutate(place: Ground, *, full: bool) -> tuple[int, int, list[str]]:
    """Build each fault in; count what attacks find, what the catalog finds, and list what neither does."""
    by_attack, by_catalog, missed = 0, 0, []
    # A broken wall rightly raises alarms; here they are expected.
    logging.disable(logging.CRITICAL)
    try:
        progress = Progress(NAME, len(MUTANTS), "faults")
        for mutant in MUTANTS:
            progress.step()
            attacked, listed = _hunt(place, mutant, full=full)
            by_attack += attacked
            by_catalog += listed
            if not attacked and not listed:
                missed.append(mutant.name)
    finally:
        logging.disable(logging.NOTSET)
    return by_attack, by_catalog, missed


def _hunt(place: Ground, mutant: Mutant, *, full: bool) -> tuple[bool, bool]:
    """Look for a fault in both ways; the quick set attacks only where the catalog shows nothing."""
    listed = _shows(place, mutant)
    return (full or not listed) and _falls(place, mutant), listed


def _shows(place: Ground, mutant: Mutant) -> bool:
    """Build the fault in a transaction that is rolled back, and ask the catalog."""
    with (
        place.superuser() as superuser,
        superuser.transaction(force_rollback=True),
        superuser.cursor() as cursor,
    ):
        mutant.build(superuser)
        return any(True for _ in breaches(cursor))


def _falls(place: Ground, mutant: Mutant) -> bool:
    """Build the fault into a fresh wall, and attack until something is got."""
    world = _stage(place)
    # An attack that waits for the end of a grant tries faults of the gate itself, and comes last.
    quick = [attack for attack in ATTACKS if attack.name not in SLOW]
    slow = [attack for attack in ATTACKS if attack.name in SLOW and mutant.function]
    try:
        with place.superuser() as superuser:
            mutant.build(superuser)
            try:
                return any(_gain(attack, world) for attack in [*quick, *slow])
            finally:
                connection.close()
                mutant.remove(superuser)
    finally:
        place.fresh()
