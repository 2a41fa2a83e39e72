"""Gathers what one FHIR Claim says, item by item, by the names of mapping.toml, each value with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.fhir.contents import test_tagged
from zorgvuldig.interfaces.fhir.naming import code, holds, identifier, naming
from zorgvuldig.interfaces.fhir.values import cents, count, names, short_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.interfaces.fhir.contents import Contents
    from zorgvuldig.interfaces.fhir.nodes import Node

#: A value as EI writes it, and where it came from.
Told = tuple[str, str]
PROVIDERS = ("Practitioner", "PractitionerRole", "Organization")
_LONGEST_IDENTIFIER = 15


@dataclass(frozen=True, kw_only=True)
class Item:
    """One service that is claimed: its number in the Claim, its place, and its values."""

    sequence: int
    place: str
    days: tuple[date, date]
    values: dict[str, Told]


@dataclass(kw_only=True)
class Gathered:
    """One Claim: who claims for whom, and its items."""

    node: Node
    identifier: str
    is_test: bool
    uzovi: Told
    declarant: Told
    declarant_kind: str
    created: date
    person: dict[str, Told]
    items: list[Item] = field(default_factory=list)


def gather(claim: Node, contents: Contents) -> Gathered | None:
    """Gather one Claim; None where something that all items need is not there, with the reasons said."""
    _check_kind(claim)
    number = _identifier(claim)
    created = claim.day("created")
    patient = contents.resolve(claim, "patient", "Patient")
    person = _person(patient) if patient else None
    insured = _insurance(claim, contents)
    declarant = _declarant(claim, contents)
    common = _common(claim, insured, contents)
    items = [each for node in claim.nodes("item") if (each := _item(node, claim, number, common, contents))]
    if not list(claim.nodes("item")):
        claim.missing("item", "Stuur minstens één prestatie.")
    _check_total(claim, items)
    if not number or created is None or person is None or insured is None or declarant is None:
        return None
    uzovi = insured["uzovi"]
    person |= {key: told for key, told in insured.items() if key in {"uzovi", "insured_number"}}
    return Gathered(
        node=claim,
        identifier=number,
        is_test=test_tagged(claim),
        uzovi=uzovi,
        declarant=declarant[0],
        declarant_kind=declarant[1],
        created=created,
        person=person,
        items=items,
    )


def _check_kind(claim: Node) -> None:
    if claim.text("status") not in {"active", "cancelled"}:
        text = "Wij nemen alleen status active aan, of cancelled om een declaratie terug te nemen."
        claim.refuse("status", "not-supported", text)
    if claim.text("use") != "claim":
        claim.refuse("use", "not-supported", "Dit is geen declaratie. Stuur use: claim.")
    if claim.node("type") is None:
        # The library reads a text as JSON here; we send it back as it came.
        claim.refuse("type", "structure", "Hier hoort een object te staan, met de soort declaratie.")
    payee = claim.node("payee")
    kind = payee.node("type") if payee else None
    if payee and not (kind and any(each.text("code") == "provider" for each in kind.nodes("coding"))):
        text = "Wij betalen op deze weg alleen de zorgaanbieder die declareert. Laat payee weg."
        payee.refuse("type", "not-supported", text)


def _identifier(claim: Node) -> str:
    told = list(claim.nodes("identifier"))
    if len(told) != 1:
        claim.refuse("identifier", "required", "Geef elke declaratie één eigen nummer (identifier).")
        return ""
    return short_text(told[0], "value", longest=_LONGEST_IDENTIFIER, what="Het nummer van een declaratie")


def _person(patient: Node) -> dict[str, Told] | None:
    bsn, born, named = identifier(patient, "bsn"), patient.day("birthDate"), names(patient)
    gender = naming()["genders"].get(patient.text("gender"))
    if gender is None:
        known = ", ".join(naming()["genders"])
        patient.refuse("gender", "code-invalid", f"Dit geslacht kennen wij niet. Kies uit {known}.")
    if bsn is None or born is None or named is None or gender is None:
        return None
    dead = patient.body.get("deceasedBoolean") is True or "deceasedDateTime" in patient.body
    return {
        "bsn": bsn,
        "birthdate": (f"{born:%Y%m%d}", patient.at("birthDate")),
        "gender": (gender, patient.at("gender")),
        "name_use": ("1", patient.at("name")),
        "deceased": ("1" if dead else "2", patient.at("deceasedBoolean")),
        **named,
    }


def _insurance(claim: Node, contents: Contents) -> dict[str, Told] | None:
    """Read with whom and under which number somebody is insured, and the authorization given before."""
    told = list(claim.nodes("insurance"))
    if len(told) != 1:
        claim.refuse("insurance", "business-rule", "Stuur één verzekering per declaratie: de onze.")
        return None
    coverage = contents.resolve(told[0], "coverage", "Coverage")
    if coverage is None:
        return None
    uzovi = _insurer(claim, coverage, contents)
    if uzovi is None:
        return None
    found = {"uzovi": uzovi}
    if coverage.text("subscriberId"):
        found["insured_number"] = (coverage.text("subscriberId"), coverage.at("subscriberId"))
    allowed = told[0].body.get("preAuthRef")
    if isinstance(allowed, list) and len(allowed) > 1:
        told[0].refuse("preAuthRef", "not-supported", "Noem hoogstens één machtiging per declaratie.")
    elif isinstance(allowed, list) and allowed and isinstance(allowed[0], str):
        found["prior_authorization"] = (allowed[0], told[0].at("preAuthRef[0]"))
    return found


def _insurer(claim: Node, coverage: Node, contents: Contents) -> Told | None:
    """Find the insurer's UZOVI number: named by the Claim itself, else by its Coverage."""
    if claim.node("insurer"):
        return _number_of(claim, "insurer", "uzovi", contents, "Organization")
    payors = list(coverage.nodes("payor"))
    if len(payors) != 1:
        coverage.refuse("payor", "required", "Noem één verzekeraar, met zijn UZOVI-nummer.")
        return None
    payor = payors[0]
    if payor.node("identifier"):
        return identifier(payor, "uzovi")
    held = type(payor)({"payor": payor.body}, coverage.place, coverage.resource, coverage.troubles)
    organization = contents.resolve(held, "payor", "Organization")
    return identifier(organization, "uzovi") if organization else None


