"""B20, second part: unmistakable words of persons are in no log, mail, address or file that is not theirs."""

from __future__ import annotations

import logging
import re
import tempfile
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core import mail
from django.db import DatabaseError, connection, transaction

from proofs.ground import ground
from proofs.results import Result
from proofs.routes import swapping
from proofs.routes.logins import open_limits
from proofs.routes.world import build
from proofs.work import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proofs.ground import Ground
    from proofs.routes.logins import Answer
    from proofs.routes.people import Insured
    from proofs.routes.world import World

NAME = "b20-canaries"
SUMMARY = (
    "words of persons go through pages, forms and errors: no log, mail, address or temporary file has them"
)
QUICK, FULL = 600, 20_000
SHOWN = 20
REQUESTS = "/mijn/verzoeken/"
_LINK = re.compile(rb"""(?:href|src|action|hx-get)=["']([^"'#]+)""")
#: What a log writes of every record beside the message is not of a person: the source, the thread, the time.
_FRAME = frozenset(vars(logging.makeLogRecord({})))


@dataclass
class Nets:
    """Everything that was caught, by where."""

    lines: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)

    def catch(self, answer: Answer) -> None:
        """Keep the addresses that an answer shows or leads on to."""
        self.addresses.update(found.decode(errors="replace") for found in _LINK.findall(answer.content))
        self.addresses.add(answer.headers.get("Location", ""))


class _Net(logging.Handler):
    """Keeps every record whole: its words, what was handed along, and the lines of an error."""

    def __init__(self, nets: Nets) -> None:
        super().__init__(logging.DEBUG)
        self._nets = nets

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        along = {name: told for name, told in vars(record).items() if name not in _FRAME}
        error = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self._nets.lines.append(f"{record.getMessage()} {along} {error}")


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Let canaries fly, and look where they came down."""
    count, nets = FULL if full else QUICK, Nets()
    with tempfile.TemporaryDirectory() as spare, ground() as place, open_limits():
        before, tempfile.tempdir = tempfile.tempdir, spare
        try:
            world = build(place)
            with _listening(nets):
                typed = _fly(world, nets, count)
                control = _control(nets, world.insured[0])
            found = _seen(world, nets, place, Path(spare), typed)
        finally:
            tempfile.tempdir = before
    failures = [f"{where}: {who} by {word!r}" for where, who, word in found]
    failures += [] if control else ["control: a canary that was logged on purpose was not found"]
    return Result(
        NAME,
        {
            "canaries": sum(len(_words(one)) for one in world.insured) + len(typed),
            "attempts": count,
            "lines of logs": len(nets.lines),
            "addresses": len(nets.addresses),
            "mails": len(getattr(mail, "outbox", ())),
            "found": len(found),
        },
        failures[:SHOWN],
        bar="0 canaries in logs, addresses, mails, temporary files and, of what is sealed, a dump",
        control=f"a name logged on purpose: {'found' if control else 'MISSED'}",
    )


@contextmanager
def _listening(nets: Nets) -> Iterator[None]:
    """Catch the records of every logger for the block, whatever its level."""
    names = [name for name in logging.root.manager.loggerDict if not name.startswith(("faker", "hypothesis"))]
    loggers = [logging.getLogger(), *map(logging.getLogger, names)]
    kept = [(each, each.handlers, each.propagate, each.level) for each in loggers]
    net = _Net(nets)
    for each in loggers:
        each.handlers, each.propagate = [net], False
        each.setLevel(max(each.level, logging.INFO) if each.name.startswith("django.db") else logging.INFO)
    try:
        yield
    finally:
        for each, handlers, propagate, level in kept:
            each.handlers, each.propagate = handlers, propagate
            each.setLevel(level)


def _fly(world: World, nets: Nets, count: int) -> list[str]:
    """Ask pages, send forms and break things with canaries in hand; give what was typed into requests."""
    typed = []
    for own in (each for each in world.browsers if each.desk == "insured" and each.state == "full"):
        who = world.owner_of(own)
        if who is None:
            continue
        words = f"kanarie {who.mark} gesloten"
        typed.append(words)
        for kind in ("access", "nonsense"):
            form = urlencode({"kind": kind, "words": words}).encode()
            nets.catch(own.ask("POST", REQUESTS, form))
        # What is typed where it does not belong comes back as an error, and must not reach a log by that way.
        nets.catch(own.ask("POST", f"{REQUESTS}{who.mark}/intrekken/", b""))
        nets.catch(own.ask("GET", f"/bestaat-niet/{who.mark}/"))
        _break(who)
    for attempt in Progress(NAME, count, "attempts").each(swapping.attempts(world, count=count)):
        nets.catch(attempt.browser.ask(attempt.verb, attempt.path, attempt.body))
        world.tend()
    return typed


def _break(who: Insured) -> None:
    """Let a statement fail on the words of a person, as a fault in the program would."""
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [f"kanarie {who.mark}"])


def _control(nets: Nets, who: Insured) -> bool:
    """Log a name on purpose: the same search must find it; then take it away again."""
    logging.getLogger("zorgvuldig.drill").warning("%s", who.mark)
    logging.getLogger().warning("%s", who.mark)
    found = [line for line in nets.lines if who.mark in line]
    nets.lines = [line for line in nets.lines if line not in found]
    return bool(found)


def _words(who: Insured) -> frozenset[str]:
    """Give what tells of a person by itself; numbers of records are made to stand in addresses."""
    return frozenset({who.mark, who.birthdate.isoformat(), f"3 februari {who.birthdate.year}"})


def _seen(
    world: World, nets: Nets, place: Ground, spare: Path, typed: list[str]
) -> list[tuple[str, str, str]]:
    """List every place where a canary came down."""
    server = place.server.cluster
    places = {
        "a log of the program": "\n".join(nets.lines),
        "an address": "\n".join(nets.addresses),
        "a mail": "\n".join(str(each.message()) for each in getattr(mail, "outbox", ())),
        "the log of the database": server.log.read_text(encoding="utf-8", errors="replace"),
        "a temporary file": _files(spare),
    }
    found = [
        (where, one.username, word)
        for where, text in places.items()
        for one in world.insured
        for word in _words(one)
        if word in text
    ]
    dump = _dump(place)
    return found + [("a dump, unsealed", "a request", words) for words in typed if words.encode() in dump]


def _files(folder: Path) -> str:
    """Read everything that was left in a folder."""
    return "\n".join(
        each.read_bytes().decode(errors="replace") for each in sorted(folder.rglob("*")) if each.is_file()
    )


def _dump(place: Ground) -> bytes:
    """Give every row of requests as a dump has it: what is sealed opens in no dump."""
    with place.superuser() as superuser, superuser.cursor() as cursor:
        chunks: list[Any] = []
        with cursor.copy("COPY records.rights_request TO STDOUT (FORMAT binary)") as out:
            chunks += list(out)
    return b"".join(bytes(chunk) for chunk in chunks)
