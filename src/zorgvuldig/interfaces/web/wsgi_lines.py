"""Ending the lines over which a body comes too slowly (RFC 9110, 15.5.9; CWE-400).

The web server gives no way to stop reading, and tells the address of a visitor but not the port, so a line
cannot be named. Therefore: when a body is late, every line of that address that was open during the whole
time is shut. That is the slow one, and any other of that address that was open as long: an idle one, which a
browser opens anew, or one over which an answer is awaited, whose work may be done and not be heard of.
Behind a proxy that buffers, as the runbook wants it, no body is ever late.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["WATCH", "Reading", "SlowBodies"]

FIRST_SECONDS = 10.0
LAST_SECONDS = 120.0
BYTES_A_SECOND = 16_000
LOOK_SECONDS = 0.5
_DESCRIPTORS = Path("/proc/self/fd")


@dataclass(eq=False)
class Reading:
    """A body that is coming in: from where, since when, and how much came."""

    address: str
    port: str
    began: float
    received: int = 0
    lines: dict[int, tuple[str, int]] = field(default_factory=dict)

    def late(self, now: float, *, first: float) -> bool:
        """Tell whether less came than a line of 16 kB a second brings after the first seconds."""
        return now - self.began > min(first + self.received / BYTES_A_SECOND, LAST_SECONDS)


class SlowBodies:
    """Looks twice a second at the bodies that are coming in, for as long as there are any."""

    def __init__(self, *, first: float = FIRST_SECONDS) -> None:
        """Begin without bodies; the thread that looks is there when it is needed."""
        self._first = first
        self._lock = threading.Lock()
        self._readings: set[Reading] = set()
        self._looking = False

    def begin(self, address: str, port: str) -> Reading:
        """Note a body whose first bytes are asked for."""
        reading = Reading(address, port, time.monotonic())
        with self._lock:
            self._readings.add(reading)
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look, name="slow-bodies", daemon=True).start()
        return reading

    def end(self, reading: Reading) -> None:
        """Forget a body that is in, or gone."""
        with self._lock:
            self._readings.discard(reading)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            with self._lock:
                if not self._readings:
                    self._looking = False
                    return
                readings = tuple(self._readings)
            for reading in readings:
                self._judge(reading)

    def _judge(self, reading: Reading) -> None:
        now = time.monotonic()
        if not reading.lines:
            reading.lines = open_lines(reading.address, reading.port)
        elif reading.late(now, first=self._first):
            still = open_lines(reading.address, reading.port)
            with self._lock:
                # It may have come in meanwhile.
                waiting = reading in self._readings
            if waiting:
                shut(number for number, end in reading.lines.items() if still.get(number) == end)


def open_lines(address: str, port: str) -> dict[int, tuple[str, int]]:
    """List the lines from an address to our port: their number in this process and their other end."""
    found = {}
    for number in _numbers():
        try:
            with socket.socket(fileno=os.dup(number)) as line:
                here, there = line.getsockname(), line.getpeername()
        except OSError:
            # No line, or not connected, or just closed.
            continue
        if isinstance(there, tuple) and str(here[1]) == port and _plain(there[0]) == _plain(address):
            found[number] = (str(there[0]), int(there[1]))
    return found


def shut(numbers: Iterable[int]) -> None:
    """End lines in both directions; the server finds out and clears up itself."""
    for number in numbers:
        try:
            with socket.socket(fileno=os.dup(number)) as line:
                line.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


def _numbers() -> list[int]:
    try:
        return [int(each.name) for each in _DESCRIPTORS.iterdir()]
    except OSError:
        return []


def _plain(address: str) -> str:
    return address.removeprefix("::ffff:")


WATCH = SlowBodies()
