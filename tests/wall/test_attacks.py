"""The attacks of the drill: none gets anything, and there is something to get."""

import pytest

from proofs.wall import attacks_gate, attacks_inside, attacks_oracle, attacks_outside


@pytest.mark.parametrize(
    "attacks",
    [attacks_outside.ATTACKS, attacks_inside.ATTACKS, attacks_gate.ATTACKS, attacks_oracle.ATTACKS],
    ids=["outside", "inside", "gate", "oracle"],
)
def test_every_attack_gets_nothing(world, attacks):
    assert {attack.name: got for attack in attacks if (got := attack.run(world))} == {}


def test_the_lawful_way_gives_what_the_attacks_look_for(world):
    assert attacks_inside.seen_of_anna(world) == 5
    assert attacks_gate.opens_lawfully(world) == 1
