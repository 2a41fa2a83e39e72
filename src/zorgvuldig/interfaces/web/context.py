"""What every page shows: the desk's navigation, the version, the statement in force."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.statements import IN_FORCE
from zorgvuldig.norms import separation

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Door:
    """One entry in the navigation of a desk: its route, its words, and the routes that lie behind it."""

    route: str
    label: _StrPromise
    behind: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    """Whose door it is; empty for everyone at the desk. What lies behind it is decided behind it."""


_ARRANGE = frozenset({"hr", "management", "medical-adviser", "ciso"})
_DUTIES = separation().duties
_EMERGENCY = _DUTIES["break-glass"].roles
_POWERS = frozenset[str]().union(
    *(_DUTIES[duty].roles for duty in ("use-privileged-access", "grant-privileged-access", "review-access"))
)

_MAINTAIN = frozenset[str]().union(
    *(_DUTIES[f"{step}-{what}"].roles for step in ("propose", "approve") for what in ("reference", "choice"))
)
_MAINTENANCE = ("maintenance_kind", "maintenance_new", "maintenance_proposal")

_SEARCH = frozenset({"claims-handler", "service-agent"})

NAVIGATION: dict[str, tuple[Door, ...]] = {
    Desk.STAFF: (
        Door("staff_home", _("Vandaag"), ("duty",)),
        Door("staff_search", _("Zoeken"), (), _SEARCH),
        Door(
            "staff_runs",
            _("Bestanden"),
            ("staff_claims", "staff_claim", "staff_deliveries", "staff_figures"),
            frozenset({"claims-handler"}),
        ),
        Door(
            "open_requests",
            _("Verzoeken"),
            ("rights_request", "request_effects", "unfinished_requests", "take_in_request"),
            frozenset({"service-agent"}),
        ),
        Door("open_objections", _("Bezwaren"), ("objection",), frozenset({"service-agent"})),
        Door("shield_ends", _("Afscherming"), ("shield_end",), frozenset({"service-agent"})),
        Door(
            "party_requests",
            _("Zakelijke verzoeken"),
            ("party_request",),
            frozenset({"procurement-officer"}),
        ),
        Door("access", _("Toegang"), ("access_join", "access_employee"), _ARRANGE),
        Door("access_reviews", _("Controle"), (), frozenset({"management"})),
        Door("maintenance", _("Beheer"), _MAINTENANCE, _MAINTAIN),
        Door("safe_letters", _("Veilige post"), ("safe_letter",), frozenset({"security-affairs"})),
        Door("powers", _("Bevoegdheden"), (), _POWERS),
        Door("break_glass", _("Noodtoegang"), ("break_glass_open",), _EMERGENCY),
    ),
    Desk.MEDICAL: (
        Door("medical_home", _("Vandaag"), ("duty",)),
        Door("staff_search", _("Zoeken"), ("medical_claim",), frozenset({"medical-adviser"})),
        Door("staff_runs", _("Bestanden"), (), frozenset({"medical-adviser"})),
        Door("access", _("Toegang"), ("access_employee",), frozenset({"medical-adviser"})),
        Door("break_glass", _("Noodtoegang"), ("break_glass_open",), _EMERGENCY),
    ),
    Desk.INSURED: (
        Door("insured_home", _("Overzicht")),
        Door("my_data", _("Mijn gegevens")),
        Door("my_claims", _("Mijn declaraties"), ("my_decisions",)),
        Door("who_looked", _("Wie keek naar mijn gegevens")),
        Door("my_letters", _("Mijn brieven")),
        Door("my_choices", _("Mijn keuzes"), ("my_mandates", "my_shield", "on_behalf")),
        Door("my_requests", _("Mijn verzoeken")),
    ),
    Desk.PROVIDER: (
        Door("provider_home", _("Overzicht")),
        Door("provider_files", _("Bestanden"), ("provider_file",)),
        Door("provider_hand_in", _("Indienen")),
        Door("provider_payments", _("Betalingen")),
        Door("provider_letters", _("Brieven")),
        Door("provider_registered", _("Mijn gegevens"), ("provider_data", "provider_requests")),
    ),
    Desk.PARTNER: (
        Door("partner_home", _("Overzicht")),
        Door("partner_registered", _("Mijn gegevens"), ("partner_data", "partner_requests")),
    ),
    Desk.OVERSIGHT: (
        Door(
            "oversight_home",
            _("Overzicht"),
            (
                "oversight_duties",
                "oversight_duty",
                "oversight_gaps",
                "oversight_refusals",
            ),
        ),
        Door("oversight_requests", _("Verzoeken"), ("oversight_grounds", "oversight_ground")),
        Door("oversight_entries", _("Besluiten"), ("oversight_entry", "oversight_figures")),
        Door("oversight_persons", _("Wie keek"), ("oversight_person",)),
        Door("norms", _("Normen"), ("norm", "oversight_norm")),
        Door("oversight_matrix", _("Wie mag wat")),
        Door(
            "oversight_ledger", _("Logboek"), ("oversight_holds", "oversight_letters", "oversight_retention")
        ),
        Door("oversight_access", _("Toegang en nood")),
        Door("maintenance", _("Beheer"), _MAINTENANCE),
    ),
}


def doors(desk: str, role: str | None) -> tuple[Door, ...]:
    """List the doors of a desk that are somebody's; all of them while the role is not known."""
    return tuple(
        door for door in NAVIGATION.get(desk, ()) if not door.roles or role is None or role in door.roles
    )


@cache
def product_version() -> str:
    """Read the version that is installed."""
    return version("zorgvuldig")


def shell(request: HttpRequest) -> dict[str, object]:
    """List what the page shell needs."""
    user = getattr(request, "user", None)
    desk = getattr(user, "desk", None)
    match = request.resolver_match
    return {
        "desk": desk,
        "desk_label": Desk(desk).label if desk else None,
        "desk_doors": doors(desk, getattr(getattr(request, "actor", None), "role", None)) if desk else (),
        "route": match.url_name if match else None,
        "product_version": product_version(),
        "privacy_statement_version": IN_FORCE,
        "insurer_name": settings.INSURER_NAME,
    }
