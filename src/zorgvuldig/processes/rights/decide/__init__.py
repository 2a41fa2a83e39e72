"""What the rights desk asks before it shows a person the own data (inzage, Code of Conduct article 5.2).

A person who looks at the own data is a processing like any other: decided, written down, visible later.
"""

from zorgvuldig.processes.rights.decide.categories import (
    BY_CAPACITY,
    CHANGEABLE,
    CLAIMS,
    EVERYTHING,
    EXCHANGE,
    LETTERS,
    LOG,
    NAMED_WAYS,
    OF_RELATION,
    PARTY,
    REASONED,
    TOLD_FIRST,
    VIEW_ASKED,
)
from zorgvuldig.processes.rights.decide.handling import (
    carry_out,
    extend,
    find_receivers,
    handle,
    list_requests,
    list_unfinished,
    note_effect,
    read_to_tell,
    settle,
    step,
)
from zorgvuldig.processes.rights.decide.overseeing import (
    oversee,
)
from zorgvuldig.processes.rights.decide.own import (
    answer_access,
    ask,
    ask_for,
    ask_human,
    view_own,
    withdraw,
    write_about_request,
    write_cover,
)
from zorgvuldig.processes.rights.decide.parties import (
    ask_as_party,
    extend_of_party,
    handle_of_party,
    settle_of_party,
    view_own_exchange,
    view_own_party,
)

__all__ = [
    "BY_CAPACITY",
    "CHANGEABLE",
    "CLAIMS",
    "EVERYTHING",
    "EXCHANGE",
    "LETTERS",
    "LOG",
    "NAMED_WAYS",
    "OF_RELATION",
    "PARTY",
    "REASONED",
    "TOLD_FIRST",
    "VIEW_ASKED",
    "answer_access",
    "ask",
    "ask_as_party",
    "ask_for",
    "ask_human",
    "carry_out",
    "extend",
    "extend_of_party",
    "find_receivers",
    "handle",
    "handle_of_party",
    "list_requests",
    "list_unfinished",
    "note_effect",
    "oversee",
    "read_to_tell",
    "settle",
    "settle_of_party",
    "step",
    "view_own",
    "view_own_exchange",
    "view_own_party",
    "withdraw",
    "write_about_request",
    "write_cover",
]
