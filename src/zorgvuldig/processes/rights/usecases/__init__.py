"""The front door of the rights of the data subject: what a person sees, takes away and asks of us."""

from zorgvuldig.ledger.processing import Refused
from zorgvuldig.processes.rights.usecases.automated import (
    NoSuchDecisionError,
    ask_human,
    view_my_decisions,
)
from zorgvuldig.processes.rights.usecases.effects import (
    NotGrantedError,
    correct,
    erase,
    lift,
    list_unfinished,
    name_data,
    note_carried_out,
    tell_receiver,
    view_effects,
    view_my_restrictions,
)
from zorgvuldig.processes.rights.usecases.figures import view_request_figures
from zorgvuldig.processes.rights.usecases.handling import (
    answer_request,
    ask_view,
    extend_request,
    give_view,
    identify_request,
    send_back,
    settle_request,
    take_in,
    view_request,
)
from zorgvuldig.processes.rights.usecases.on_behalf import (
    NotRepresentedError,
    ask_for,
    view_requests_for,
    withdraw_for,
)
from zorgvuldig.processes.rights.usecases.parties import (
    answer_party_request,
    ask_as_party,
    extend_party_request,
    list_party_requests,
    view_party_request,
    view_party_requests,
    withdraw_as_party,
)
from zorgvuldig.processes.rights.usecases.request_letters import (
    NotWrittenError,
    requests_to_tell,
    write_about_request,
)
from zorgvuldig.processes.rights.usecases.requesting import (
    ask,
    list_open_requests,
    view_my_requests,
    withdraw_request,
)
from zorgvuldig.processes.rights.usecases.viewing import (
    NotAPersonError,
    answer_access_request,
    download_proof,
    open_my_letter,
    view_my_claims,
    view_my_data,
    view_my_letters,
    view_party_data,
    view_who_looked,
    write_access_cover,
)
from zorgvuldig.records.effects import ShieldedError
from zorgvuldig.records.requests import SettledBeforeError

__all__ = [
    "NoSuchDecisionError",
    "NotAPersonError",
    "NotGrantedError",
    "NotRepresentedError",
    "NotWrittenError",
    "Refused",
    "SettledBeforeError",
    "ShieldedError",
    "answer_access_request",
    "answer_party_request",
    "answer_request",
    "ask",
    "ask_as_party",
    "ask_for",
    "ask_human",
    "ask_view",
    "correct",
    "download_proof",
    "erase",
    "extend_party_request",
    "extend_request",
    "give_view",
    "identify_request",
    "lift",
    "list_open_requests",
    "list_party_requests",
    "list_unfinished",
    "name_data",
    "note_carried_out",
    "open_my_letter",
    "requests_to_tell",
    "send_back",
    "settle_request",
    "take_in",
    "tell_receiver",
    "view_effects",
    "view_my_claims",
    "view_my_data",
    "view_my_decisions",
    "view_my_letters",
    "view_my_requests",
    "view_my_restrictions",
    "view_party_data",
    "view_party_request",
    "view_party_requests",
    "view_request",
    "view_request_figures",
    "view_requests_for",
    "view_who_looked",
    "withdraw_as_party",
    "withdraw_for",
    "withdraw_request",
    "write_about_request",
    "write_access_cover",
]
