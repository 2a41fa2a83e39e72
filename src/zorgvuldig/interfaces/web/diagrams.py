"""A state machine drawn from its declaration: boxes in rows by distance from the start, arrows between them.

Plain geometry for an SVG; the words in it are SVG text, and a table under it says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from zorgvuldig.decisions.state_machines import State, StateMachine, Step

Place: TypeAlias = tuple[float, float]

BOX_WIDTH, BOX_HEIGHT = 140, 52
COLUMN, ROW = 232, 132
MARGIN = 12
_LINE = 16
_BOX_LETTERS, _LABEL_LETTERS, _GAP_LETTERS = 17, 14, 11
_SIDE_FIRST, _SIDE_NEXT = 96, 64
"""How far the arrows that go round the side stand off: the first, and each after it."""


@dataclass(frozen=True)
class TextLine:
    """One line of text at its place."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Box:
    """One state: its corner, its words over one or two lines, and whether it begins, ends or is now."""

    x: str
    y: str
    lines: tuple[TextLine, ...]
    first: bool
    last: bool
    current: bool


@dataclass(frozen=True)
class Arrow:
    """One step: its line, and its words beside it with a field behind them."""

    path: str
    head: str
    lines: tuple[TextLine, ...]
    field: tuple[str, str, str, str]
    taken: bool


@dataclass(frozen=True)
class TableRow:
    """The same step in words."""

    source: str
    step: Step
    target: str
    now: bool


@dataclass(frozen=True)
class Diagram:
    """What the template draws."""

    title: str
    width: str
    height: str
    box_width: str
    box_height: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    rows: tuple[TableRow, ...]
    current: str
    ends: tuple[str, ...]


def diagram(machine: StateMachine, current: str = "") -> Diagram:
    """Draw a machine; `current` is the name of the state in which something is now."""
    places = _places(machine)
    words = {state.name: state.words for state in machine.states}
    crossing = [step for step in machine.steps if _skips(places, step)]
    room = _SIDE_FIRST + 24 + _SIDE_NEXT * (len(crossing) - 1) if crossing else 0
    width = 2 * MARGIN + BOX_WIDTH + max(x for x, _ in places.values()) + room
    return Diagram(
        title=machine.title,
        width=f"{width:.0f}",
        height=f"{2 * MARGIN + BOX_HEIGHT + max(y for _, y in places.values()):.0f}",
        box_width=str(BOX_WIDTH),
        box_height=str(BOX_HEIGHT),
        boxes=tuple(_box(machine, state, places[state.name], current) for state in machine.states),
        arrows=tuple(_arrow(places, step, crossing, current) for step in machine.steps),
        rows=tuple(
            TableRow(words[step.source], step, words[step.target], step.source == current)
            for step in machine.steps
        ),
        current=words.get(current, ""),
        ends=tuple(state.words for state in machine.states if not machine.steps_from(state.name)),
    )


def _places(machine: StateMachine) -> dict[str, Place]:
    """Give each state the corner of its box: a row for each distance, every row centred."""
    ranks: dict[int, list[str]] = {}
    for name, rank in machine.distances().items():
        ranks.setdefault(rank, []).append(name)
    widest = max(map(len, ranks.values()))
    return {
        name: ((place + (widest - len(names)) / 2) * COLUMN, rank * ROW)
        for rank, names in ranks.items()
        for place, name in enumerate(names)
    }


def _skips(places: dict[str, Place], step: Step) -> bool:
    """Tell whether a step goes neither one row down nor to the neighbour on the right."""
    (from_x, from_y), (to_x, to_y) = places[step.source], places[step.target]
    return to_y - from_y != ROW and (to_y != from_y or to_x - from_x != COLUMN)


def _box(machine: StateMachine, state: State, place: Place, current: str) -> Box:
    x, y = place[0] + MARGIN, place[1] + MARGIN
    middle = (x + BOX_WIDTH / 2, y + BOX_HEIGHT / 2)
    return Box(
        x=f"{x:.0f}",
        y=f"{y:.0f}",
        lines=_lines(wrap(state.words, _BOX_LETTERS), *middle),
        first=state == machine.states[0],
        last=not machine.steps_from(state.name),
        current=state.name == current,
    )


