"""What a claim file and a claim pass through here (levensloop van bestand en declaratie).

A file is judged before its claims are; only of a file that was processed is anything paid. What a claim
became is final: a mistake is put right by a new claim of the provider (creditregel), and not by a change.
"""

from __future__ import annotations

from zorgvuldig.decisions.state_machines import State, StateMachine, Step

FILE_MACHINE = StateMachine(
    title="Een bestand ontvangen en betalen",
    states=(
        State("received", "Ontvangen"),
        State("processed", "Per declaratie beoordeeld"),
        State("refused", "Geheel afgewezen"),
        State("ordered", "Betaling opgedragen"),
    ),
    steps=(
        Step("received", "processed", "het bestand is in orde", "het programma", "GC-1.8"),
        Step("received", "refused", "het bestand deugt niet", "het programma", "GC-1.8"),
        Step("processed", "ordered", "er is iets te betalen", "het programma", "GC-4.0.4a"),
    ),
)

CLAIM_MACHINE = StateMachine(
    title="Een declaratie beoordelen",
    states=(
        State("received", "Ontvangen"),
        State("accepted", "Goedgekeurd"),
        State("refused", "Afgewezen"),
    ),
    steps=(
        Step("received", "accepted", "geen reden tot afwijzen", "het programma", "GC-4.0.4a"),
        Step("received", "refused", "minstens één reden", "het programma", "GC-1.8"),
    ),
)
