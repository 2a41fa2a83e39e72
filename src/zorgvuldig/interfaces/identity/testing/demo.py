"""What ties the test provider to a demo: its configuration, its client, its made-up persons."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from zorgvuldig.interfaces.identity.testing.provider import Client, Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ORIGIN_WORD = "ZORGVULDIG_ORIGIN"
CLIENT_ID = "zorgvuldig-demo"
BACK = "/inloggen/digid/terug/"
MOST_PERSONS = 12
_CHILD_YEARS = 16


def write_configuration(file: Path, *, port: int) -> None:
    """Write the file from which pages and provider learn of each other; its secret is new at each start."""
    words = {
        "digid": {
            "issuer": f"http://localhost:{port}",
            "client_id": CLIENT_ID,
            "secret": secrets.token_urlsafe(32),
            "title": "DigiD (test)",
        }
    }
    _write(file, words)


def write_persons(file: Path, insurer: str) -> None:
    """Write whom one can be: the made-up persons of an insurer's folder."""
    chosen = made_up_persons(Path(insurer))
    _write(file, [{"name": person.name, "claims": dict(person.claims)} for person in chosen])


def read_persons(file: Path) -> list[Person]:
    """Read whom one can be."""
    return [Person(**words) for words in json.loads(file.read_text(encoding="utf-8"))]


def _write(file: Path, words: object) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        json.dump(words, opened)


def client_of(words: Mapping[str, Mapping[str, str]], origin: str) -> Client:
    """Give the client that the configuration names, for the pages at an origin on this machine."""
    port = urlsplit(origin).port
    places = {origin.rstrip("/"), f"http://localhost:{port}", f"http://127.0.0.1:{port}"}
    return Client(
        words["digid"]["client_id"], words["digid"]["secret"], frozenset(place + BACK for place in places)
    )


def made_up_persons(directory: Path) -> list[Person]:
    """Choose from a synthetic insurer: those with a login first, then others, a child and a stranger."""
    with (directory / "account_links.jsonl").open(encoding="utf-8") as file:
        linked = {json.loads(line)["person"] for line in file}
    people = list(_people(directory))
    first = [person for person in people if person["id"] in linked]
    newest = max((person["birthdate"] for person in people), default="")
    limit = f"{int(newest[:4] or 0) - _CHILD_YEARS + 2}"
    grown = [person for person in people if person["birthdate"] < limit and person["id"] not in linked]
    children = [person for person in people if person["birthdate"] >= limit]
    chosen = [*first, *grown][: MOST_PERSONS - 2]
    shown = [Person(_shown(person), {"bsn": person["bsn"]}) for person in [*chosen, *children[:1]]]
    return [*shown, Person("Iemand die hier niet verzekerd is", {"bsn": "999999990"})]


def _people(directory: Path) -> Iterator[dict[str, str]]:
    with (directory / "people.jsonl").open(encoding="utf-8") as file:
        for line in file:
            person = json.loads(line)
            if person["bsn"]:
                yield person


def _shown(person: Mapping[str, str]) -> str:
    name = " ".join(
        part for part in (person["initials"], person["name_prefix"], person["family_name"]) if part
    )
    return f"{name} ({person['birthdate'][:4]})"
