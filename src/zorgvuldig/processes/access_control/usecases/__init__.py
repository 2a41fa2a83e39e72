"""The front door of access control: staff life, emergencies, powers, and whoever watches over them."""

from zorgvuldig.processes.access_control.act import NotOpenError
from zorgvuldig.processes.access_control.intake import InputError
from zorgvuldig.processes.access_control.models import TakenError, UnknownRowError
from zorgvuldig.processes.access_control.usecases.duties import discharge_duty, owed_duties, view_duty
from zorgvuldig.processes.access_control.usecases.emergencies import (
    NobodyFoundError,
    close_emergency,
    judge_emergency,
    open_emergency,
    own_emergencies,
    read_emergency,
)
from zorgvuldig.processes.access_control.usecases.powers import (
    PowersError,
    Session,
    approve_powers,
    begin_command,
    end_command,
    request_powers,
    view_powers,
)
from zorgvuldig.processes.access_control.usecases.reviewing import (
    lapse_overdue,
    review_grant,
    review_ticket,
    view_reviews,
)
from zorgvuldig.processes.access_control.usecases.searching import Found, Sought, search, searches_of
from zorgvuldig.processes.access_control.usecases.staff import (
    advise_access,
    end_employment,
    grant_access,
    note_invitation,
    record_employee,
    record_training,
    refuse_access,
    request_access,
    view_access,
    view_employee,
)
from zorgvuldig.processes.access_control.usecases.watching import emergencies_to_judge, view_oversight

__all__ = [
    "Found",
    "InputError",
    "NobodyFoundError",
    "NotOpenError",
    "PowersError",
    "Session",
    "Sought",
    "TakenError",
    "UnknownRowError",
    "advise_access",
    "approve_powers",
    "begin_command",
    "close_emergency",
    "discharge_duty",
    "emergencies_to_judge",
    "end_command",
    "end_employment",
    "grant_access",
    "judge_emergency",
    "lapse_overdue",
    "note_invitation",
    "open_emergency",
    "owed_duties",
    "own_emergencies",
    "read_emergency",
    "record_employee",
    "record_training",
    "refuse_access",
    "request_access",
    "request_powers",
    "review_grant",
    "review_ticket",
    "search",
    "searches_of",
    "view_access",
    "view_duty",
    "view_employee",
    "view_oversight",
    "view_powers",
    "view_reviews",
]
