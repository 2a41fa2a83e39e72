"""B17, parsers: whatever is handed in, each parser answers: no unhandled error, and none over two seconds.

Correct claim files of every version of every message, correct Bundles of FHIR, and correct files of every
kind of reference data are spoiled at random: bytes changed, pieces cut out or put in, lines swapped, doubled
or taken from another file; of a Bundle also its elements, and some come as XML. Of a claim file all that
follows is asked too: formal control, reading the claims, the answer. The control hands the correct files in
where code lists are not there: each must be seen to fail.
"""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from random import Random
from typing import TYPE_CHECKING, cast
from uuid import UUID

from proofs.claims.fhir_spoiling import correct_bundles, spoiled_bundle
from proofs.claims.making import TODAY, claim_layouts, code_lists, correct, written
from proofs.results import Result
from proofs.work import EVERY
from zorgvuldig.interfaces.claim_files import read_claim_file
from zorgvuldig.interfaces.fhir import models
from zorgvuldig.interfaces.fhir.troubles import operation_outcome
from zorgvuldig.interfaces.vektis.returns import NoReturnMessageError, write_return
from zorgvuldig.processes.claims_handling.explain.receipts import receipt
from zorgvuldig.processes.claims_handling.intake.answers import answer
from zorgvuldig.processes.claims_handling.intake.claims import read_claims
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control
from zorgvuldig.processes.claims_handling.intake.shapes import find_shape
from zorgvuldig.processes.claims_handling.intake.verdicts import give_verdicts
from zorgvuldig.processes.reference_data.explain import template
from zorgvuldig.processes.reference_data.intake import reading
from zorgvuldig.processes.reference_data.intake.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists

NAME = "b17-parsers"
SUMMARY = "spoiled claim files, FHIR, XML and reference data: every parser answers, within two seconds"
QUICK, FULL = 20_000, 1_000_000
SLOWEST = 2.0
#: One case of so many is a file of reference data.
OF_REFERENCE_DATA = 5
#: Of the others, one of so many is FHIR.
OF_FHIR = 4
_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_ODD = (b"\x00", b"\xff", b"\r", b"\n", b"\r\n", b"\x1a", b"\xc3\xab", b"\xef\xbb\xbf", b";", b'"', b"9" * 40)
_SHOWN = 5
#: So much of FHIR is spoiled as bytes; of the rest elements are.
_AS_BYTES = 0.3


