"""What people read of wishes: the own choices, an objection that is weighed, a shield that may end."""

from zorgvuldig.processes.wishes.explain.choices import (
    MyChoices,
    StoredConsent,
    StoredObjection,
    my_choices,
    what_changes,
)
from zorgvuldig.processes.wishes.explain.shielding import (
    SHIELD_ENDS,
    MyShield,
    ShieldEndLine,
    ShieldEndPage,
    shield_asks_letter,
    shield_end_letter,
    shield_end_page,
)
from zorgvuldig.processes.wishes.explain.weighing import (
    WaitingObjection,
    WeighingPage,
    judged_letter,
    waiting_objection,
    weighing_page,
)

__all__ = [
    "SHIELD_ENDS",
    "MyChoices",
    "MyShield",
    "ShieldEndLine",
    "ShieldEndPage",
    "StoredConsent",
    "StoredObjection",
    "WaitingObjection",
    "WeighingPage",
    "judged_letter",
    "my_choices",
    "shield_asks_letter",
    "shield_end_letter",
    "shield_end_page",
    "waiting_objection",
    "weighing_page",
    "what_changes",
]
