"""The attacks on how runs come in, and the faults that each of them or the catalog finds."""

import pytest

from proofs.wall import attacks_runs
from proofs.wall.mutants_runs import MUTANTS
from zorgvuldig.records import wall


@pytest.mark.parametrize("attack", attacks_runs.ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_on_runs_gets_nothing(world, attack):
    assert attack.run(world) == 0


@pytest.mark.parametrize("mutant", [each for each in MUTANTS if each.function], ids=lambda each: each.name)
def test_a_fault_in_a_function_is_found_by_an_attack(world, owner_connection, mutant):
    mutant.build(owner_connection)
    assert any(attack.run(world) for attack in attacks_runs.ATTACKS)


def test_every_other_fault_stands_in_the_catalog(owner_connection):
    missed = []
    for mutant in [each for each in MUTANTS if not each.function]:
        with owner_connection.transaction(force_rollback=True), owner_connection.cursor() as cursor:
            mutant.build(owner_connection)
            if not list(wall.breaches(cursor)):
                missed.append(mutant.name)
    assert missed == []
