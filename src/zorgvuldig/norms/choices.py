"""What the insurer itself chose where the norms leave it to the insurer (eigen keuze), by date.

A norm file gives each such parameter a value to begin with. A choice that two people made stands in the
records; whoever reads them lays all of them here, and every bundle from that day on is made with them. So a
choice is part of the bundle's id, and a decision of before it is computed again as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms.model import PERIOD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from zorgvuldig.norms.model import Parameter, ParameterValue

#: How the reference of a parameter begins that no text fixes.
OWN_CHOICE = "eigen keuze"
#: The most that a choice may be, in whatever unit: more is a slip of the hand.
HIGHEST = 10_000


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that was chosen, from a day on."""

    name: str
    valid_from: date
    value: ParameterValue


class ChoiceError(ValueError):
    """A value that cannot be chosen; the message says why, in Dutch, with the reference that fixes it."""


_laid: tuple[Choice, ...] = ()


def choices() -> tuple[Choice, ...]:
    """Return every choice that was laid, in their order of time."""
    return _laid


def lay_choices(made: Iterable[Choice]) -> None:
    """Put these choices in the place of those that were laid before, for this whole process."""
    global _laid  # noqa: PLW0603 — one set of norms holds in one process, as with the files it loads
    _laid = tuple(sorted(made, key=lambda choice: (choice.valid_from, choice.name)))


def is_own_choice(parameter: Parameter) -> bool:
    """Return whether the insurer may choose this parameter: its reference says so, and no law fixes it."""
    return parameter.reference.startswith(OWN_CHOICE)


def read_choice(text: str, parameter: Parameter) -> ParameterValue:
    """Return the value that somebody wrote, as the parameter's kind of value.

    Raises:
        ChoiceError: the law fixes the parameter, it is a list, or the value is of another kind.
    """
    if not is_own_choice(parameter):
        raise ChoiceError(f"deze waarde is geen keuze van ons: {parameter.reference} legt haar vast")
    if isinstance(parameter.value, tuple):
        raise ChoiceError("dit is een lijst van gegevens; die wijzigt met de normen zelf")
    if isinstance(parameter.value, bool):
        return _yes_or_no(text)
    if isinstance(parameter.value, int):
        return _number(text)
    if PERIOD.match(text) is None:
        raise ChoiceError("schrijf een termijn zoals P12M, P4W of P14D")
    return text


def _yes_or_no(text: str) -> bool:
    if text not in {"ja", "nee"}:
        raise ChoiceError("schrijf ja of nee")
    return text == "ja"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(HIGHEST))) or not (
        1 <= int(text) <= HIGHEST
    ):
        raise ChoiceError(f"schrijf een heel getal van 1 tot en met {HIGHEST}")
    return int(text)
