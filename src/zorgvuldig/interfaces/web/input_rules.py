"""What input may look like, before any form or view sees it (NCSC U/WA.03; ASVS 2.2.1, 15.3.3).

A value is brought to one Unicode form first and judged then, so that two spellings of one text cannot get
past a rule that knows the other. Each kind says which values it takes; whatever it does not name is refused.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stdnum.nl import bsn

from zorgvuldig.interfaces.json_depth import depth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST_PATH_PART = 100
DEEPEST_JSON = 16
LAST_PAGE = 10_000
# Line ends and tabs are lawful in a text of more lines and nowhere else.
_CONTROL = frozenset({"Cc", "Cs", "Co", "Cn"})
_LINE_ENDS = "\n\r\t"
#: Marks that turn the direction of writing around or hide: one reads another text than the program does.
_HIDDEN = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u061c\u180e"
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_NINE = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ .]?[0-9]){8}(?![0-9A-Za-z])")
_TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}|(?<![\w-])[0-9a-zA-Z_]{32,}(?![\w-])")
_WHITE = re.compile(r"[ .]")
_CSRF = "csrfmiddlewaretoken"


class InputError(ValueError):
    """Input that a route does not take; its words name the rule and never the value."""

    def __init__(self, rule: str, *, status: int = 400) -> None:
        super().__init__(rule)
        self.rule = rule
        self.status = status


@dataclass(frozen=True)
class Kind:
    """A kind of value: the longest it may be, its form, and whether it may have more lines."""

    longest: int
    form: re.Pattern[str] | None = None
    lines: bool = False
    number_up_to: int | None = None

    def judge(self, value: str) -> str:
        """Give the value in its one Unicode form, or refuse it."""
        if len(value) > self.longest:
            raise InputError("value-too-long")
        value = normalized(value, lines=self.lines)
        if value and self.form and not self.form.fullmatch(value):
            raise InputError("value-of-another-kind")
        if value and self.number_up_to is not None and int(value) > self.number_up_to:
            raise InputError("number-too-high")
        return value


class _Path(Kind):
    def judge(self, value: str) -> str:
        """Take a place on this site only; a place elsewhere counts as none (open redirect, ASVS 3.7.2)."""
        value = super().judge(value)
        here = value.startswith("/") and value[1:2] not in {"/", "\\"} and not urlsplit(value).netloc
        return value if here else ""


class _Json(Kind):
    def judge(self, value: str) -> str:
        """Take JSON of a bounded depth."""
        value = super().judge(value)
        demand_shallow(value)
        return value


KINDS: Mapping[str, Kind] = {
    "page": Kind(5, re.compile(r"[1-9][0-9]*"), number_up_to=LAST_PAGE),
    "number": Kind(18, re.compile(r"[0-9]+")),
    "word": Kind(64, re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")),
    "uuid": Kind(36, _UUID),
    "date": Kind(10, re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    "check": Kind(4, re.compile(r"on|true|1")),
    "line": Kind(200),
    "text": Kind(4000, lines=True),
    "secret": Kind(1024),
    "path": _Path(500),
    "opaque": Kind(2048, re.compile(r"[\x21-\x7e]+")),
    "json": _Json(16_000, lines=True),
}
#: Numbers and agreed tokens by their kind, where nine digits are no BSN and a long word is meant to be there.
_BARE_NUMBERS = frozenset({"page", "number", "date", "uuid", "opaque"})


def normalized(value: str, *, lines: bool = False) -> str:
    """Bring a text to Unicode form NFC; refuse what cannot be seen or read (NCSC U/WA.03)."""
    value = unicodedata.normalize("NFC", value)
    for sign in value:
        if sign in _HIDDEN:
            raise InputError("hidden-sign")
        if unicodedata.category(sign) in _CONTROL and not (lines and sign in _LINE_ENDS):
            raise InputError("control-sign")
    return value


def demand_shallow(text: str) -> object:
    """Read JSON that is no deeper than it may be; the depth is counted before anything is built."""
    if depth(text) > DEEPEST_JSON:
        raise InputError("json-too-deep")
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        raise InputError("no-json") from None


def judged(given: Iterable[tuple[str, Sequence[str]]], kinds: Mapping[str, str]) -> dict[str, list[str]]:
    """Judge the parameters of a query or a form: known names, once each, of their kind.

    Raises:
        InputError: an unknown name (mass assignment), a name given twice, or a value of another kind.
    """
    taken: dict[str, list[str]] = {}
    for name, values in given:
        if name == _CSRF:
            kind = "opaque"
        elif name in kinds:
            kind = kinds[name]
        else:
            raise InputError("unknown-parameter")
        if len(values) > 1 and not kind.endswith("[]"):
            raise InputError("parameter-given-twice")
        taken[name] = [KINDS[kind.removesuffix("[]")].judge(value) for value in values]
    return taken


def demand_no_secret_in_address(path: str, query: Iterable[tuple[str, str, str]]) -> None:
    """Refuse a BSN or a token in an address: addresses stand in histories and logs (ASVS 14.2.1).

    Args:
        path: the path of the address.
        query: name, value and kind of each parameter; the kind is empty when it is not known.
    """
    for part in path.split("/"):
        if len(part) > LONGEST_PATH_PART:
            raise InputError("part-of-address-too-long")
        _demand_open(part)
    for name, value, kind in query:
        _demand_open(name)
        if kind not in _BARE_NUMBERS:
            _demand_open(value)


def _demand_open(part: str) -> None:
    bare = _UUID.sub("", unicodedata.normalize("NFKC", part))
    if any(bsn.is_valid(_WHITE.sub("", found)) for found in _NINE.findall(bare)):
        raise InputError("bsn-in-address")
    if _TOKEN.search(bare):
        raise InputError("token-in-address")
