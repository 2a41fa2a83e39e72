"""A request of a person as it comes in: which right, in which words, and until when it may wait (verzoek).

The clocks are those of the norms on the day of receipt: what the Code strives for, what the law allows at
most, and how far one extension reaches (articles 5.2 a and c; GDPR art. 12 par. 3; partner statement).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zorgvuldig.decisions.periods import later
from zorgvuldig.norms import bundle_at
from zorgvuldig.processes.rights.intake.errors import RequestError
from zorgvuldig.processes.rights.intake.grounds import Refusal, grounded, looked_at_again
from zorgvuldig.records.stored_effects import Address, Name
from zorgvuldig.records.stored_requests import REFUSED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = [
    "CONCERNS",
    "HOW",
    "IDENTIFYING",
    "KINDS",
    "LONGEST",
    "MOST_OPEN",
    "OUTCOMES",
    "PARTY_KINDS",
    "REFUSING",
    "VIEWS",
    "Clock",
    "Refusal",
    "RequestError",
    "address",
    "answer",
    "asked",
    "asked_by_party",
    "asked_for",
    "clock",
    "concerned",
    "contact",
    "fitting_view",
    "grounded",
    "identified",
    "lifting_day",
    "looked_at_again",
    "name",
    "officer_words",
    "reason",
    "rights_in",
    "room_for",
    "told_receiver",
    "view_on_decision",
    "viewed",
]

#: The rights that a request may be about, as `records.models.requests.RequestKind` names them.
KINDS = (
    "access",
    "rectification",
    "completion",
    "erasure",
    "restriction",
    "objection",
    "portability",
    "human-review",
)
#: The rights of the business privacy statement, as `records.models.party_requests.PartyRight` names them.
PARTY_KINDS = (
    "access",
    "portability",
    "rectification",
    "restriction",
    "erasure",
    "objection",
    "withdrawal",
)
#: How a request may end that somebody here answers.
OUTCOMES = ("granted", "partly", "refused", "no-data")
#: The outcomes that refuse something, of which the person hears the reason (article 5.2 c).
REFUSING = REFUSED
#: The rights that a mandate for money matters lets one use for another (VGZ-wettelijk-vertegenwoordiger).
_IN_MONEY_MATTERS = ("access", "rectification", "completion", "human-review")
LONGEST = 2000
#: So many requests about one right may wait at once: more is no reasonable interval (notes on article 5.2).
MOST_OPEN = 5
_REASON = 400
#: What a text to begin with leaves to be filled in.
_BRACKET = re.compile(r"\[[^\]]{1,80}\]")
_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Until when a request may wait: what we strive for, the limit, and the limit after one extension."""

    aim_on: date
    due_on: date
    extended_until: date | None
    """None where the norms of that day know no extension."""


def clock(received_on: date) -> Clock:
    """Count the clocks of a request that was received on this day."""
    parameters = bundle_at(received_on).parameters
    limit, furthest = str(parameters["answer_limit"]), str(parameters["extended_limit"])
    return Clock(
        aim_on=later(received_on, str(parameters["access_term"])),
        due_on=later(received_on, limit),
        extended_until=later(received_on, furthest) if parameters["extension_allowed"] else None,
    )


#: How it may become certain who asks, beside a login (article 5.2 e).
IDENTIFYING = ("called-back", "known-address", "seen-here", "copy-destroyed")
#: What became of asking another person for a view.
VIEWS = ("heard", "silent", "prevails", "impossible")


def identified(how: str) -> str:
    """Check how it became certain who asks.

    Raises:
        RequestError: no such way.
    """
    if how not in IDENTIFYING:
        raise RequestError("how", "Kies hoe u vaststelde wie dit vraagt.")
    return how


def viewed(outcome: str, words: str) -> str:
    """Check what became of asking another person, and give the words to keep.

    Raises:
        RequestError: no such outcome, or no words of whoever reacted or of why asking was impossible.
    """
    if outcome not in VIEWS:
        raise RequestError("view_outcome", "Kies wat de ander liet weten.")
    if outcome == "silent":
        return ""
    return _text("view", words, LONGEST, missing="Schrijf op wat de ander zei, of waarom vragen niet kon.")


def fitting_view(outcome: str) -> None:
    """Check that nothing is granted whole where the interest of another prevails (GC-T-5.2-derden).

    Raises:
        RequestError: it does; that part is refused, on its ground.
    """
    if outcome == "prevails":
        raise RequestError(
            "outcome", "Het belang van een ander gaat voor: wijs dan dat deel af, op die grond."
        )


