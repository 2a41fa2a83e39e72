"""Who may stand at which desk. A desk that is not yours answers as if it did not exist."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.utils import timezone

from zorgvuldig.interfaces.web import errors
from zorgvuldig.interfaces.web.accounts.models import Account
from zorgvuldig.ledger.actors import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from zorgvuldig.decisions import Actor
    from zorgvuldig.interfaces.web.accounts.models import Desk

P = ParamSpec("P")
DeskView: TypeAlias = "Callable[Concatenate[DeskRequest, P], HttpResponse]"


class DeskRequest(HttpRequest):
    """A request of someone who logged in, with the actor in whose name everything happens."""

    actor: Actor


def at_desk(desk: Desk, *also: Desk) -> Callable[[DeskView[P]], DeskView[P]]:
    """Let a view be used at one desk, and those named beside it: others see 404, without any hint."""
    desks = frozenset({desk, *also})

    def guard(view: DeskView[P]) -> DeskView[P]:
        @wraps(view)
        def guarded(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not isinstance(request.user, Account):
                return redirect_to_login(request.path)
            if request.user.desk not in desks:
                raise Http404
            # Asked in every request: a right that was taken away is gone at the next one (ASVS 8.3.2).
            request.actor = actor_of(request.user.get_username(), timezone.localdate())
            try:
                return view(request, *args, **kwargs)
            except Exception as error:
                # What was looked at stays written down: an error would undo its entry in the ledger.
                answer = errors.answer_to_look(request, error)
                if answer is None:
                    raise
                return answer

        # The tests hold this to the row of the address.
        guarded.desk = str(desk)  # type: ignore[attr-defined] # a mark on a function
        guarded.also = frozenset(map(str, also))  # type: ignore[attr-defined] # another mark on a function
        return guarded

    return guard


def home_of(request: DeskRequest) -> str:
    """Name the route of the first page of whoever asks."""
    return f"{getattr(request.user, 'desk', 'staff')}_home"
