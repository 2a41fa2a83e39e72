"""What waits for somebody who works here, each with its clock: from what the own role may read, and no more.

Every part is asked of its use case, which decides and writes it down: a part that is not this role's is not
asked at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zorgvuldig.interfaces.letters.setting import reference
from zorgvuldig.interfaces.web.clocks import Clock, clock
from zorgvuldig.norms import authorised, separation
from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.access_control import usecases as access_control
from zorgvuldig.processes.claims_handling import usecases as claims_handling
from zorgvuldig.processes.correspondence import usecases as correspondence
from zorgvuldig.processes.reference_data import usecases as reference_data
from zorgvuldig.processes.wishes import usecases as wishes

if TYPE_CHECKING:
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor

__all__ = ["Task", "access_control", "claims_handling", "reads_claims", "tasks", "wishes"]

_ORDER = {"overdue": 0, "soon": 1, "running": 2, "none": 3, "done": 4}
_LOG = frozenset({"log"})


@dataclass(frozen=True)
class Task:
    """One thing to do: in words, until when, and the page where it is done."""

    clock: Clock
    kind: str
    address: str
    note: str = ""


def reads_claims(actor: Actor) -> bool:
    """Tell whether received files are part of this role's work (autorisatiematrix, GC-4.0.1).

    A file tells who cared for whom. A policyholder may consult claims too, but the own ones (art. 4.2.2).
    """
    return authorised(actor.role, "claims", "consult", frozenset({"claim", "professional"}))


def tasks(actor: Actor, at: datetime) -> list[Task]:
    """List what waits for an employee (werklijst), what is late before what is due, and that by its day."""
    duties, today = separation().of_role(actor.role), timezone.localdate(at)
    found: list[Task] = []
    if authorised(actor.role, "access-control", "record", _LOG):
        found += _owed(actor, at, today)
    if "break-glass" in duties:
        found += _emergencies(actor, at, today)
    if duties & {"advise-access", "grant-access"}:
        found += _requests(actor, at, today, duties)
    if "grant-privileged-access" in duties:
        found += _tickets(actor, at, today)
    if authorised(actor.role, "shielding", "send", frozenset({"identification"})):
        found += _safe_letters(actor, at, today)
    if "propose-shield-end" in duties:
        found += _shields(actor, at, today)
    if duties & {"approve-reference", "approve-choice"}:
        found += _proposals(actor, at, today)
    if actor.role == "management":
        found += _reviews(actor, at, today)
    return sorted(found, key=_urgency)


def _urgency(task: Task) -> tuple[int, int]:
    due = task.clock.due_on
    return _ORDER[task.clock.state], due.toordinal() if due else 0


def _owed(actor: Actor, at: datetime, today: date) -> list[Task]:
    """List the open duties of the role (verplichtingen), of each kind the one that is due first."""
    owed = access_control.owed_duties(actor=actor, at=at)
    alike = Counter(duty.text for duty in owed)
    first = {duty.text: duty for duty in reversed(owed)}.values()
    return [
        Task(
            clock(
                duty.text,
                duty.due_on,
                today,
                started_on=timezone.localdate(duty.since),
                norm=", ".join(citation.article for citation in cite([duty.norm], today)),
            ),
            _("Verplichting"),
            reverse("duty", args=[duty.id]),
            _more(alike[duty.text] - 1),
        )
        for duty in first
    ]


def _more(others: int) -> str:
    if not others:
        return ""
    words = ngettext("Zo wacht er nog %(count)s.", "Zo wachten er nog %(count)s.", others)
    return words % {"count": others}


def _emergencies(actor: Actor, at: datetime, today: date) -> list[Task]:
    own = access_control.own_emergencies(actor=actor, at=at)
    return [
        Task(
            clock(_("U hebt noodtoegang open staan"), timezone.localdate(emergency.ended_at), today),
            _("Noodtoegang"),
            reverse("break_glass_open", args=[emergency.emergency_id]),
            emergency.reason,
        )
        for emergency in own
        if emergency.open
    ]


def _shields(actor: Actor, at: datetime, today: date) -> list[Task]:
    """List that there are shields nobody asked after for a year (navragen, notes on article 4.0.6)."""
    count = wishes.count_shields_to_ask(actor=actor, at=at)
    words = ngettext(
        "Vraag na of %(count)s afscherming nog nodig is",
        "Vraag na of %(count)s afschermingen nog nodig zijn",
        count,
    )
    if not count:
        return []
    return [Task(clock(words % {"count": count}, None, today), _("Afscherming"), reverse("shield_ends"))]


def _requests(actor: Actor, at: datetime, today: date, duties: frozenset[str]) -> list[Task]:
    """List the requests for access on which the role advises or decides, until they should begin."""
    page = access_control.view_access(actor=actor, at=at)
    verbs = {True: _("Adviseer over: %(what)s voor %(who)s"), False: _("Beslis over: %(what)s voor %(who)s")}
    return [
        Task(
            clock(
                verbs[asked.needs_advice] % {"what": asked.words, "who": asked.who}, asked.starts_on, today
            ),
            _("Toegang"),
            reverse("access"),
            asked.reason,
        )
        for asked in page.requests
        if not asked.own and ("advise-access" if asked.needs_advice else "grant-access") in duties
    ]


def _tickets(actor: Actor, at: datetime, today: date) -> list[Task]:
    waiting = [
        ticket
        for ticket in access_control.view_powers(actor=actor, at=at)
        if ticket.state == "requested" and not ticket.own
    ]
    return [
        Task(
            clock(
                _("Beslis over bevoegdheid %(ticket)s") % {"ticket": ticket.ticket},
                timezone.localdate(ticket.ends_at),
                today,
            ),
            _("Bevoegdheden"),
            reverse("powers"),
            ticket.reason,
        )
        for ticket in waiting
    ]


def _safe_letters(actor: Actor, at: datetime, today: date) -> list[Task]:
    """Say which letters must still be brought by the safe route (GC-4.0.6); the Code sets no term."""
    return [
        Task(
            clock(
                _("Breng brief %(number)s") % {"number": reference(each.letter_id)},
                None,
                today,
                started_on=timezone.localdate(each.made_at),
            ),
            _("Veilige post"),
            reverse("safe_letter", args=[each.letter_id]),
        )
        for each in correspondence.list_safe(actor=actor, at=at)
    ]


def _proposals(actor: Actor, at: datetime, today: date) -> list[Task]:
    """List the proposals to look at again, until the day on which they should hold (vier ogen)."""
    return [
        Task(
            clock(
                _("Beoordeel het voorstel: %(kind)s") % {"kind": each.kind.title},
                each.valid_from,
                today,
                started_on=timezone.localdate(each.proposed_at),
            ),
            _("Beheer"),
            reverse("maintenance_proposal", args=[each.proposal_id]),
            each.reason,
        )
        for each in reference_data.view_home(actor=actor, at=at).to_judge
    ]


def _reviews(actor: Actor, at: datetime, today: date) -> list[Task]:
    """Say how much access must be looked at again this quarter, and until when (periodieke controle)."""
    todo = [row for row in access_control.view_reviews(actor=actor, at=at).rows if not row.done]
    if not todo:
        return []
    words = ngettext(
        "Bekijk %(count)s toegang opnieuw", "Bekijk %(count)s keer toegang opnieuw", len(todo)
    ) % {"count": len(todo)}
    first = min(row.due_on for row in todo)
    return [Task(clock(words, first, today), _("Controle"), reverse("access_reviews"))]
