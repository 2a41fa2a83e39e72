"""The front door of compliance. Counting lives apart (`publishing`): it loads what pages never need."""

from zorgvuldig.processes.compliance.usecases.deferring import (
    extend_deferral,
    list_deferrals,
    release_deferral,
)
from zorgvuldig.processes.compliance.usecases.exporting import check_personal_parts, export_log
from zorgvuldig.processes.compliance.usecases.overseeing import (
    NEWEST,
    WAITING_DAYS,
    NobodyFoundError,
    count_decisions,
    count_norm,
    find_person,
    list_decisions,
    list_open_duties,
    view_gaps,
    view_person,
    view_waiting,
)
from zorgvuldig.processes.compliance.usecases.pruning import (
    hold_entry,
    let_entry_go,
    list_holds,
    list_prunable,
    prune_log,
)
from zorgvuldig.processes.compliance.usecases.viewing import (
    download_proof,
    list_entries,
    view_entry,
    view_ledger,
    view_refusals,
)

__all__ = [
    "NEWEST",
    "WAITING_DAYS",
    "NobodyFoundError",
    "check_personal_parts",
    "count_decisions",
    "count_norm",
    "download_proof",
    "export_log",
    "extend_deferral",
    "find_person",
    "hold_entry",
    "let_entry_go",
    "list_decisions",
    "list_deferrals",
    "list_entries",
    "list_holds",
    "list_open_duties",
    "list_prunable",
    "prune_log",
    "release_deferral",
    "view_entry",
    "view_gaps",
    "view_ledger",
    "view_person",
    "view_refusals",
    "view_waiting",
]
