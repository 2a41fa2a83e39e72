"""Requests at the staff desk: taken in from a letter or call, and handled step by step (behandelen)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.letters.setting import Manuscript
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.diagrams import diagram
from zorgvuldig.interfaces.web.letter_files import letter_file
from zorgvuldig.interfaces.web.machines import MACHINES
from zorgvuldig.interfaces.web.request_clocks import clocked
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.answers import beginning
from zorgvuldig.processes.rights.explain.handling import BY_HAND, CHANNELS, IDENTIFYING, VIEWS
from zorgvuldig.processes.rights.explain.requests import RIGHTS
from zorgvuldig.processes.rights.intake import LONGEST, OUTCOMES, Refusal, RequestError, clock
from zorgvuldig.processes.rights.intake.grounds import grounds_for
from zorgvuldig.processes.rights.intake.machine import StepError
from zorgvuldig.processes.rights.intake.taking_in import addressee, taken_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.processes.rights.intake.taking_in import TakenIn

#: The step by which a letter is asked that nothing is held.
NOTHING_HELD = "nothing"
_OUTCOME_WORDS = {
    "granted": _("Toewijzen"),
    "partly": _("Deels toewijzen"),
    "refused": _("Afwijzen"),
    "no-data": _("Wij hebben deze gegevens niet"),
}
_DONE = {
    "extend": _("Verlengd. De aanvrager ziet het meteen."),
    "identify": _("Vastgelegd wie dit vraagt."),
    "ask-view": _("Vastgelegd. Schrijf de ander, en zeg tot wanneer een reactie meetelt."),
    "give-view": _("Vastgelegd wat de ander vindt."),
    "settle": _("Besloten. De aanvrager krijgt een brief."),
    "send-back": _("Teruggelegd. Het verzoek staat weer open."),
}
_ANSWERED = _("Vastgelegd. De aanvrager ziet het meteen.")
_PROPOSED = _("Voorgesteld. Een collega kijkt mee voordat het weggaat.")


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def rights_request(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Show one request to whoever handles it, and take its next step."""
    error = None
    if request.method == "POST":
        try:
            done = _step(request, request_id)
        except (RequestError, StepError) as refused:
            error = refused if isinstance(refused, RequestError) else RequestError("step", str(refused))
        except rights.SettledBeforeError:
            error = RequestError("step", _("Iemand anders was u voor. Kijk opnieuw hoe het verzoek staat."))
        else:
            if not done:
                raise Http404
            messages.success(request, _told(request))
            return redirect("rights_request", request_id)
    page = rights.view_request(actor=request.actor, request_id=request_id, at=timezone.now())
    if page is None:
        raise Http404
    (told,) = clocked((page.mine,))
    begun = request.GET.get("begin", "")
    filled = request.POST or {"outcome": begun, "answer": beginning(page.kind, begun)}
    context = {
        "page": page,
        "clock": told["clock"],
        "error": error,
        "filled": filled,
        "outcomes": [(key, _OUTCOME_WORDS[key]) for key in OUTCOMES],
        "identifying": IDENTIFYING,
        "views": VIEWS,
        "grounds": grounds_for(page.kind),
        "diagram": diagram(MACHINES["request"], page.stage),
    }
    return render(request, "web/staff/request.html", context, status=400 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def take_in(request: DeskRequest) -> HttpResponse:
    """Take in a request that came by letter or telephone."""
    rights.demand_intake(actor=request.actor, at=timezone.now())
    error, unknown_until = None, None
    today = timezone.localdate()
    if request.method == "POST":
        try:
            told = taken_in(request.POST.dict(), today=today)
            if request.POST.get("step") == NOTHING_HELD and (letter := _nothing_held(request, told)):
                return letter
            request_id = rights.take_in(actor=request.actor, told=told, at=timezone.now())
        except RequestError as refused:
            error = refused
        else:
            if request_id is not None:
                messages.success(request, _("Ingeboekt. Stel nu vast wie dit vraagt."))
                return redirect("rights_request", request_id)
            unknown_until = clock(told.counts_from).aim_on
    context = {
        "error": error,
        "filled": request.POST,
        "unknown_until": unknown_until,
        # The fields of the letter stay while they are filled in.
        "writing": unknown_until is not None or request.POST.get("step") == NOTHING_HELD,
        "channels": [(key, word) for key, word in CHANNELS.items() if key in BY_HAND],
        "rights": [(key, *words) for key, words in RIGHTS.items()],
        "longest": LONGEST,
        "today": today,
        "yesterday": today - timedelta(days=1),
    }
    return render(request, "web/staff/request_intake.html", context, status=400 if error else 200)


def _nothing_held(request: DeskRequest, told: TakenIn) -> HttpResponse | None:
    """Give the letter that nothing is held, to be printed and posted; None where the person is known."""
    to, at = addressee(request.POST.dict()), timezone.now()
    letter = rights.write_nothing_held(actor=request.actor, told=told, to=to, at=at)
    if letter is None:
        return None
    return letter_file(
        Manuscript(
            id=letter.id,
            kind="request-nothing",
            route="post",
            content=asdict(letter.content),
            address=letter.address,
            made_at=at,
        )
    )


def _told(request: DeskRequest) -> str:
    """Say what was done, in the words of the step."""
    step = request.POST.get("step", "")
    if step in _DONE:
        return str(_DONE[step])
    return str(_PROPOSED if request.POST.get("outcome") in {"partly", "refused"} else _ANSWERED)


def _step(request: DeskRequest, request_id: UUID) -> bool:
    """Take the step that the form asks."""
    form = request.POST
    common: dict[str, Any] = {"actor": request.actor, "request_id": request_id, "at": timezone.now()}
    steps: dict[str, Callable[[], bool]] = {
        "identify": lambda: rights.identify_request(how=form.get("how", ""), **common),
        "ask-view": lambda: rights.ask_view(**common),
        "give-view": lambda: rights.give_view(
            outcome=form.get("view_outcome", ""), words=form.get("view", ""), **common
        ),
        "settle": lambda: rights.settle_request(**common),
        "send-back": lambda: rights.send_back(**common),
        "extend": lambda: rights.extend_request(
            words=form.get("reason", ""), is_complex=form.get("complex") == "ja", **common
        ),
        "answer": lambda: rights.answer_request(
            outcome=form.get("outcome", ""),
            words=form.get("answer", ""),
            refusal=Refusal(
                reasoned=form.get("reasoned") == "ja",
                ground=form.get("ground", ""),
                until=form.get("until", ""),
            ),
            **common,
        ),
    }
    step = steps.get(form.get("step", ""))
    if step is None:
        raise RequestError("step", _("Kies een stap."))
    return step()
