"""State machines as data: what is declared holds together, and a step that is not there is refused."""

import pytest

from zorgvuldig.decisions.state_machines import MachineError, State, StateMachine, Step

ASKED, GRANTED, ENDED = State("asked", "Gevraagd"), State("granted", "Toegekend"), State("ended", "Klaar")
GRANT, END, AGAIN = (
    Step("asked", "granted", "toekennen"),
    Step("granted", "ended", "einde"),
    Step("ended", "asked", "opnieuw"),
)


def machine(*steps, states=(ASKED, GRANTED, ENDED)):
    return StateMachine("Proef", states, steps)


def test_the_distance_of_a_state_is_the_fewest_steps_to_it_also_when_steps_go_round():
    assert machine(GRANT, END, AGAIN).distances() == {"asked": 0, "granted": 1, "ended": 2}


def test_a_step_is_found_by_its_two_ends_and_one_that_is_not_declared_is_refused():
    whole = machine(GRANT, END)
    assert whole.demand("asked", "granted") is GRANT
    assert whole.steps_from("ended") == ()
    assert whole.allows("asked", "granted")
    assert not whole.allows("granted", "asked")
    with pytest.raises(MachineError, match="no step leads from granted to asked"):
        whole.demand("granted", "asked")


@pytest.mark.parametrize(
    ("steps", "states", "told"),
    [
        ((GRANT,), (ASKED, GRANTED, ENDED), "nothing leads to ended"),
        ((GRANT, Step("asked", "lost", "weg")), (ASKED, GRANTED), "no state lost"),
        ((), (ASKED, ASKED), "name of its own"),
        ((), (), "name of its own"),
    ],
)
def test_a_machine_that_does_not_hold_together_is_not_made(steps, states, told):
    with pytest.raises(MachineError, match=told):
        machine(*steps, states=states)
