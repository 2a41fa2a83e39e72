"""Every attack of the drill, one by one, on a database of its own."""

import pytest

from proofs.wall import attacks_gate, attacks_inside, attacks_outside

ATTACKS = (*attacks_outside.ATTACKS, *attacks_inside.ATTACKS, *attacks_gate.ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_nothing(world, attack):
    assert attack.run(world) == 0


def test_the_lawful_way_gives_what_the_attacks_look_for(world):
    assert attacks_inside.seen_of_anna(world) == 5
    assert attacks_gate.opens_lawfully(world) == 1
