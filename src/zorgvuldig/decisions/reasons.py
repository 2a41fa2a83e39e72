"""Put a decision into words: Dutch for the person it concerns, English for engineers. It leans on nothing.

Every rule that is told refuses or allows by itself, so none of them is the one that decides: they stand in
the order of the norms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Words = Mapping[str, Mapping[str, str]]

_SOURCES = {
    "GC": "Gedragscode",
    "CBP": "goedkeuring van de Gedragscode",
    "MZ": "beveiligingsbeleid",
    "RD": "beleid voor meldingen van kwetsbaarheden",
}
#: What stands before an article of a source; a citation that begins otherwise names its source itself.
_ARTICLES = {"GC": ("Art.", "Toelichting", "Voorwoord"), "PMC": (), "VGZ": (), "EM": ()}
_PROTOCOL = "Protocol"
MOST_CITED = 5
_FAILED = "De beslissing kon niet veilig worden genomen. Daarom mag het niet. Meld dit aan uw beheerder."
_FAILED_ENGLISH = "The engine failed; whatever fails is refused. See the log of errors."


@dataclass(frozen=True, slots=True)
class Told:
    """What one rule has to say, and where it stands."""

    dutch: str
    english: str
    citation: str
    norm: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What a decision is about, in the words of the request."""

    outcome: str
    action: str | None
    data: frozenset[str]
    purpose: str | None
    told: Sequence[Told]
    missing: Sequence[str]


def dutch(situation: Situation, words: Words) -> str:
    """Return why it may, may not, or cannot be said yet, in plain Dutch with the article (B1)."""
    what = _what(situation, words)
    because = " ".join(f"{entry.dutch} ({_cited(entry)})." for entry in situation.told)
    missing = _listed(_word(words, "facts", fact) for fact in situation.missing)
    where = _listed(_first(dict.fromkeys(_cited(entry) for entry in situation.told)))
    if situation.outcome == "permit":
        return f"{what} mag. {because}"
    if situation.outcome == "forbid":
        return f"{what} mag niet. {because}"
    if situation.outcome == "gap":
        rules = f" Dat vraagt: {where}." if where else ""
        return f"{what}: of dat mag, is nog niet te zeggen. Wij weten nog te weinig: {missing}.{rules}"
    nearest = f" Het dichtst erbij komt: {where}." if where else ""
    lacking = f" Daarvoor telt: {missing}." if missing else ""
    return f"{what} mag niet: geen regel staat het toe.{nearest}{lacking}"


def _first(citations: Iterable[str]) -> list[str]:
    """Return the first citations and how many more there are: nobody reads a sentence with thirty."""
    listed = list(citations)
    if len(listed) <= MOST_CITED + 1:
        return listed
    return [*listed[:MOST_CITED], f"nog {len(listed) - MOST_CITED} andere"]


def english(situation: Situation) -> str:
    """Return the same for engineers: rules by id, facts by name."""
    rules = "; ".join(f"{entry.norm}: {entry.english}" for entry in situation.told) or "no rule"
    missing = f"; missing facts: {', '.join(situation.missing)}" if situation.missing else ""
    return f"{situation.outcome}: {rules}{missing}."


def failed() -> tuple[str, str]:
    """Return the reasons of a decision that could not be made, in Dutch and in English."""
    return _FAILED, _FAILED_ENGLISH


def _what(situation: Situation, words: Words) -> str:
    action = _word(words, "actions", situation.action) if situation.action else "Verwerken"
    data = _listed(_word(words, "data", name) for name in sorted(situation.data)) or "gegevens"
    purpose = f" voor {_word(words, 'purposes', situation.purpose)}" if situation.purpose else ""
    return f"{action[:1].upper()}{action[1:]} van {data}{purpose}"


def _word(words: Words, kind: str, name: str) -> str:
    return words[kind].get(name, name)


def _cited(entry: Told) -> str:
    article, source = entry.citation.partition(";")[0], entry.norm.partition("-")[0]
    if not article.startswith(_ARTICLES.get(source, "")):
        return article.replace(_PROTOCOL, f"{_PROTOCOL} materiële controle", 1)
    return f"{_SOURCES[source]}, {article[:1].lower()}{article[1:]}"


def _listed(parts: Iterable[str]) -> str:
    *most, last = [*parts] or [""]
    return f"{', '.join(most)} en {last}" if most else last