def _number_of(owner: Node, key: str, kind: str, contents: Contents, *kinds: str) -> Told | None:
    """Find the number of whoever an element refers to: beside the reference, or on the resource itself."""
    reference = owner.node(key)
    if reference is not None and reference.node("identifier"):
        return identifier(reference, kind)
    found = contents.resolve(owner, key, *kinds)
    if found is None:
        return None
    if found.resource == "PractitionerRole" and not list(found.nodes("identifier")):
        return _number_of(found, "practitioner", kind, contents, "Practitioner")
    return identifier(found, kind)


def _declarant(claim: Node, contents: Contents) -> tuple[Told, str] | None:
    number = _number_of(claim, "provider", "agb", contents, *PROVIDERS)
    if number is None:
        return None
    reference = claim.node("provider")
    told = reference.text("type") if reference else ""
    found = None if told else contents.resolve(claim, "provider", *PROVIDERS, quiet=True)
    kind = told or (found.resource if found else "Organization")
    return number, "institution" if kind == "Organization" else "practitioner"


def _common(claim: Node, insured: dict[str, Told] | None, contents: Contents) -> dict[str, Told]:
    """Gather what every item of a Claim shares."""
    common = {"forwarding": ("2", claim.place)}
    if insured and "prior_authorization" in insured:
        common["prior_authorization"] = insured["prior_authorization"]
    if claim.node("accident"):
        common["accident"] = ("J", claim.at("accident"))
    request = contents.resolve(claim, "referral", "ServiceRequest") if claim.node("referral") else None
    if request:
        common |= _referral(request, contents)
    if claim.text("status") == "cancelled":
        common |= _cancelled(claim)
    elif "related" in claim.body:
        text = "Een verwijzing naar een andere declaratie hoort alleen bij status cancelled. Laat dit weg."
        claim.refuse("related", "not-supported", text)
    return common


def _referral(request: Node, contents: Contents) -> dict[str, Told]:
    """Gather who referred, when, and from where; whoever came by himself has no requester (verwijzing)."""
    found = {}
    if request.node("requester") and (told := _number_of(request, "requester", "agb", contents, *PROVIDERS)):
        found["referrer"] = told
    if on := request.day("authoredOn", needed=False):
        found["referred_on"] = (f"{on:%Y%m%d}", request.at("authoredOn"))
    for category in request.nodes("category"):
        if holds(category, "referral") and (coded := code(category, "referral", request, "category")):
            found["referral_kind"] = (coded[1], coded[2])
    return found


def _cancelled(claim: Node) -> dict[str, Told]:
    """Read which Claim is taken back: all of it, each item by its own number (creditering)."""
    related = list(claim.nodes("related"))
    named = related[0].node("claim") if len(related) == 1 else None
    number = named.node("identifier") if named else None
    if number is None:
        text = "Noem in related.claim.identifier het nummer van de declaratie die u terugneemt."
        claim.refuse("related", "required", text)
        return {}
    before = short_text(number, "value", longest=_LONGEST_IDENTIFIER, what="Het nummer van een declaratie")
    return {"previous_claim": (before, number.at("value"))}


