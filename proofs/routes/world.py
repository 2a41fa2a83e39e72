"""The whole stage of a drill over the pages: insurer, people, ledger entries, and browsers of every kind."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from proofs.log.growing import sequence
from proofs.routes import logins, people
from zorgvuldig.norms.catalogue import catalogue

if TYPE_CHECKING:
    from proofs.ground import Ground
    from proofs.routes.logins import Browser
    from proofs.routes.people import Insured

#: Where the supervisors sit; everybody else of the staff works at the other desk.
SUPERVISORS = ("dpo", "internal-audit", "compliance-officer")
#: Who works under the medical adviser has a desk apart.
MEDICAL = ("medical-adviser", "functional-unit")
#: Whoever is no member of staff in the words of the norms, and so is no role at a desk of staff.
OUTSIDERS = frozenset({"insured", "system", "provider", "partner-contact"})
#: Of how many insured persons the care provider and the partner of that mark log in too.
PARTIES = 2


#: Seconds between two words of the sequencer.
PLACING = 60.0
#: The states of login that need an account of their own, and who is shown in each.
STATES = ("half", "ended", "expired", "left")
SEATS = {"claims-handler": "staff", "dpo": "oversight"}


@dataclass
class World:
    """Everything that there is to reach."""

    place: Ground
    insured: list[Insured]
    roles: list[str]
    browsers: list[Browser] = field(default_factory=list)
    placed: float = field(default_factory=time.monotonic)

    def browser(self, state: str, desk: str, role: str = "") -> Browser:
        """Give the first browser of a kind."""
        return next(
            b for b in self.browsers if b.state == state and b.desk == desk and (not role or b.role == role)
        )

    def tend(self) -> None:
        """Give entries their place now and then, as the sequencer does: else the gate shuts by itself."""
        if time.monotonic() - self.placed > PLACING:
            sequence()
            self.placed = time.monotonic()

    def owner_of(self, browser: Browser) -> Insured | None:
        """Give the insured person behind a browser, or the one whose claims that care provider sent."""
        return next(
            (
                one
                for one in self.insured
                if browser.username in {one.username, one.provider_name, one.partner_name}
            ),
            None,
        )


def build(place: Ground) -> World:
    """Plant the insurer, let people look so that the ledger holds entries, and log everybody in."""
    place.fresh()
    insured = people.plant_insured()
    roles = sorted(catalogue().words["actors"] - OUTSIDERS)
    employees = people.plant_staff({"staff": roles, **dict.fromkeys(STATES, tuple(SEATS))})
    for one, (employee, grant) in zip(insured, employees, strict=False):
        one.employee, one.grant = employee, grant
    world = World(place, insured, roles)
    _accounts(world)
    _browsers(world)
    _look(world)
    return world


def _accounts(world: World) -> None:
    for role in world.roles:
        logins.account(f"staff-{role}", _desk_of(role))
    for role, desk in SEATS.items():
        for state in STATES:
            logins.account(f"{state}-{role}", desk)
    for one in world.insured:
        logins.account(one.username, "insured")
    for one in world.insured[:PARTIES]:
        logins.account(one.provider_name, "provider")
        logins.account(one.partner_name, "partner")


def _desk_of(role: str) -> str:
    if role in SUPERVISORS:
        return "oversight"
    return "medical" if role in MEDICAL else "staff"


def _browsers(world: World) -> None:
    """Log everybody in once: a code of an authenticator app counts one time."""
    world.browsers.append(logins.nobody())
    for role in world.roles:
        world.browsers.append(logins.log_in(f"staff-{role}", _desk_of(role), role))
    *most, ended, expired = world.insured
    for one in most:
        world.browsers.append(logins.log_in(one.username, "insured", "insured"))
    for one in world.insured[:PARTIES]:
        world.browsers.append(logins.log_in(one.provider_name, "provider", "provider"))
        world.browsers.append(logins.log_in(one.partner_name, "partner", "partner-contact"))
    for role, desk in SEATS.items():
        for state in STATES:
            world.browsers.append(logins.log_in(f"{state}-{role}", desk, role, state=state))
    for one, state in ((most[0], "half"), (ended, "ended"), (expired, "expired")):
        world.browsers.append(logins.log_in(one.username, "insured", "insured", state=state))


def _look(world: World) -> None:
    """Let everybody look at the own data, which makes the entries to swap."""
    for own in (b for b in world.browsers if b.desk == "insured" and b.state == "full"):
        one = next(found for found in world.insured if found.username == own.username)
        own.ask("GET", "/mijn/declaraties/")
        one.entries = _last_entries(world.place)
    for one in world.insured[:2]:
        _emergency(world, one)
    sequence()
    world.placed = time.monotonic()


def _emergency(world: World, one: Insured) -> None:
    """Break the glass for one person, so that there is an emergency to swap."""
    form = {
        "family_name": one.mark,
        "birthdate": one.birthdate.isoformat(),
        "reason": "Iemand ligt bewusteloos in het ziekenhuis en wij moeten nu weten of er dekking is.",
    }
    handler = world.browser("full", "staff", "claims-handler")
    answer = handler.ask("POST", "/medewerker/noodtoegang/", urlencode(form).encode())
    led = answer.headers.get("Location", "").rstrip("/").rpartition("/")[2]
    try:
        one.emergency = UUID(led)
    except ValueError as error:
        raise RuntimeError(f"no emergency was opened: {answer.status_code}, led to {led!r}") from error


def _last_entries(place: Ground) -> list[UUID]:
    with place.superuser() as superuser:
        rows = superuser.execute(
            "SELECT entry_id FROM ledger.intake WHERE purpose = 'data-subject-rights' "
            "ORDER BY position DESC LIMIT 2"
        ).fetchall()
    return [row[0] for row in rows]
