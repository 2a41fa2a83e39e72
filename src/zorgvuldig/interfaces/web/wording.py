"""Dutch words for the fixed names of norms: purposes, actions, roles, kinds of data, outcomes.

The names themselves are those of the norms and stay in logs, decisions and proofs; people read these words.
Most words come with the norms; here stand those that a page says shorter. No name is ever left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zorgvuldig.norms import dutch_words

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTCOMES = {
    "permit": _("Toegestaan"),
    "forbid": _("Verboden"),
    "no-permit": _("Geen grond"),
    "gap": _("Gegeven ontbreekt"),
}

OUTCOME_SENTENCES = {
    "permit": _("Een regel staat dit toe en geen regel verbiedt het."),
    "forbid": _("Een regel verbiedt dit."),
    "no-permit": _("Geen enkele regel staat dit toe. Dan mag het niet."),
    "gap": _("Er ontbreekt een gegeven. Zolang dat zo is, mag het niet."),
}

STATES = {
    "accepted": _("Goedgekeurd"),
    "refused": _("Afgewezen"),
    "processed": _("Verwerkt"),
    "received": _("Ontvangen"),
    "partly": _("Deels goedgekeurd"),
    "file-refused": _("Bestand afgewezen"),
}

REGIMES = {
    "Zvw": _("Basisverzekering (Zvw)"),
    "AV": _("Aanvullende verzekering"),
    "Wlz": _("Langdurige zorg (Wlz)"),
}

PURPOSES = {
    "general": _("Algemeen"),
    "access-control": _("Toegang regelen"),
    "acceptance": _("Aanvraag beoordelen"),
    "policy-administration": _("Verzekeringen bijhouden"),
    "claims": _("Declaraties behandelen"),
    "formal-control": _("Declaraties controleren"),
    "prior-authorisation": _("Toestemming vooraf beoordelen"),
    "premium-collection": _("Premie innen"),
    "recourse": _("Kosten verhalen"),
    "procurement": _("Zorg inkopen"),
    "cost-control": _("Kosten beheersen"),
    "marketing": _("Reclame"),
    "group-information": _("Voorlichting"),
    "care-mediation": _("Zorg bemiddelen"),
    "material-control": _("Materiële controle"),
    "security-integrity": _("Veiligheid en integriteit"),
    "fraud-investigation": _("Fraude onderzoeken"),
    "research": _("Onderzoek en statistiek"),
    "data-subject-rights": _("Inzage en andere rechten"),
    "disputes-complaints": _("Klachten en geschillen"),
    "compliance": _("Toezicht op de regels"),
    "notices": _("Informeren"),
    "processors": _("Verwerkers"),
    "correspondence": _("Brieven en post"),
    "shielding": _("Gegevens afschermen"),
}

ACTIONS = {"decide": _("beslissen")}

SOURCES = {
    "GC": _("Gedragscode Verwerking Persoonsgegevens Zorgverzekeraars"),
    "PMC": _("Protocol Materiële Controle"),
    "CBP": _("Goedkeuring van de gedragscode"),
    "VGZ": _("Privacyverklaring voor zakelijke relaties"),
    "MZ": _("Maatregelen voor informatiebeveiliging"),
    "EM": _("Regels voor e-mail"),
    "RD": _("Regels voor het melden van kwetsbaarheden"),
}

UNITS = {
    "claims": _("afdeling declaraties"),
    "medical-advice": _("medisch advies"),
    "compliance": _("naleving"),
    "customer-service": _("klantenservice"),
    "marketing": _("marketing"),
    "premium": _("premie en incasso"),
    "care-purchasing": _("zorginkoop"),
    "material-control": _("materiële controle"),
    "security-affairs": _("veiligheidszaken"),
    "acceptance": _("acceptatie"),
    "hr": _("personeelszaken"),
    "it": _("beheer van systemen"),
    "communication": _("communicatie"),
}


def word(table: Mapping[str, object], name: object) -> str:
    """Look a name up in a table of ours; one without a word is shown with spaces for hyphens."""
    found = table.get(str(name))
    return str(found) if found is not None else str(name).replace("-", " ")


def word_of_norms(kind: str, name: str) -> str:
    """Look a name up among the Dutch words that come with the norms: facts, actions, data, roles."""
    return word(dutch_words()[kind], name)


def purpose_word(purpose: str) -> str:
    """Name a purpose (doel) as a heading: shorter than the norms say it in a sentence."""
    return word({**dutch_words()["purposes"], **PURPOSES}, purpose)