def officer_words(words: str) -> str:
    """Check what the data protection officer says of a special ground.

    Raises:
        RequestError: no words, too many, or a number of a person in them.
    """
    return _text("words", words, LONGEST, missing="Schrijf op waarom u dit vindt.")


def asked(kind: str, words: str) -> str:
    """Check what a person asks, and give the words to keep.

    Raises:
        RequestError: no such right, no words, too many, or a number of a person in them.
    """
    if kind not in KINDS:
        raise RequestError("kind", "Kies om welk recht het gaat.")
    return _text("words", words, LONGEST, missing="Schrijf op wat u vraagt.")


def asked_by_party(kind: str, words: str) -> str:
    """Check what a care provider or business partner asks, and give the words to keep.

    Raises:
        RequestError: no such right, no words, too many, or a number of a person in them.
    """
    if kind not in PARTY_KINDS:
        raise RequestError("kind", "Kies om welk recht het gaat.")
    return _text("words", words, LONGEST, missing="Schrijf op wat u vraagt.")


def asked_for(kind: str, words: str, *, scope: str) -> str:
    """Check what a representative asks for another, within the scope of the mandate, and give the words.

    Raises:
        RequestError: as `asked`, or a right beyond the scope.
    """
    if kind in KINDS and kind not in rights_in(scope):
        raise RequestError("kind", "Met een machtiging voor geldzaken kunt u dit niet vragen.")
    return asked(kind, words)


def rights_in(scope: str) -> tuple[str, ...]:
    """Give the rights that a representative can use: in personal matters all, in money matters a few.

    Whoever acts in money matters needs to see, mend and contest amounts. To have data erased, blocked or
    taken elsewhere is for the person, or for whoever acts in personal matters (our own choice).
    """
    return KINDS if scope == "personal" else _IN_MONEY_MATTERS


def view_on_decision(words: str) -> str:
    """Check what a person thinks of a decision by a program, and give the words to keep.

    Raises:
        RequestError: no words, too many, or a number of a person in them.
    """
    return _text("words", words, LONGEST, missing="Schrijf op wat u van het besluit vindt.")


def room_for(waiting: int) -> None:
    """Check that a person may ask by this right again, while so many requests about it wait (tussenpozen).

    Raises:
        RequestError: too many wait; it says when the next may come, and that nothing of them is lost.
    """
    if waiting >= MOST_OPEN:
        raise RequestError(
            "kind",
            f"Over dit recht lopen al {MOST_OPEN} verzoeken van u. Die behandelen wij alle {MOST_OPEN}. "
            "Zodra er een klaar is, kunt u weer vragen.",
        )


def reason(words: str) -> str:
    """Check why a request takes longer.

    Raises:
        RequestError: no reason, or too long.
    """
    return _text(
        "reason", words, _REASON, missing="Schrijf op waarom het langer duurt. De aanvrager leest dit."
    )


def answer(outcome: str, words: str, *, reasoned: bool) -> str:
    """Check how a request ends, and give the words of the answer.

    `reasoned` is what the handler says of a refusal: that the answer names the reason and the last day.

    Raises:
        RequestError: no such outcome, no words, too many, or a refusal that is not said to be reasoned.
    """
    if outcome not in OUTCOMES:
        raise RequestError("outcome", "Kies wat het besluit is.")
    if outcome in REFUSING and not reasoned:
        raise RequestError(
            "reasoned", "Zet in het antwoord waarom iets blijft en tot welke dag, en bevestig dat hieronder."
        )
    told = _text("answer", words, LONGEST, missing="Schrijf het antwoord op: de aanvrager leest dit.")
    left = _BRACKET.search(told)
    if left:
        raise RequestError("answer", f"Vul nog in wat hier staat: {left.group()}.")
    return told


def _text(field: str, words: str, longest: int, *, missing: str) -> str:
    told = words.strip()
    if not told:
        raise RequestError(field, missing)
    if len(told) > longest:
        raise RequestError(field, f"Dit zijn {len(told)} tekens. Maak het korter: hoogstens {longest}.")
    if _NINE_DIGITS.search(told):
        raise RequestError(
            field, "Hier staat een nummer van negen cijfers. Haal dat weg: een BSN hoort hier niet."
        )
    return told


#: What a request may be about, as categories of data (gegevenssoorten).
CONCERNS = ("identification", "address", "contact", "policy", "claim", "diagnosis", "correspondence")
#: How a receiver may be told.
HOW = ("letter", "secure-mail", "telephone")
_POSTCODE = re.compile(r"[1-9][0-9]{3} ?[A-Z]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{7,18}")


