"""Values as the sector's messages write them, read from a resource: amounts, counts, names (waarden)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zorgvuldig.interfaces.fhir.nodes import Node

_MOST_CENTS, _MOST_COUNT = 99_999_999, 9999
_NAME_LENGTH, _PREFIX_LENGTH, _INITIALS_LENGTH = 25, 10, 6
_LATIN = 0xFF
_OWN_NAME = "http://hl7.org/fhir/StructureDefinition/humanname-own-name"
_OWN_PREFIX = "http://hl7.org/fhir/StructureDefinition/humanname-own-prefix"
_QUALIFIER = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier"
_WRITTEN = re.compile(r"[ -~]+")


def cents(node: Node, key: str) -> int | None:
    """Read an amount in euros as cents; never negative (bedrag)."""
    money = node.node(key)
    if money is None:
        node.missing(key, "Vul het bedrag in, met currency EUR.")
        return None
    if money.text("currency") != "EUR":
        money.refuse("currency", "code-invalid", "Wij rekenen in euro's. Stuur het bedrag met currency EUR.")
        return None
    value = money.body.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        money.refuse("value", "value", "Dit is geen bedrag. Schrijf een getal, zoals 35.00.")
        return None
    wrong = _wrong_amount(value)
    if wrong is not None:
        money.refuse("value", *wrong)
        return None
    return int(value * 100)


def _wrong_amount(value: int | Decimal) -> tuple[str, str] | None:
    """Say what is wrong with an amount, if anything: the kind of issue and a sentence."""
    if value < 0:
        text = "Een bedrag is hier niet negatief. Neem een declaratie terug met status cancelled."
        return "business-rule", text
    if value * 100 > _MOST_CENTS:
        return "value", "Dit bedrag is te groot. Controleer het."
    if value * 100 != int(value * 100):
        return "value", "Een bedrag heeft hoogstens twee cijfers achter de komma."
    return None


def count(node: Node, key: str) -> int | None:
    """Read a quantity as a whole number; absent is one (aantal)."""
    quantity = node.node(key)
    if quantity is None:
        return 1
    value = quantity.body.get("value")
    if "comparator" in quantity.body:
        quantity.refuse("comparator", "not-supported", "Wij nemen alleen een vast aantal aan. Laat dit weg.")
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        quantity.missing("value", "Vul een heel getal in.")
        return None
    if not 1 <= value <= _MOST_COUNT or value != int(value):
        text = f"Een aantal is een heel getal van 1 tot en met {_MOST_COUNT}."
        quantity.refuse("value", "value", text)
        return None
    return int(value)


def short_text(node: Node, key: str, *, longest: int, what: str) -> str:
    """Read a text of plain signs that fits its field; empty where it does not, and said so."""
    text = node.text(key)
    if not text:
        node.missing(key)
    elif len(text) > longest:
        node.refuse(key, "too-long", f"{what} heeft hoogstens {longest} tekens.")
        return ""
    elif not _WRITTEN.fullmatch(text):
        node.refuse(key, "value", f"{what} mag alleen letters, cijfers en gewone leestekens hebben.")
        return ""
    return text


def names(patient: Node) -> dict[str, tuple[str, str]] | None:
    """Read a person's name as EI writes it: family name, prefix, initials, each with its place (naam)."""
    told = list(patient.nodes("name"))
    official = [each for each in told if each.text("use") == "official"] or told
    if not official:
        patient.missing("name", "Stuur de naam van de verzekerde.")
        return None
    name = official[0]
    family = name.text("family")
    own = _extended(name, "_family", _OWN_NAME)
    prefix = _extended(name, "_family", _OWN_PREFIX)
    if own:
        family = own
    elif prefix and family.startswith(f"{prefix} "):
        family = family[len(prefix) :].strip()
    found = {
        "family_name": (_latin(name, "family", family)[:_NAME_LENGTH], name.at("family")),
        "initials": (_latin(name, "given", _initials(name))[:_INITIALS_LENGTH], name.at("given")),
    }
    if prefix:
        found["name_prefix"] = (_latin(name, "family", prefix).upper()[:_PREFIX_LENGTH], name.at("_family"))
    for key, element in (("family_name", "family"), ("initials", "given")):
        if not found[key][0]:
            name.missing(element)
    return found


def _extended(name: Node, key: str, url: str) -> str:
    node = name.node(key)
    told = node.nodes("extension") if node else ()
    return next((each.text("valueString") for each in told if each.text("url") == url), "")


def _initials(name: Node) -> str:
    """Give the initials: those that say so, else the first letter of every given name."""
    given = name.body.get("given")
    words = [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
    marks = name.body.get("_given")
    kinds = list(marks) if isinstance(marks, list) else []
    told = [word for word, mark in zip(words, kinds, strict=False) if _is_initial(mark)]
    letters = told or [word.strip()[:1] for word in words]
    return "".join(letters).replace(".", "").replace(" ", "").upper()


def _is_initial(mark: object) -> bool:
    extensions = mark.get("extension") if isinstance(mark, dict) else None
    found: Iterable[object] = extensions if isinstance(extensions, list) else ()
    return any(
        isinstance(each, dict) and each.get("url") == _QUALIFIER and each.get("valueCode") == "IN"
        for each in found
    )


def _latin(node: Node, key: str, text: str) -> str:
    """Write a name in the characters that the sector's messages have; an accent that they lack goes."""
    written = "".join(_letter(sign) for sign in " ".join(text.split()))
    if "?" in written:
        node.refuse(key, "value", "Schrijf de naam in Latijnse letters.")
        return written.replace("?", "")
    return written


def _letter(sign: str) -> str:
    if ord(sign) <= _LATIN and sign.isprintable():
        return sign
    plain = unicodedata.normalize("NFKD", sign)[:1]
    return plain if plain.isascii() and plain.isprintable() else "?"
