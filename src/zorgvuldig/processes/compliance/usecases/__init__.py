"""The front door of compliance. Counting lives apart (`publishing`): it loads what pages never need."""

from zorgvuldig.processes.compliance.usecases.viewing import (
    download_proof,
    list_entries,
    view_entry,
    view_refusals,
)

__all__ = ["download_proof", "list_entries", "view_entry", "view_refusals"]