def _item(item: Node, claim: Node, number: str, common: dict[str, Told], contents: Contents) -> Item | None:
    sequence = item.body.get("sequence")
    if type(sequence) is not int or not 1 <= sequence <= 9999:  # noqa: PLR2004 — four signs behind the dash
        item.refuse("sequence", "value", "Nummer de prestaties met hele getallen van 1 tot en met 9999.")
        return None
    days = _days(item)
    service = code(item.node("productOrService"), "service", item, "productOrService")
    quantity, tariff, charged = count(item, "quantity"), cents(item, "unitPrice"), cents(item, "net")
    values = dict(common)
    values |= _performer(item, claim, contents)
    values |= _diagnosis(item, claim)
    if days is None or service is None or quantity is None or tariff is None or charged is None:
        return None
    before = values.pop("previous_claim", None)
    if before:
        values["previous_reference"] = (f"{before[0]}-{sequence}", before[1])
    coded, priced = item.at("productOrService"), item.at("unitPrice")
    begun = "servicedDate" if "servicedDate" in item.body else "servicedPeriod"
    values |= {
        "service_code_list": (service[0], coded),
        "service_code": (service[1], service[2]),
        "started_on": (f"{days[0]:%Y%m%d}", item.at(begun)),
        "ended_on": (f"{days[1]:%Y%m%d}", item.at(begun)),
        "quantity": (str(quantity), item.at("quantity")),
        "tariff": (str(tariff), priced),
        "calculated": (str(tariff * quantity), priced),
        "charged": (str(charged), item.at("net")),
        "sign": ("C" if before else "D", claim.at("status")),
        "reference": (f"{number}-{sequence}", item.at("sequence")),
    }
    return Item(sequence=sequence, place=item.place, days=days, values=values)


def _days(item: Node) -> tuple[date, date] | None:
    if "servicedDate" in item.body:
        day = item.day("servicedDate")
        return (day, day) if day else None
    period = item.node("servicedPeriod")
    if period is None:
        item.missing("servicedDate", "Noem de dag of de periode van de zorg.")
        return None
    first, last = period.day("start"), period.day("end")
    return (first, last) if first and last else None


def _performer(item: Node, claim: Node, contents: Contents) -> dict[str, Told]:
    """Find who gave the care: named by the item, else the only one of the team, else the declarant."""
    team = _numbered(claim, "careTeam")
    named = item.numbers("careTeamSequence") or tuple(number for number in team if len(team) == 1)
    if len(named) > 1 or any(each not in team for each in named):
        text = "Noem voor elke prestatie één zorgverlener die in careTeam staat."
        item.refuse("careTeamSequence", "invalid", text)
        return {}
    if not named:
        told = _declarant(claim, contents)
        return {"performer": told[0]} if told and told[1] == "practitioner" else {}
    member = team[named[0]]
    found = {}
    if number := _number_of(member, "provider", "agb", contents, *PROVIDERS):
        found["performer"] = number
    trained = member.node("qualification")
    if trained:
        kind = "profession" if holds(trained, "profession") else "specialism"
        coded = code(trained, kind, member, "qualification")
        if coded:
            found[kind] = (coded[1], coded[2])
    return found


def _numbered(claim: Node, key: str) -> dict[int, Node]:
    """Give the members of a list by the number that each of them carries."""
    told = [(each.body.get("sequence"), each) for each in claim.nodes(key)]
    return {number: each for number, each in told if isinstance(number, int)}


def _diagnosis(item: Node, claim: Node) -> dict[str, Told]:
    told = _numbered(claim, "diagnosis")
    named = item.numbers("diagnosisSequence")
    if not named:
        return {}
    if len(named) > 1 or named[0] not in told:
        item.refuse("diagnosisSequence", "invalid", "Noem hoogstens één diagnose die in diagnosis staat.")
        return {}
    held = told[named[0]]
    coded = code(held.node("diagnosisCodeableConcept"), "diagnosis", held, "diagnosisCodeableConcept")
    if coded is None:
        return {}
    return {"diagnosis_list": (coded[0], coded[2]), "diagnosis": (coded[1], coded[2])}


def _check_total(claim: Node, items: list[Item]) -> None:
    """Hold the total against its items, where both can be read; an amount is never mended for its sender."""
    if "total" not in claim.body:
        return
    total = cents(claim, "total")
    whole = len(items) == len(list(claim.nodes("item")))
    if total is not None and whole and total != sum(int(each.values["charged"][0]) for each in items):
        text = "Dit totaal is niet de som van de bedragen van de prestaties. Controleer beide."
        claim.refuse("total", "business-rule", text)


def every_item(claims: list[Gathered]) -> Iterator[tuple[Gathered, Item]]:
    """Give all items of all claims, each with its claim."""
    for claim in claims:
        for item in claim.items:
            yield claim, item
