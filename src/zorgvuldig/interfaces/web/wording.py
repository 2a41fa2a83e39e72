"""Dutch words for the fixed names of norms: purposes, actions, roles, kinds of data, outcomes.

The names themselves are those of the norms and stay in logs, decisions and proofs; people read these words.
A name without a word here is shown as it is, never left out.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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
    "received": _("Ontvangen"),
    "partly": _("Deels goedgekeurd"),
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
    "data-subject-rights": _("Uw rechten uitvoeren"),
    "disputes-complaints": _("Klachten en geschillen"),
    "compliance": _("Toezicht op de regels"),
    "notices": _("Informeren"),
    "processors": _("Verwerkers"),
    "correspondence": _("Brieven en post"),
    "shielding": _("Gegevens afschermen"),
}

ACTIONS = {
    "collect": _("verzamelen"),
    "request": _("opvragen"),
    "record": _("vastleggen"),
    "consult": _("inzien"),
    "use": _("gebruiken"),
    "select": _("selecteren"),
    "disclose": _("verstrekken"),
    "send": _("versturen"),
    "decide": _("beslissen"),
    "retain": _("bewaren"),
    "erase": _("wissen"),
    "publish": _("publiceren"),
    "record-call": _("gesprek opnemen"),
    "place-cookie": _("cookie plaatsen"),
}

ROLES = {
    "insured": _("Verzekerde"),
    "policyholder": _("Verzekeringnemer"),
    "co-insured": _("Medeverzekerde"),
    "legal-representative": _("Wettelijk vertegenwoordiger"),
    "data-subject": _("U zelf"),
    "medical-adviser": _("Medisch adviseur"),
    "functional-unit": _("Functionele eenheid"),
    "claims-handler": _("Medewerker declaraties"),
    "material-controller": _("Medewerker materiële controle"),
    "fraud-coordinator": _("Fraudecoördinator"),
    "marketer": _("Medewerker marketing"),
    "collections-officer": _("Medewerker incasso"),
    "service-agent": _("Medewerker klantenservice"),
    "dpo": _("Functionaris gegevensbescherming"),
    "compliance-officer": _("Medewerker naleving"),
    "internal-audit": _("Interne controle"),
    "it-admin": _("Beheerder"),
    "provider": _("Zorgaanbieder"),
    "system": _("Automatisch"),
}

DATA = {
    "identification": _("naam en nummer"),
    "contact": _("telefoon en e-mail"),
    "address": _("adres"),
    "birthdate": _("geboortedatum"),
    "gender": _("geslacht"),
    "bsn": _("burgerservicenummer"),
    "policy": _("verzekering"),
    "premium": _("premie"),
    "claim": _("declaratie"),
    "health": _("gezondheid"),
    "diagnosis": _("diagnose"),
    "medical-file": _("medisch dossier"),
    "health-declaration": _("gezondheidsverklaring"),
    "payment-behaviour": _("betaalgedrag"),
    "bank": _("rekeningnummer"),
    "consent-record": _("toestemming"),
    "objection-record": _("bezwaar"),
    "log": _("logboek"),
    "professional": _("zorgverlener"),
    "provider-production": _("productie van de zorgaanbieder"),
    "location-shielded": _("afgeschermde verblijfplaats"),
    "correspondence": _("brieven"),
    "contract": _("contract"),
    "aggregate": _("totalen zonder namen"),
    "login": _("inloggegevens"),
    "all-personal": _("alle persoonsgegevens"),
}


def word(table: dict[str, object], name: object) -> str:
    """Look a name up; one without a word is shown with spaces for hyphens."""
    found = table.get(str(name))
    return str(found) if found is not None else str(name).replace("-", " ")
