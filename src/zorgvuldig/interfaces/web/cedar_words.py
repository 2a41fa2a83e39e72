"""Rules in Cedar as a page shows them: words coloured by what they are, names linked to their norm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape, format_html, format_html_join

from zorgvuldig.norms import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


_TOKENS = re.compile(
    r"(?P<note>@\w+)|(?P<text>\"[^\"]*\")|(?P<effect>\b(?:permit|forbid)\b)"
    r"|(?P<word>\b(?:when|unless|principal|action|resource|if|then|else|true|false|in|has|like)\b)"
    r"|context\.(?P<kind>parameter|term)\.(?P<set>\w+)"
    r"|context\.(?:given\.)?(?P<fact>\w+)|(?P<number>\b\d+\b)"
)
NORM_ID = re.compile(r"\b(?:GC|PMC|CBP|VGZ|MZ|EM|RD)-[\w.\-]*\w")


def highlighted(text: str, set_by: Mapping[str, str], address: Callable[[str], str]) -> str:
    """Colour a rule on the server; a term or parameter leads to the norm that sets it (`set_by`)."""
    return _joined(_parts(text, set_by, address))


def linked(text: str, address: Callable[[str], str], *, here: str = "") -> str:
    """Turn every id of a norm in a text into a link to its page."""
    return _joined(_with_links(text, address, here))


def _joined(parts: Iterator[str]) -> str:
    return format_html_join("", "{}", ((part,) for part in parts))


def _parts(text: str, set_by: Mapping[str, str], address: Callable[[str], str]) -> Iterator[str]:
    end = 0
    for found in _TOKENS.finditer(text):
        yield conditional_escape(text[end : found.start()])
        yield _token(found, set_by, address)
        end = found.end()
    yield conditional_escape(text[end:])


def _token(found: re.Match[str], set_by: Mapping[str, str], address: Callable[[str], str]) -> str:
    whole = found[0]
    if found["set"]:
        norm = set_by.get(f"{found['kind']}:{found['set']}")
        if norm:
            return format_html('<a class="cedar-set" href="{}">{}</a>', address(norm), whole)
        return format_html('<span class="cedar-set">{}</span>', whole)
    if found["text"]:
        return format_html('<span class="cedar-text">{}</span>', _joined(_with_links(whole, address, "")))
    kind = next(name for name in ("note", "effect", "word", "fact", "number") if found[name])
    return format_html('<span class="cedar-{}">{}</span>', kind, whole)


def _with_links(text: str, address: Callable[[str], str], here: str) -> Iterator[str]:
    end, known = 0, catalogue().norms
    for found in NORM_ID.finditer(text):
        if found[0] not in known or found[0] == here:
            continue
        yield conditional_escape(text[end : found.start()])
        yield format_html('<a href="{}">{}</a>', address(found[0]), found[0])
        end = found.end()
    yield conditional_escape(text[end:])
