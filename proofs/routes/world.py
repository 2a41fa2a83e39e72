"""The whole stage of a drill over the pages: insurer, people, ledger entries, and browsers of every kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from proofs.routes import logins, people
from zorgvuldig.interfaces.command_line import main
from zorgvuldig.norms.catalogue import catalogue

if TYPE_CHECKING:
    from uuid import UUID

    from proofs.ground import Ground
    from proofs.routes.logins import Browser
    from proofs.routes.people import Insured

#: Where the supervisors sit; everybody else of the staff works at the other desk.
SUPERVISORS = ("dpo", "internal-audit", "compliance-officer")
#: Whoever is no member of staff in the words of the norms, and so is no role at a desk of staff.
OUTSIDERS = frozenset({"insured", "system"})


@dataclass
class World:
    """Everything that there is to reach."""

    place: Ground
    insured: list[Insured]
    roles: list[str]
    browsers: list[Browser] = field(default_factory=list)

    def browser(self, state: str, desk: str, role: str = "") -> Browser:
        """Give the first browser of a kind."""
        return next(
            b for b in self.browsers if b.state == state and b.desk == desk and (not role or b.role == role)
        )

    def owner_of(self, browser: Browser) -> Insured | None:
        """Give the insured person behind a browser."""
        return next((one for one in self.insured if one.username == browser.username), None)


def build(place: Ground) -> World:
    """Plant the insurer, let people look so that the ledger holds entries, and log everybody in."""
    place.fresh()
    insured = people.plant_insured()
    roles = sorted(catalogue().words["actors"] - OUTSIDERS)
    people.plant_staff(roles, left=["claims-handler", "dpo"])
    world = World(place, insured, roles)
    _accounts(world)
    _browsers(world)
    _look(world)
    return world


def _accounts(world: World) -> None:
    for role in world.roles:
        logins.account(f"staff-{role}", "oversight" if role in SUPERVISORS else "staff")
    # Supervisors by desk who have no such role, and the other way about.
    logins.account("left-claims-handler", "staff")
    logins.account("left-dpo", "oversight")
    for one in world.insured:
        logins.account(one.username, "insured")


def _browsers(world: World) -> None:
    world.browsers.append(logins.nobody())
    for role in world.roles:
        desk = "oversight" if role in SUPERVISORS else "staff"
        world.browsers.append(logins.log_in(f"staff-{role}", desk, role))
    for one in world.insured:
        world.browsers.append(logins.log_in(one.username, "insured", "insured"))
    ends = {"staff": "staff-claims-handler", "oversight": "staff-dpo", "insured": world.insured[0].username}
    for desk, username in ends.items():
        for state in ("half", "ended", "expired"):
            world.browsers.append(logins.log_in(username, desk, username.removeprefix("staff-"), state=state))
    for role, desk in (("claims-handler", "staff"), ("dpo", "oversight")):
        browser = logins.log_in(f"left-{role}", desk, role)
        browser.state = "left"
        world.browsers.append(browser)


def _look(world: World) -> None:
    """Let everybody look at the own data, and a claims handler at one claim of each: the entries to swap."""
    for one in world.insured:
        own = next(b for b in world.browsers if b.username == one.username and b.state == "full")
        own.ask("GET", "/mijn/declaraties/")
        one.entries = _last_entries(world.place)
    if main(["ledger", "sequence"]):
        raise RuntimeError("the ledger could not be put in order")


def _last_entries(place: Ground) -> list[UUID]:
    with place.superuser() as superuser:
        rows = superuser.execute(
            "SELECT entry_id FROM ledger.intake WHERE purpose = 'data-subject-rights' "
            "ORDER BY position DESC LIMIT 2"
        ).fetchall()
    return [row[0] for row in rows]
