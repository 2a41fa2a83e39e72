"""The Dutch words around the own data in a file, and the sentences that each form writes alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zorgvuldig.processes.rights.explain.views import MyTable

TITLE = "Wat wij van u weten"
MADE_ON = "Gemaakt op {day}."
CONTENTS = "Inhoud"
TABLE = "Onderdeel"
ROWS = "Regels"
NOTHING = "Hierover bewaren wij niets."
#: Characters that neither form can hold: the control characters, save a tab and a new line.
_CONTROL = dict.fromkeys(code for code in range(32) if chr(code) not in "\t\n")
_ORIGIN = "Gekregen {source}, {purpose}. Wij bewaren het {kept} ({articles})."
_USES = "Waarvoor wij dit gebruikten: {use}."


def plain(value: str) -> str:
    """Leave out the characters that a file cannot hold."""
    return value.translate(_CONTROL)


def origin(table: MyTable) -> str:
    """Say from whom the rows of a table came, for what, and how long they stay, with the article."""
    articles = "; ".join(citation.article for citation in table.kept_by)
    return _ORIGIN.format(source=table.source, purpose=table.purpose, kept=table.kept, articles=articles)


def uses_of(table: MyTable) -> tuple[str, ...]:
    """Say for what data of a table were used, a sentence for each."""
    return tuple(_USES.format(use=use) for use in table.uses)
