"""The front door of compliance. Counting lives apart (`publishing`): it loads what pages never need."""

from zorgvuldig.processes.compliance.usecases.deferring import (
    extend_deferral,
    list_deferrals,
    release_deferral,
)
from zorgvuldig.processes.compliance.usecases.exporting import check_personal_parts, export_log
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
    "check_personal_parts",
    "download_proof",
    "export_log",
    "extend_deferral",
    "hold_entry",
    "let_entry_go",
    "list_deferrals",
    "list_entries",
    "list_holds",
    "list_prunable",
    "prune_log",
    "release_deferral",
    "view_entry",
    "view_ledger",
    "view_refusals",
]