def _arrow(places: dict[str, Place], step: Step, crossing: list[Step], current: str) -> Arrow:
    start, end = places[step.source], places[step.target]
    if step in crossing:
        far = max(x for x, _ in places.values()) + _SIDE_FIRST + _SIDE_NEXT * crossing.index(step)
        path, head, label = _round(start, end, far)
    elif start[1] == end[1]:
        path, head, label = _across(start, end)
    else:
        path, head, label = _down(start, end)
    words = wrap(step.words, _GAP_LETTERS if start[1] == end[1] else _LABEL_LETTERS)
    wide = 7.4 * max(map(len, words)) + 10
    high = _LINE * len(words) + 6
    field = (label[0] - wide / 2, label[1] - high / 2, wide, high)
    return Arrow(
        path=path,
        head=head,
        lines=_lines(words, *label),
        field=(f"{field[0]:.0f}", f"{field[1]:.0f}", f"{field[2]:.0f}", f"{field[3]:.0f}"),
        taken=step.source == current,
    )


def _down(start: Place, end: Place) -> tuple[str, str, Place]:
    """Go one row down, from foot to top."""
    middle = MARGIN + BOX_WIDTH / 2
    x, y = start[0] + middle, start[1] + MARGIN + BOX_HEIGHT
    end_x, end_y = end[0] + middle, end[1] + MARGIN
    half = (y + end_y) / 2
    path = f"M{x:.0f} {y:.0f}C{x:.0f} {half:.0f} {end_x:.0f} {half:.0f} {end_x:.0f} {end_y - 8:.0f}"
    head = f"M{end_x - 6:.0f} {end_y - 9:.0f}L{end_x:.0f} {end_y:.0f}L{end_x + 6:.0f} {end_y - 9:.0f}z"
    return path, head, ((x + end_x) / 2, half)


def _across(start: Place, end: Place) -> tuple[str, str, Place]:
    """Go straight to the neighbour on the right."""
    x, y = start[0] + MARGIN + BOX_WIDTH, start[1] + MARGIN + BOX_HEIGHT / 2
    end_x = end[0] + MARGIN
    path = f"M{x:.0f} {y:.0f}L{end_x - 8:.0f} {y:.0f}"
    head = f"M{end_x - 9:.0f} {y - 6:.0f}L{end_x:.0f} {y:.0f}L{end_x - 9:.0f} {y + 6:.0f}z"
    return path, head, ((x + end_x) / 2 - 3, y - 14)


def _round(start: Place, end: Place, far: float) -> tuple[str, str, Place]:
    """Go round the side, from the right of one box to the right of the other."""
    side = MARGIN + BOX_WIDTH + far
    # A step that ends where it began leaves at the top of its box and comes back at the foot.
    apart = BOX_HEIGHT / 4 if start == end else 0
    x, y = start[0] + MARGIN + BOX_WIDTH, start[1] + MARGIN + BOX_HEIGHT / 2 - apart
    end_x, end_y = end[0] + MARGIN + BOX_WIDTH, end[1] + MARGIN + BOX_HEIGHT / 2 + apart
    path = f"M{x:.0f} {y:.0f}C{side:.0f} {y:.0f} {side:.0f} {end_y:.0f} {end_x + 8:.0f} {end_y:.0f}"
    head = f"M{end_x + 9:.0f} {end_y - 6:.0f}L{end_x:.0f} {end_y:.0f}L{end_x + 9:.0f} {end_y + 6:.0f}z"
    return path, head, ((x + end_x) / 8 + side * 0.75, (y + end_y) / 2)


def _lines(words: list[str], x: float, y: float) -> tuple[TextLine, ...]:
    """Set lines of text round a middle; the baseline lies a third of a letter under it."""
    top = y - (len(words) - 1) * _LINE / 2 + 5
    return tuple(
        TextLine(f"{x:.0f}", f"{top + number * _LINE:.0f}", text) for number, text in enumerate(words)
    )