@dataclass
class _Told:
    """What came of the cases so far."""

    errors: list[str] = field(default_factory=list)
    slow: int = 0
    slowest: float = 0.0

    def run(self, case: Callable[[], None], name: str) -> None:
        """Run one case, and keep what went wrong with the seed that makes it again."""
        begun = time.perf_counter()
        try:
            case()
        except Exception as error:  # noqa: BLE001 — any error at all is what this looks for
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.errors.append(f"{name}: {type(error).__name__} at {place.name}, line {place.lineno}")
        took = time.perf_counter() - begun
        self.slowest = max(self.slowest, took)
        self.slow += took > SLOWEST


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Spoil, hand in, look."""
    count, told, began = FULL if full else QUICK, _Told(), time.monotonic()
    files, tables = _files(), _tables()
    said = began
    for seed in range(count):
        told.run(_case(seed, files, tables, code_lists()), f"seed {seed}")
        if time.monotonic() - said > EVERY:
            said = time.monotonic()
            left = (said - began) / (seed + 1) * (count - seed - 1)
            print(f"{NAME}: {seed + 1:,} of {count:,} cases, about {left:.0f} s to go", flush=True)
    broken = _Told()
    bundles = correct_bundles()
    for content in (*files, *bundles):
        broken.run(partial(_hand_in_claims, content, cast("CodeLists", None)), "without code lists")
    failures = [f"unhandled: {each}" for each in told.errors[:_SHOWN]]
    if told.slow:
        failures.append(f"{told.slow} cases took more than {SLOWEST} s; the slowest {told.slowest:.1f} s")
    correct_files = len(files) + len(bundles)
    if len(broken.errors) < correct_files:
        failures.append(f"without code lists only {len(broken.errors)} of {correct_files} files failed")
    figures = {
        "cases": f"{count:,}",
        "messages and versions": len(files),
        "bundles of FHIR": len(bundles),
        "kinds of reference data": len(tables),
        "unhandled errors": len(told.errors),
        "over 2 s": told.slow,
        "slowest": f"{told.slowest * 1000:.0f} ms",
    }
    return Result(
        NAME,
        figures,
        failures,
        bar="0 unhandled errors, 0 answers slower than 2 s",
        control=f"without code lists {len(broken.errors)} of {correct_files} correct files fail",
    )


def _files() -> tuple[bytes, ...]:
    """Make a correct file of every version of every message."""
    return tuple(written(layout, correct(layout, seed=1)) for layout in claim_layouts())


def _tables() -> tuple[tuple[str, bytes], ...]:
    """Make a correct file of every kind of reference data, as its page offers one."""
    return tuple((name, template(kind).encode()) for name, kind in KINDS.items())


def _case(
    seed: int, files: Sequence[bytes], tables: Sequence[tuple[str, bytes]], lists: CodeLists
) -> Callable[[], None]:
    if seed % OF_REFERENCE_DATA:
        return _claim_case(seed, files, lists)
    chance = Random(f"table {seed}")  # noqa: S311 — made-up data
    name, content = chance.choice(tables)
    return lambda: _hand_in_table(name, spoil(content, chance, [each for _name, each in tables]))


def _claim_case(seed: int, files: Sequence[bytes], lists: CodeLists) -> Callable[[], None]:
    chance = Random(f"file {seed}")  # noqa: S311 — made-up data
    if seed % OF_FHIR == 0:
        bundles = correct_bundles()
        strange = chance.random() < _AS_BYTES
        return lambda: _hand_in_claims(
            spoil(chance.choice(bundles), chance, files) if strange else spoiled_bundle(chance), lists
        )
    content = chance.choice(files)
    return lambda: _hand_in_claims(spoil(content, chance, files), lists)


def spoil(content: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Spoil a file in one to six ways."""
    for _turn in range(chance.randint(1, 6)):
        content = chance.choice(_WAYS)(content, chance, others)
    return content


def _other_bytes(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _turn in range(chance.randint(1, 12) if content else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _put_in(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    place = chance.randint(0, len(content))
    return content[:place] + chance.choice(_ODD) * chance.randint(1, 3) + content[place:]


def _cut_out(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    place = chance.randint(0, len(content))
    return content[:place] + content[place + chance.randint(1, 700) :]


def _swap_lines(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    lines = content.split(b"\r\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\r\n".join(lines)


def _double_lines(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    lines = content.split(b"\r\n")
    place = chance.randrange(len(lines))
    return b"\r\n".join(
        [*lines[:place], *lines[place : place + 1] * chance.randint(2, 40), *lines[place + 1 :]]
    )


def _lines_of_another(content: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    lines, strange = content.split(b"\r\n"), chance.choice(others).split(b"\r\n")
    place = chance.randint(0, len(lines))
    return b"\r\n".join([*lines[:place], *strange[: chance.randint(1, 4)], *lines[place:]])


_WAYS = (_other_bytes, _other_bytes, _put_in, _cut_out, _swap_lines, _double_lines, _lines_of_another)


def _hand_in_claims(content: bytes, lists: CodeLists) -> None:
    """Read a claim file, control it, read its claims and answer it, as taking it in does."""
    read = read_claim_file(content, "file")
    message = read.message
    if message is None:
        if read.is_fhir:
            models.written(operation_outcome(read.troubles))
        return
    found = (*read.findings, *formal_control(message, lists, at=TODAY, read=read.findings))
    if find_shape(message.layout) is None:
        return
    claims = read_claims(message)
    told = answer(found, reference="R1", dated=TODAY)
    if read.answering is not None:
        verdicts = give_verdicts(message, claims, found)
        read.answering(receipt(UUID(int=1), message, told, verdicts, found, ()), _NOW)
        return
    try:
        write_return(message, told)
    except NoReturnMessageError:
        return


def _hand_in_table(name: str, content: bytes) -> None:
    try:
        reading.read_file(content, KINDS[name], valid_from=date(2027, 1, 1))
    except reading.FileError:
        return
