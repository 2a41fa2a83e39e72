"""Refusals that the officer is heard on and looks at again (bijzondere omstandigheden, art. 3.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.records.models import RightsRequest
from zorgvuldig.records.requests import change_open, exactly_one, keep, officer_said
from zorgvuldig.records.stored_requests import OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from zorgvuldig.records.stored_requests import StoredRequest


def agree(asked: StoredRequest, *, officer: str, on: date) -> None:
    """Keep that the data protection officer agrees with a proposal, and the words, sealed (advies).

    Raises:
        SettledBeforeError: the proposal was settled, taken away, or spoken about before.
    """
    change_open(
        asked,
        proposed_by=asked.proposed_by,
        officer_on=None,
        change={"officer_on": on, **officer_said(asked, officer)},
    )


def prolong_ground(asked: StoredRequest, *, until: date, officer: str, on: date) -> None:
    """Keep until when a special circumstance stands now, and why, sealed (opnieuw bekeken, GC-3.13).

    Raises:
        SettledBeforeError: somebody looked at it meanwhile.
    """
    change = {"ground_until": until, "prolonged_on": on}
    _reviewed(asked, {**change, **officer_said(asked, officer)})


def end_ground(asked: StoredRequest, *, officer: str, on: date) -> None:
    """Keep that a special circumstance holds no longer, and why, sealed (vervallen, GC-3.13).

    Raises:
        SettledBeforeError: somebody looked at it meanwhile.
    """
    _reviewed(asked, {"ground_ended_on": on, **officer_said(asked, officer)})


def keep_again(asked: StoredRequest, *, on: date, aim_on: date, due_on: date) -> UUID:
    """Keep a request anew that was refused for a special circumstance, in the same words (opnieuw)."""
    request_id = keep(
        subject_id=asked.subject_id,
        kind=asked.kind,
        asked=asked.asked,
        received_on=on,
        aim_on=aim_on,
        due_on=due_on,
        about_claim=asked.about_claim,
    )
    RightsRequest.objects.filter(id=request_id).update(
        channel="again",
        dated_on=asked.asked_on,
        identified_on=on,
        identified_how="before",
        concerns=list(asked.concerns),
        mandate_id=asked.mandate_id,
    )
    return request_id


def _reviewed(asked: StoredRequest, change: Mapping[str, object]) -> None:
    same = RightsRequest.objects.filter(id=asked.id, ground_until=asked.ground_until, ground_ended_on=None)
    exactly_one(same.exclude(state__in=OPEN).update(**change))
