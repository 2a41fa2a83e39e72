"""The privacy statement in its versions: from when on each held, what changed, and of what each tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

__all__ = ["INSURANCE_CHECK", "IN_FORCE", "STATEMENTS", "Statement", "published"]

#: The processing by which care providers ask where somebody is insured (controle op verzekering).
INSURANCE_CHECK = "insurance-check"


@dataclass(frozen=True)
class Statement:
    """A version of the privacy statement: from when on, what changed, which one it replaced."""

    version: str
    valid_from: date
    changed: _StrPromise
    replaces: str = ""
    tells_of: frozenset[str] = frozenset()
    """The processings that may only be done once they stand in here."""

    @property
    def template(self) -> str:
        """Name the text of this version, which is never edited once another replaced it."""
        return f"web/public/privacy/{self.version.replace('.', '_')}.html"


#: Every version there was, the oldest first. A new one is a new text and a new line, and the old ones stay.
STATEMENTS = {
    one.version: one
    for one in (
        Statement("1.0", date(2026, 11, 21), _("De eerste versie.")),
        Statement(
            "1.1",
            date(2026, 11, 22),
            _("Nieuw: wat het toezicht over u kan opzoeken, en dat u dat zelf terugziet."),
            replaces="1.0",
        ),
        Statement(
            "1.2",
            date(2026, 11, 23),
            _("Nieuw: uw zorgverlener kan bij ons nagaan of u verzekerd bent, en wat wij dan antwoorden."),
            replaces="1.1",
            tells_of=frozenset({INSURANCE_CHECK}),
        ),
    )
}
#: The version that holds.
IN_FORCE = next(reversed(STATEMENTS))


def published(processing: str, *, on: date) -> bool:
    """Tell whether the statement that holds tells of a processing, and held already on a day."""
    statement = STATEMENTS[IN_FORCE]
    return processing in statement.tells_of and statement.valid_from <= on
