"""Every declared state machine by the word under which a page draws it (levenslopen).

The acts ask the same declarations whether a step is there, so what a page draws is what the program does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.access_control.intake import EMERGENCY_MACHINE, GRANT_MACHINE, TICKET_MACHINE
from zorgvuldig.processes.claims_handling.intake.life import CLAIM_MACHINE, FILE_MACHINE
from zorgvuldig.processes.compliance.intake import DEFERRAL_MACHINE
from zorgvuldig.processes.reference_data.intake.machine import PROPOSAL_MACHINE
from zorgvuldig.processes.rights.intake.machine import drawn
from zorgvuldig.records.letter_life import LETTER_LIFE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.decisions.state_machines import StateMachine

MACHINES: Mapping[str, StateMachine] = {
    "claim-file": FILE_MACHINE,
    "claim": CLAIM_MACHINE,
    "grant": GRANT_MACHINE,
    "emergency": EMERGENCY_MACHINE,
    "powers": TICKET_MACHINE,
    "deferral": DEFERRAL_MACHINE,
    "letter": LETTER_LIFE,
    "proposal": PROPOSAL_MACHINE,
    "request": drawn(),
}
