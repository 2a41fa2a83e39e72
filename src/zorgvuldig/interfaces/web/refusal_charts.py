"""Why claims were refused, drawn from the published count; oversight and the claims desk draw it alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zorgvuldig.interfaces.web import charts, wording
from zorgvuldig.interfaces.web.reasons import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zorgvuldig.interfaces.web.charts import BarChart


def refusals_chart(counts: Iterable[tuple[str, int | None]]) -> BarChart:
    """Draw how often each reason refused a claim; what was withheld is not drawn."""
    shown = [(wording.word(REASONS, reason), count, "") for reason, count in counts if count is not None]
    return charts.bar_chart(_("Afgewezen declaraties, naar reden"), _("Reden"), shown)
