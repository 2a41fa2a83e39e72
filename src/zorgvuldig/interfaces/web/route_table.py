"""The table of addresses for docs/routes.md, made from the router and its rows; a test keeps the page fresh.

`python -m zorgvuldig.interfaces.web.route_table > docs/routes.md` writes it anew.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.interfaces.web.routes import Row

HEAD = """# Every address

Made from the router and from `interfaces/web/routes.toml` by
`python -m zorgvuldig.interfaces.web.route_table > docs/routes.md`; a test fails when this page is older.

The rows are enforced: another verb gets 405, an unknown parameter or field 400, a body that is too long 413,
and an address without a row answers nothing at all. Whoever sits at another desk gets the same 404 as for an
address that is not there; whoever is not logged in with two factors is led to the login; another role of the
desk gets a refusal with its article. The drill `b08-matrix` holds every role, state of login and verb to
these rows, `b09-swap` every number of an object.

Here *visitor* and *half* are steps of the login, and *login* is whoever is logged in, at any desk; *systems*
are other programs, each with a bearer token ([AuthZEN](authzen.md)): without one they get 401.
"""
COLUMNS = ("address", "name", "desk", "roles", "verbs", "query and fields", "objects", "persons")


def table() -> str:
    """Write the page."""
    routes = import_module("zorgvuldig.interfaces.web.routes")
    lines = [HEAD, _line(COLUMNS), _line(["---"] * len(COLUMNS))]
    for name, pattern in sorted(routes.routed(), key=lambda entry: str(entry[1].pattern)):
        lines.append(_line(_cells(f"/{pattern.pattern}", routes.rows()[name])))
    return "\n".join(lines) + "\n"


def _cells(path: str, row: Row) -> Iterator[str]:
    yield f"`{path}`"
    yield row.name
    yield " ".join([row.desk, *sorted(row.also)])
    yield ", ".join(sorted(row.roles)) if row.roles is not None else "every"
    yield " ".join(sorted(row.verbs))
    yield ", ".join(f"{name}: {kind}" for name, kind in {**row.query, **row.fields}.items())
    yield ", ".join(f"{name}: {kind}" for name, kind in {**row.objects, **row.field_objects}.items())
    yield "yes" if row.persons else ""


def _line(cells: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorgvuldig.interfaces.settings")
    import_module("django").setup()
    print(table(), end="")  # noqa: T201 — it prints the page
