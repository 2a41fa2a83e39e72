"""The table of places in docs/authzen.md, made from `places.toml` and the catalogue; a test keeps it fresh.

`python -m zorgvuldig.interfaces.authzen.fact_table docs/authzen.md` writes it anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from zorgvuldig.interfaces.authzen.places import ACTION, CONTEXT, NOWHERE, RESOURCE, SUBJECT, places
from zorgvuldig.norms import catalogue

BEGIN, END = "<!-- facts: begin -->", "<!-- facts: end -->"
_ORDER = (SUBJECT, ACTION, RESOURCE, CONTEXT, NOWHERE)


def table() -> str:
    """Write the table: one row for each fact of the catalogue."""
    lines = ["| place in the request | fact | type | meaning |", "|---|---|---|---|"]
    facts = catalogue().facts
    for name, place in sorted(places().items(), key=lambda each: (_ORDER.index(each[1].entity), each[0])):
        meaning = facts[name].description.replace("|", "/")
        lines.append(f"| `{place.path}` | `{name}` | {facts[name].type} | {meaning} |")
    return "\n".join(lines)


def renewed(page: str) -> str:
    """Put the table in a page, between its two marks."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    told = Path(sys.argv[1])
    told.write_text(renewed(told.read_text(encoding="utf-8")), encoding="utf-8")
