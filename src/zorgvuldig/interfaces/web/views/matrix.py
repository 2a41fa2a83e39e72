"""Who may what: the authorization matrix of the norms, and what each role of the database can do at most."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web import wording
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.norms import access_grants
from zorgvuldig.records.declaration import CASE_FRAME, DATA_KEY, PARTY_FRAME, REFERENCE
from zorgvuldig.records.wall.matrix import FAMILIES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.norms import AccessGrant

FAMILY_WORDS = {
    "zv_claims": _("Declaraties behandelen"),
    "zv_formal_control": _("Declaraties controleren"),
    "zv_intake": _("Vastleggen wat binnenkomt"),
    "zv_medical": _("Medisch advies"),
    "zv_control": _("Materiële controle"),
    "zv_fraud": _("Fraude onderzoeken"),
    "zv_marketing": _("Reclame en voorlichting"),
    "zv_statistics": _("Onderzoek en statistiek"),
    "zv_rights": _("Rechten van mensen"),
    "zv_administration": _("Verzekeringen bijhouden"),
    "zv_access": _("Toegang regelen"),
    "zv_audit": _("Toezicht"),
    "zv_retention": _("Bewaren en wissen"),
    "zv_letters": _("Brieven"),
    "zv_shielding": _("Veilige post"),
    "zv_correction": _("Gegevens verbeteren"),
    "zv_representation": _("Voor een ander kijken"),
}

#: Categories that are the program's own, and not of the norms.
OWN_WORDS = {
    REFERENCE: _("vaste gegevens over niemand"),
    CASE_FRAME: _("gang van een zaak"),
    PARTY_FRAME: _("verzoek van een zakelijke relatie"),
    DATA_KEY: _("sleutels van versleutelde gegevens"),
    "letter-frame": _("gang van een brief"),
}
#: Why each row of the matrix is there, in Dutch; what has none here is shown in the English of the norms.
REASONS = {
    "a run looks up what the claims must be held against": _(
        "De controle van een bestand zoekt op waar een declaratie bij hoort."
    ),
    "loading and keeping the register of insured persons": _(
        "De administratie van verzekerden inladen en bijhouden."
    ),
    "loading the register of care providers and their contracts": _(
        "Zorgaanbieders en hun contracten inladen."
    ),
    "loading who works here and which login is whose": _(
        "Vastleggen wie hier werkt en welke login van wie is."
    ),
    "loading what people allowed and objected to": _(
        "Vastleggen wat mensen goedvonden en waartegen zij bezwaar maakten."
    ),
    "answering a request for access with every processing and its proof (art. 5.2)": _(
        "Een verzoek om inzage beantwoorden, met elke verwerking en het bewijs (art. 5.2)."
    ),
    "sending the answer to a request for access (art. 5.2)": _(
        "Het antwoord op een verzoek om inzage versturen (art. 5.2)."
    ),
    "erasing what must go": _("Wissen wat weg moet."),
    "settling claims (art. 4.0.4 a, data a to h)": _(
        "Declaraties afhandelen (art. 4.0.4 a, gegevens a tot en met h)."
    ),
    "checking claims against the administration (art. 1 sub 8)": _(
        "Declaraties vergelijken met de administratie (art. 1 sub 8)."
    ),
    "helping people who call": _("Mensen helpen die bellen."),
    "seeing the own data and who looked (art. 5.2)": _("De eigen gegevens zien, en wie keek (art. 5.2)."),
    "amounts and dates needed for the own payment (art. 4.2.2)": _(
        "Bedragen en data die nodig zijn voor de eigen betaling (art. 4.2.2)."
    ),
    "acting for the person represented": _("Optreden voor wie vertegenwoordigd wordt."),
    "counting the log into tables in which nobody can be traced, handing it out and checking it": _(
        "Het logboek tellen zonder dat iemand te herkennen is, uitgeven en controleren."
    ),
    "supervision needs access to every system (notes to art. 3.11)": _(
        "Toezicht kan niet zonder inzage in elk systeem (toelichting art. 3.11)."
    ),
    "checking compliance (art. 6.1)": _("Nagaan of de regels worden nageleefd (art. 6.1)."),
    "finding the person of whom the processings are checked (art. 5.2 and 6.1)": _(
        "De persoon vinden van wie de verwerkingen worden nagekeken (art. 5.2 en 6.1)."
    ),
    "approaching people without health data (art. 4.5.1)": _(
        "Mensen benaderen zonder gegevens over gezondheid (art. 4.5.1)."
    ),
    "collecting premium (art. 3.3 a)": _("Premie innen (art. 3.3 a)."),
    "advising on care that needs permission (art. 4.0.3 and 4.0.4 b, c)": _(
        "Adviseren over zorg waarvoor toestemming nodig is (art. 4.0.3 en 4.0.4 b, c)."
    ),
    "reading free text that came with a claim (art. 4.0.3)": _(
        "De vrije tekst lezen die bij een declaratie kwam (art. 4.0.3)."
    ),
    "recording who starts and leaves": _("Vastleggen wie begint en wie weggaat."),
    "asking access for the own people, and looking each quarter whether it is still needed": _(
        "Toegang vragen voor de eigen mensen, en elk kwartaal kijken of die nog nodig is."
    ),
    "advising on access to health data (notes to art. 4.0.1)": _(
        "Adviseren over toegang tot gegevens over gezondheid (toelichting art. 4.0.1)."
    ),
    "granting access and powers that others ask for": _(
        "Toegang en bevoegdheden toekennen die anderen vragen."
    ),
    "far-reaching powers by ticket and time box (MZ-pam)": _(
        "Verregaande bevoegdheden, per verzoek en voor korte tijd (MZ-pam)."
    ),
    "seeing who may do what (notes to art. 3.11)": _("Zien wie wat mag (toelichting art. 3.11)."),
    "judging every break-glass (art. 3.4 d)": _("Elke noodtoegang beoordelen (art. 3.4 d)."),
    "checking that duties are kept apart (art. 6.1)": _("Nagaan of taken gescheiden blijven (art. 6.1)."),
    "break-glass when a life is at stake (art. 3.4 d)": _(
        "Noodtoegang als een leven op het spel staat (art. 3.4 d)."
    ),
}


@dataclass(frozen=True)
class GrantRow:
    """One row of the authorization matrix, with its reason in Dutch if there is one."""

    purpose: str
    actions: tuple[str, ...]
    data: tuple[str, ...]
    why: str
    english: bool


@dataclass(frozen=True)
class RoleRows:
    """A role with what it may, for each purpose."""

    role: str
    grants: tuple[GrantRow, ...]

    @property
    def purposes(self) -> tuple[str, ...]:
        """List its purposes, each once."""
        return tuple(dict.fromkeys(grant.purpose for grant in self.grants))


@dataclass(frozen=True)
class WallRow:
    """What one role of the database can do at most, with which data."""

    name: str
    words: str
    read: tuple[str, ...]
    insert: tuple[str, ...]
    update: tuple[str, ...]
    delete: tuple[str, ...]


@require_safe
@at_desk(Desk.OVERSIGHT)
def matrix(request: DeskRequest) -> HttpResponse:
    """Show both matrices; asked for a role, only its rows (autorisatiematrix)."""
    every = tuple(dict.fromkeys(sorted(grant.role for grant in access_grants())))
    role = request.GET.get("rol")
    role = role if role in every else None
    context = {
        "roles": role_rows(role),
        "every": every,
        "role": role,
        "wall": wall_rows(),
    }
    return render(request, "web/oversight/matrix.html", context)


def role_rows(role: str | None) -> tuple[RoleRows, ...]:
    """Give the authorization matrix by role."""
    ordered = sorted(access_grants(), key=lambda grant: (grant.role, grant.purpose))
    return tuple(
        RoleRows(name, tuple(_row(grant) for grant in grants))
        for name, grants in groupby(ordered, key=lambda grant: grant.role)
        if role in {None, name}
    )


def _row(grant: AccessGrant) -> GrantRow:
    why = REASONS.get(grant.why)
    return GrantRow(
        grant.purpose,
        tuple(sorted(grant.actions)),
        tuple(sorted(grant.data)),
        str(why) if why is not None else grant.why,
        english=why is None,
    )


def wall_rows() -> tuple[WallRow, ...]:
    """Give what each family of the database can do at most, with which categories of data."""
    return tuple(
        WallRow(
            name,
            wording.word(FAMILY_WORDS, name),
            _data(rights.read),
            _data(rights.insert),
            _data(rights.update),
            _data(rights.delete),
        )
        for name, rights in FAMILIES.items()
    )


def _data(categories: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted((_word(category) for category in categories), key=str.casefold))


def _word(category: str) -> str:
    own = OWN_WORDS.get(category)
    return str(own) if own is not None else wording.word_of_norms("data", category)
