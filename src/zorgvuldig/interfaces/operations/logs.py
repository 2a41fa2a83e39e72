"""Logs as lines of JSON, of which every field comes from a closed list.

A line holds when, how grave, which logger, which event, and what that event may say: a route by its name,
a status, a duration, the random identifier of an entry of the ledger, a keyed mark of a day. The text of a
message is kept only as the template that stands in the code; its values are not. Of an exception stand its
class and its places in the code, never its words: these quote what was handled.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zorgvuldig.interfaces.operations.masking import scrub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

__all__ = ["EVENTS", "FIELDS", "JsonLines", "install_hooks", "logging_settings"]

SECURITY = "zorgvuldig.security"
#: What may have happened. Anything else is a "message": its template and its place.
EVENTS = frozenset(
    {
        "request",
        "refused",
        "turned-away",
        "nowhere",
        "login",
        "job",
        "message",
        "exception",
        "started",
        "ended",
        "asked",
    }
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}").fullmatch
_MARK = re.compile(r"[0-9a-f]{8,64}").fullmatch
_ENTRY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
#: What a line may say, and of what form.
FIELDS: Mapping[str, Callable[[Any], object]] = {
    "route": lambda value: isinstance(value, str) and _WORD(value),
    "verb": lambda value: value in {"GET", "HEAD", "POST", "OPTIONS", "other"},
    "rule": lambda value: isinstance(value, str) and (not value or _WORD(value)),
    "kind": lambda value: isinstance(value, str) and _WORD(value),
    "method": lambda value: isinstance(value, str) and _WORD(value),
    "status": lambda value: type(value) is int,
    "milliseconds": lambda value: type(value) in {int, float},
    "account": lambda value: isinstance(value, str) and _MARK(value),
    "address": lambda value: isinstance(value, str) and _MARK(value),
    "entry": lambda value: isinstance(value, str) and _ENTRY(value),
    "client": lambda value: isinstance(value, str) and _WORD(value),
    "decisions": lambda value: type(value) is int,
    "permits": lambda value: type(value) is int,
}
_PACKAGES = "site-packages"
_FRAMES = 12


class JsonLines(logging.Formatter):
    """One JSON object for each record, in one line, whatever the record holds."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **_told(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = list(_classes(record.exc_info[1]))
            line["places"] = list(_places(record.exc_info[2]))
        return json.dumps({name: _clean(value) for name, value in line.items()}, ensure_ascii=True)


def logging_settings(process: str) -> dict[str, object]:
    """Give Django's LOGGING for one kind of process; where a person types commands, only what is grave."""
    told = "INFO" if process in {"web", "worker", "sequencer", "witness", "metrics"} else "WARNING"
    loggers = {name: {"level": "WARNING"} for name in ("procrastinate", "django", "asyncio", "psycopg")}
    # Django says every 4xx and 5xx again, with the path; ours says it once, with the route.
    loggers["django.request"] = loggers["django.security"] = {"level": "ERROR"}
    loggers["django.db.backends"] = {"level": "CRITICAL"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "zorgvuldig.interfaces.operations.logs.JsonLines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {**loggers, "zorgvuldig": {"level": told}},
    }


def install_hooks() -> None:
    """Have what nobody caught told as a line too: Python's own way prints the words of the exception."""
    logger = logging.getLogger("zorgvuldig.uncaught")

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt | SystemExit):
            logger.critical("uncaught", exc_info=(kind, error, trace))

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            uncaught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    sys.excepthook = uncaught
    threading.excepthook = in_thread
    sys.unraisablehook = lambda found: logger.error("unraisable", exc_info=_of(found.exc_value))
    logging.captureWarnings(capture=True)


def _of(error: BaseException | None) -> Any:  # noqa: ANN401 — logging takes several forms
    return (type(error), error, error.__traceback__) if error is not None else None


def _told(record: logging.LogRecord) -> dict[str, object]:
    """Give event and fields: those of our own events, or the template and the place of any other message."""
    if record.name == SECURITY:
        return _security(record)
    event = getattr(record, "event", None)
    if event in EVENTS:
        return {"event": event, **_allowed(vars(record))}
    kind = "exception" if record.exc_info else "message"
    place = f"{Path(record.pathname).name}:{record.lineno}"
    # With values beside it, it is a constant of the code; without, the values may stand in it.
    template = record.msg if record.args and isinstance(record.msg, str) else None
    return {"event": kind, "place": place, **({"template": template} if template else {})}


def _security(record: logging.LogRecord) -> dict[str, object]:
    """Read what the desks tell of security: an object of their own."""
    words = record.args if isinstance(record.args, tuple) else ()
    try:
        row = json.loads(str(words[0]))
    except (IndexError, ValueError):
        row = {}
    fields: Mapping[str, Any] = row if isinstance(row, dict) else {}
    event = fields.get("event")
    return {"event": event if event in EVENTS else "message", **_allowed(fields)}


def _allowed(fields: Mapping[str, Any]) -> dict[str, object]:
    return {name: fields[name] for name, fits in FIELDS.items() if name in fields and fits(fields[name])}


def _clean(value: object) -> object:
    if isinstance(value, str):
        return scrub(value) if not _ENTRY(value) else value
    return [_clean(one) for one in value] if isinstance(value, list) else value


def _classes(error: BaseException | None) -> Iterator[str]:
    """Name the class of an exception and of those that it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        error = error.__cause__ or error.__context__


def _places(trace: TracebackType | None) -> Iterator[str]:
    """Name where it was: file, line and function, without the text of any line."""
    for frame in traceback.extract_tb(trace)[-_FRAMES:]:
        path = Path(frame.filename)
        parts = path.parts[path.parts.index(_PACKAGES) + 1 :] if _PACKAGES in path.parts else path.parts[-3:]
        yield f"{'/'.join(parts)}:{frame.lineno} {frame.name}"
