"""The life of a letter (levensloop van een brief), declared once: the records hold every letter to it."""

from __future__ import annotations

from zorgvuldig.decisions.state_machines import State, StateMachine, Step

MADE, SENT, HANDED, RETURNED = "made", "sent", "handed", "returned"

LETTER_LIFE = StateMachine(
    "Levensloop van een brief",
    (
        State(MADE, "Gemaakt"),
        State(SENT, "Verzonden"),
        State(HANDED, "Overhandigd"),
        State(RETURNED, "Retour"),
    ),
    (
        Step(MADE, SENT, "klaarzetten voor de post", "de postdienst", "GC-4.2.2"),
        Step(SENT, HANDED, "overhandigen langs de veilige route", "veiligheidszaken", "GC-4.0.6"),
        Step(SENT, RETURNED, "terugkomst noteren", "de postdienst"),
        Step(HANDED, RETURNED, "terugkomst noteren", "de postdienst"),
    ),
)
