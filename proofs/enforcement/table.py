"""Write docs/enforcement.md, and what the pages of the norms read of it.

`python -m proofs.enforcement` writes both anew; a test fails when they are older than the code or the norms.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from proofs.enforcement.discharges import OPEN, REFUSED, WORDS, discharge
from proofs.enforcement.places import SOURCE, Question, questions
from proofs.enforcement.requests import Answer, Shape, answers, duty_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

PAGE = Path("docs/enforcement.md")
DATA = SOURCE / "interfaces" / "web" / "enforcement.json"
HEAD = """# Where the norms are enforced

Made from the code and the norms by `python -m proofs.enforcement`; a test fails when this page is older.
Every call of `ledger.processing`, the only door to personal data, stands here with what it asks: purpose,
action and data. The norms are those that the decision may cite, given what the question itself says; the
records and the actor decide which of them it does. A call that cannot be followed stops the build, and so
does a duty that nothing ends and that is not declared open in `proofs/enforcement/discharges.py`.
"""


@dataclass(frozen=True)
class Line:
    """One question, one shape of it, and what the decision on it may say."""

    question: Question
    shape: Shape
    answer: Answer

    @property
    def place(self) -> str:
        """Name the use case in which it is asked."""
        module = self.question.module.removeprefix("usecases").strip(".")
        return ".".join(part for part in (self.question.process, module, self.question.function) if part)


@cache
def lines(on: date) -> tuple[Line, ...]:
    """List every question in every shape, once each."""
    return tuple(
        Line(question, shape, answer)
        for question in dict.fromkeys(questions())
        for shape, answer in answers(question, on).items()
    )


def open_duties(on: date) -> frozenset[str]:
    """Give the duties that a decision may leave and that nothing in the code ends yet."""
    rules = duty_rules(on)
    return frozenset(
        duty
        for line in lines(on)
        for duty in line.answer.duties
        if discharge(rules[duty], line.question, on) == OPEN
    )


def always_refused(on: date) -> frozenset[tuple[str, str]]:
    """Give each place that always owes a duty before release and does not acknowledge it."""
    rules = duty_rules(on)
    return frozenset(
        (line.place, duty)
        for line in lines(on)
        for duty in line.answer.certain
        if discharge(rules[duty], line.question, on) == REFUSED
    )


def page(on: date) -> str:
    """Write the page."""
    return "\n".join([HEAD, *_places(on), "", *_duties(on), "", *_norms(on), ""])


def data(on: date) -> str:
    """Write what the pages of the norms read: the places, and for each norm which of them may cite it."""
    rules, norms = duty_rules(on), defaultdict[str, set[str]](set)
    for line in lines(on):
        for norm in line.answer.norms | {rules[duty].norm for duty in line.answer.duties}:
            norms[norm].add(_asked(line))
    places = sorted({_asked(line) for line in lines(on)})
    number = {place: count for count, place in enumerate(places)}
    told = {norm: sorted(number[place] for place in cited) for norm, cited in sorted(norms.items())}
    rows = ",\n".join(f"{json.dumps(norm)}: {json.dumps(cited)}" for norm, cited in told.items())
    return f'{{"places": {json.dumps(places, indent=0)},\n"norms": {{\n{rows}\n}}}}\n'


def _asked(line: Line) -> str:
    return f"{line.place}|{line.shape.purpose}|{line.shape.action}"


def _places(on: date) -> Iterator[str]:
    found = lines(on)
    yield f"## The {len({line.place for line in found})} places"
    yield ""
    yield "| place | purpose | action | data | norms | duties |"
    yield "| --- | --- | --- | --- | --- | --- |"
    yield from sorted({_row(line) for line in found})


def _row(line: Line) -> str:
    data, duties = ", ".join(sorted(line.shape.data)), ", ".join(sorted(line.answer.duties))
    asked = f"| `{line.place}` | {line.shape.purpose} | {line.shape.action} | {data} "
    return f"{asked}| {len(line.answer.norms)} | {duties} |"


def _duties(on: date) -> Iterator[str]:
    rules = duty_rules(on)
    ends: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for line in lines(on):
        for duty in line.answer.duties:
            ends[duty][discharge(rules[duty], line.question, on)].add(line.place)
    yield f"## The {len(ends)} duties that they may leave"
    yield ""
    yield "| duty | norm | who | how it ends | places |"
    yield "| --- | --- | --- | --- | --- |"
    for duty, how in sorted(ends.items()):
        for end, places in sorted(how.items()):
            rule = rules[duty]
            yield f"| `{duty}` | {rule.norm} | {rule.discharger} | {WORDS[end]} | {len(places)} |"


def _norms(on: date) -> Iterator[str]:
    purposes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines(on):
        purposes[line.shape.purpose, line.shape.action] |= line.answer.norms
    yield "## The norms, by purpose and action"
    for (purpose, action), norms in sorted(purposes.items()):
        yield ""
        yield f"**{purpose}, {action}**: {', '.join(sorted(norms))}."
