"""The front door of a person's wishes: see, say yes or no, object, take back (toestemming en verzet)."""

from zorgvuldig.processes.wishes.intake import InputError, UnknownChoiceError
from zorgvuldig.processes.wishes.usecases.choosing import (
    object_to_use,
    say,
    take_objection_back,
    view_my_choices,
)
from zorgvuldig.processes.wishes.usecases.own import NotAPersonError
from zorgvuldig.processes.wishes.usecases.own_shield import (
    ask_shield_end,
    keep_shield,
    shield_whereabouts,
    view_shield,
)
from zorgvuldig.processes.wishes.usecases.shielding import (
    NotYetError,
    announce_shield_end,
    ask_after_shields,
    count_shields_to_ask,
    drop_shield_end,
    list_shield_ends,
    propose_shield_end,
    settle_shield_end,
    view_shield_end,
)
from zorgvuldig.processes.wishes.usecases.weighing import (
    judge_objection,
    list_objections,
    send_objection_back,
    settle_objection,
    view_objection,
)

__all__ = [
    "InputError",
    "NotAPersonError",
    "NotYetError",
    "UnknownChoiceError",
    "announce_shield_end",
    "ask_after_shields",
    "ask_shield_end",
    "count_shields_to_ask",
    "drop_shield_end",
    "judge_objection",
    "keep_shield",
    "list_objections",
    "list_shield_ends",
    "object_to_use",
    "propose_shield_end",
    "say",
    "send_objection_back",
    "settle_objection",
    "settle_shield_end",
    "shield_whereabouts",
    "take_objection_back",
    "view_my_choices",
    "view_objection",
    "view_shield",
    "view_shield_end",
]
