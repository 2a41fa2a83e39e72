"""Write the letters about requests of which nobody was told yet, one transaction each (verzoeken)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from django.db import InterfaceError, OperationalError, transaction

from zorgvuldig.processes.rights.usecases import NotWrittenError, requests_to_tell, write_about_request

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.stored_requests import RequestPlace

__all__ = ["WrittenAbout", "write_about_requests"]

#: A server that is gone keeps every letter: the round is done again when it is back.
_OUTAGES = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WrittenAbout:
    """How many letters about requests were written, and how many could not be."""

    letters: int
    failed: int


def write_about_requests(*, actor: Actor, at: datetime) -> WrittenAbout:
    """Write to everyone whose request came further than we told; what fails alarms, and keeps no other."""
    written = failed = 0
    for place in _waiting():
        try:
            with transaction.atomic():
                write_about_request(place, actor=actor, at=at)
            written += 1
        except NotWrittenError:
            # It went on while we wrote: the next round tells the state in which it is then.
            continue
        except _OUTAGES:
            raise
        except Exception as error:  # noqa: BLE001 — whatever keeps one letter must not keep the others
            failed += 1
            # The kind of error and the number alone: its words could hold what was asked.
            _log.critical(
                "no letter about request %s, which is %s: %s", place.id, place.state, type(error).__name__
            )
    return WrittenAbout(written, failed)


def _waiting() -> Iterable[RequestPlace]:
    # All at once: a list that is read on while its rows change would skip some.
    with transaction.atomic():
        return tuple(requests_to_tell())
