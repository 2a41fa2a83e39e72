"""What a claim and its file pass through: the declared states are those that the records hold."""

from __future__ import annotations

import pytest

from zorgvuldig.decisions.state_machines import MachineError
from zorgvuldig.processes.claims_handling.intake.life import CLAIM_MACHINE, FILE_MACHINE
from zorgvuldig.processes.claims_handling.models import recording
from zorgvuldig.records.models.claim_files import ClaimFileState
from zorgvuldig.records.models.claims import ClaimState


def test_the_states_are_those_of_the_records_beside_the_beginning_and_the_order_to_pay():
    assert {state.name for state in CLAIM_MACHINE.states} == {"received", *ClaimState.values}
    assert {state.name for state in FILE_MACHINE.states} == {"received", "ordered", *ClaimFileState.values}


@pytest.mark.parametrize("state", ["received", "refused", "ordered"])
def test_of_a_file_that_was_not_processed_nothing_is_paid(state):
    with pytest.raises(MachineError, match=f"from {state} to ordered"):
        recording.record_payment(None, None, state=state)


@pytest.mark.parametrize("state", ["received", "ordered", "paid"])
def test_a_file_becomes_processed_or_refused_and_nothing_else(state):
    with pytest.raises(MachineError, match=f"from received to {state}"):
        recording.record_file(None, (), (), state=state, decisions=())
