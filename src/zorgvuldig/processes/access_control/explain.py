"""What the pages about access show, in plain words (toegang regelen)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zorgvuldig.decisions.periods import later
from zorgvuldig.norms import bundle_at, dutch_words, health_roles, separation
from zorgvuldig.norms.citing import Citation, cite

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

STATES = {
    "requested": "gevraagd",
    "granted": "toegekend",
    "refused": "afgewezen",
    "ended": "beëindigd",
}
_MONTHS_A_QUARTER = 3


@dataclass(frozen=True, kw_only=True)
class GrantView:
    """A role or duty of somebody: what, for how long, and who asked, advised and granted it."""

    grant_id: UUID
    staff_id: UUID
    who: str
    username: str
    kind: str
    name: str
    words: str
    unit: str | None
    starts_on: date | None
    ends_on: date | None
    state: str
    reason: str
    requested_by: str
    advice: str | None
    advice_reason: str
    advised_by: str
    decided_by: str
    end_reason: str
    health: bool
    own: bool

    @property
    def needs_advice(self) -> bool:
        """Tell whether the medical adviser must still say something about it."""
        return self.state == "requested" and self.health and self.advice is None

    @property
    def stays_empty(self) -> bool:
        """Tell whether it ended before it began."""
        return self.starts_on is None


@dataclass(frozen=True, kw_only=True)
class EmployeeView:
    """Somebody who works here, in one line, with what stands in the way."""

    staff_id: UUID
    username: str
    display_name: str
    role: str
    unit: str | None
    employed_from: date | None
    employed_until: date | None
    employed: bool
    secrecy_by_profession: bool
    secrecy_declared_on: date | None
    trained_until: date | None
    obstacles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Invited:
    """A login that an account is made for, with the role it has now; empty without one."""

    username: str
    role: str


@dataclass(frozen=True, kw_only=True)
class EmployeePage:
    """Somebody with everything that was ever granted (medewerker)."""

    employee: EmployeeView
    grants: tuple[GrantView, ...]


@dataclass(frozen=True, kw_only=True)
class AccessPage:
    """Who works here and which requests wait (toegang)."""

    employees: tuple[EmployeeView, ...]
    requests: tuple[GrantView, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """One grant in the quarterly review: when it was last used and looked at, and until when one may wait."""

    grant: GrantView
    last_used: date | None
    reviewed_on: date | None
    reviewed_by: str
    due_on: date
    overdue: bool
    done: bool


@dataclass(frozen=True, kw_only=True)
class TicketView:
    """Privileged access: who asked and approved, its hours, and the commands that ran in it."""

    ticket_id: UUID
    ticket: str
    reason: str
    requested_by: str
    approved_by: str
    starts_at: datetime
    ends_at: datetime
    state: str
    sessions: tuple[SessionView, ...]
    own: bool
    reviewed: bool


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """One command that ran with far-reaching powers, and how it ended."""

    command: str
    started_at: datetime
    ended_at: datetime | None
    exit_status: int | None


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """The quarterly review: all access that holds now, overdue first (periodieke controle)."""

    quarter: str
    rows: tuple[ReviewRow, ...]
    tickets: tuple[TicketView, ...]
    done: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class EmergencyView:
    """One break-glass: when, by whom, why, and what another thought of it (noodtoegang)."""

    emergency_id: UUID
    who: str
    role: str
    reason: str
    opened_at: datetime
    ended_at: datetime
    open: bool
    entry_id: UUID | None
    review_due: date
    overdue: bool
    judgement: str | None
    judgement_reason: str
    reviewed_by: str
    own: bool

    @property
    def state(self) -> str:
        """Name the state in the words of its machine (stand)."""
        return self.judgement or ("open" if self.open else "over")


@dataclass(frozen=True, kw_only=True)
class AddressView:
    """Where somebody is or was."""

    line: str
    postcode: str
    city: str
    since: date | None
    shielded: bool


@dataclass(frozen=True, kw_only=True)
class EmergencyPage:
    """What break-glass opens: where a person is and how to reach him, and nothing else."""

    emergency: EmergencyView
    addresses: tuple[AddressView, ...]
    contacts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """Two duties that one person does not hold or do together, with the reason and its norm."""

    one: str
    other: str
    on: str
    reason: str
    citation: Citation


@dataclass(frozen=True, kw_only=True)
class TryView:
    """A refused try to do what somebody else must do."""

    entry_id: UUID
    at: datetime
    role: str
    reason: str
    times: int = 1
    """How many equal tries of that day this line stands for; the entry is the newest of them."""


@dataclass(frozen=True, kw_only=True)
class OversightPage:
    """Duties that are kept apart, refused tries, and whoever holds both all the same (must be nobody)."""

    conflicts: tuple[ConflictView, ...]
    tries: tuple[TryView, ...]
    both: tuple[tuple[str, str, str], ...]
    emergencies: tuple[EmergencyView, ...]
    tickets: tuple[TicketView, ...]
    overdue_reviews: tuple[ReviewRow, ...]

    @property
    def tried(self) -> int:
        """Count the refused tries, each of those that are one line."""
        return sum(line.times for line in self.tries)

    @property
    def alarms(self) -> tuple[EmergencyView, ...]:
        """Give the emergencies that nobody judged yet, the latest due first."""
        waiting = [emergency for emergency in self.emergencies if emergency.judgement is None]
        return tuple(sorted(waiting, key=lambda emergency: emergency.review_due))


def role_words(role: str) -> str:
    """Give a role as people say it."""
    return str(dutch_words()["roles"].get(role, role))


def access_words(kind: str, name: str) -> str:
    """Give a role or a duty as people say it."""
    duty = separation().duties.get(name)
    return role_words(name) if kind == "role" or duty is None else duty.dutch


def near_health(kind: str, name: str) -> bool:
    """Tell whether a role or duty comes near health data, so that the medical adviser advises first."""
    if kind == "role":
        return name in health_roles()
    return bool(separation().duties[name].roles & health_roles()) if name in separation().duties else False


def obstacles(*, bound: bool, trained_until: date | None, role: str | None, today: date) -> tuple[str, ...]:
    """Say what keeps somebody from working with data, each with what to do."""
    told = []
    if not bound:
        told.append("geen geheimhouding: laat de verklaring tekenen en inschrijven")
    if trained_until is None:
        told.append("geen privacytraining: laat de training volgen en inschrijven")
    elif trained_until <= today:
        told.append("privacytraining verlopen: laat de training opnieuw volgen en inschrijven")
    if role is None:
        told.append("geen functie: de leidinggevende vraagt die aan")
    return tuple(told)


def trained_until(completed: date | None, today: date) -> date | None:
    """Give the day from which a training no longer counts."""
    if completed is None:
        return None
    return later(completed, str(bundle_at(today).parameters["training_validity"]))


def quarter_of(day: date) -> str:
    """Name the quarter of a day, such as 2026-Q4 (kwartaal)."""
    return f"{day.year}-Q{(day.month - 1) // _MONTHS_A_QUARTER + 1}"


def end_of_quarter(day: date) -> date:
    """Give the last day of the quarter of a day."""
    number = (day.month - 1) // _MONTHS_A_QUARTER + 1
    year, month = divmod(day.year * 12 + number * _MONTHS_A_QUARTER, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def review_due(last: date, today: date) -> date:
    """Give the day by which access that was last looked at then must be looked at again (BIO2 8.02.01)."""
    next_quarter = end_of_quarter(last) + timedelta(days=1)
    days = int(str(bundle_at(today).parameters["access_review_days"]))
    return end_of_quarter(next_quarter) + timedelta(days=days)


def conflict_views(on: date) -> tuple[ConflictView, ...]:
    """List the duties that are kept apart, with the norm behind each pair (functiescheiding)."""
    apart = separation()
    where = {"object": "bij dezelfde zaak", "person": "bij dezelfde persoon"}
    views = []
    for conflict in apart.conflicts:
        one, other = sorted(conflict.duties)
        views.append(
            ConflictView(
                one=apart.duties[one].dutch,
                other=apart.duties[other].dutch,
                on=where[conflict.on],
                reason=conflict.reason,
                citation=cite([conflict.norm], on)[0],
            )
        )
    return tuple(views)