def concerned(names: Collection[str]) -> tuple[str, ...]:
    """Check which data a request is about; none named means all of them.

    Raises:
        RequestError: there are no such data.
    """
    if not set(names) <= set(CONCERNS):
        raise RequestError("concerns", "Kies uit de soorten gegevens die hier staan.")
    return tuple(name for name in CONCERNS if name in names)


def contact(told: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Check a corrected e-mail address and telephone number; what is left empty stays as it is.

    Raises:
        RequestError: nothing was filled in, or one of them cannot be right.
    """
    email, phone = told.get("email", "").strip(), told.get("phone", "").strip()
    if not email and not phone:
        raise RequestError("email", "Vul het e-mailadres of het telefoonnummer in dat moet gelden.")
    if email and (not _EMAIL.fullmatch(email) or len(email) > _LONGEST_EMAIL):
        raise RequestError("email", "Dit is geen e-mailadres. Schrijf het als naam@voorbeeld.nl.")
    if phone and not _PHONE.fullmatch(phone):
        raise RequestError(
            "phone", "Dit is geen telefoonnummer. Schrijf alleen cijfers, spaties en streepjes."
        )
    return email or None, phone or None


_LONGEST_EMAIL = 254


def address(told: Mapping[str, str]) -> Address:
    """Check a corrected address within the Netherlands.

    Raises:
        RequestError: a part is missing or cannot be right.
    """
    street, number = told.get("street", "").strip(), told.get("house_number", "").strip()
    postcode, city = told.get("postcode", "").strip().upper(), told.get("city", "").strip()
    if not street or len(street) > 100:  # noqa: PLR2004 — as long as the register takes
        raise RequestError("street", "Vul de straat in, hoogstens 100 tekens.")
    if not re.fullmatch(r"[1-9][0-9]{0,4}", number):
        raise RequestError("house_number", "Vul het huisnummer in, alleen cijfers.")
    if not _POSTCODE.fullmatch(postcode):
        raise RequestError("postcode", "Vul de postcode in, zoals 1234 AB.")
    if not city or len(city) > 80:  # noqa: PLR2004 — as long as the register takes
        raise RequestError("city", "Vul de plaats in, hoogstens 80 tekens.")
    return Address(
        street=street,
        house_number=int(number),
        house_number_suffix=told.get("suffix", "").strip()[:10],
        postcode=postcode.replace(" ", ""),
        city=city,
    )


def name(told: Mapping[str, str]) -> Name:
    """Check a corrected name.

    Raises:
        RequestError: there is no family name, or a part is too long.
    """
    initials, prefix = told.get("initials", "").strip(), told.get("prefix", "").strip()
    family = told.get("family_name", "").strip()
    if not family or len(family) > 100:  # noqa: PLR2004 — as long as the register takes
        raise RequestError("family_name", "Vul de achternaam in, hoogstens 100 tekens.")
    if max(len(initials), len(prefix)) > 20:  # noqa: PLR2004 — as long as the register takes
        raise RequestError("initials", "Voorletters en tussenvoegsel zijn hoogstens 20 tekens.")
    return Name(initials=initials, name_prefix=prefix, family_name=family)


def told_receiver(how: str, told_on: str, impossible: str, *, on: date) -> tuple[date | None, str, str]:
    """Check how and when a receiver was told, or why that was impossible.

    Raises:
        RequestError: neither, or both, or a day that is no day or still to come.
    """
    why = impossible.strip()
    if why:
        if how or told_on:
            raise RequestError("impossible", "Kies: verteld, of het kon niet. Niet allebei.")
        return None, "", _text("impossible", why, _REASON, missing="")
    if how not in HOW:
        raise RequestError("how", "Kies hoe u het vertelde, of schrijf op waarom het niet kon.")
    return _day("told_on", told_on, latest=on), how, ""


def lifting_day(told: str, *, on: date) -> date:
    """Check from which day a restriction ends: never before the person could read that it does.

    Raises:
        RequestError: no day, or not after today.
    """
    found = _day("lifts_on", told)
    if found <= on:
        raise RequestError("lifts_on", "Kies een dag na vandaag: de verzekerde hoort het eerst.")
    return found


def _day(field: str, told: str, *, latest: date | None = None) -> date:
    try:
        found = date.fromisoformat(told.strip())
    except ValueError:
        raise RequestError(field, "Vul een dag in.") from None
    if latest is not None and found > latest:
        raise RequestError(field, "Deze dag moet nog komen.")
    return found
