"""The life of a proposal (voorstel): which states it passes through, by whom each step is done."""

from __future__ import annotations

from zorgvuldig.decisions.state_machines import State, StateMachine, Step

_APART = "MZ-functiescheiding"
_PROPOSER, _OTHER = "wie het voorstelt", "een ander dan wie het voorstelt"

DRAFT, PROPOSED, APPROVED, APPLIED = "draft", "proposed", "approved", "applied"
REJECTED, WITHDRAWN = "rejected", "withdrawn"

#: The pages draw it, the buttons follow it, and every step is asked of it.
PROPOSAL_MACHINE = StateMachine(
    title="Een wijziging van stamgegevens",
    states=(
        State(DRAFT, "Concept"),
        State(PROPOSED, "Voorgesteld"),
        State(APPROVED, "Goedgekeurd"),
        State(APPLIED, "In gebruik"),
        State(REJECTED, "Afgewezen"),
        State(WITHDRAWN, "Ingetrokken"),
    ),
    steps=(
        Step(DRAFT, PROPOSED, "voorleggen", _PROPOSER, _APART),
        Step(DRAFT, WITHDRAWN, "intrekken", _PROPOSER, _APART),
        Step(PROPOSED, WITHDRAWN, "intrekken", _PROPOSER, _APART),
        Step(PROPOSED, APPROVED, "goedkeuren", _OTHER, _APART),
        Step(PROPOSED, REJECTED, "afwijzen", _OTHER, _APART),
        Step(APPROVED, APPLIED, "verwerken", "het systeem, in dezelfde transactie", _APART),
    ),
)


def state_words(name: str) -> str:
    """Name a state in Dutch."""
    return next(state.words for state in PROPOSAL_MACHINE.states if state.name == name)
