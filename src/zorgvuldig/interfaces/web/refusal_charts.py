"""Why claims were refused, drawn from the published count; oversight and the claims desk show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zorgvuldig.interfaces.web import charts, wording
from zorgvuldig.interfaces.web.reasons import REASONS

if TYPE_CHECKING:
    from zorgvuldig.interfaces.web.charts import BarChart
    from zorgvuldig.processes.compliance.explain import RefusalTable


def refusals_chart(table: RefusalTable) -> BarChart:
    """Draw how often each reason refused a claim; what was withheld is not drawn."""
    counts = [
        (wording.word(REASONS, count.reason), count.claims, "")
        for count in table.counts
        if count.claims is not None
    ]
    return charts.bar_chart(_("Afgewezen declaraties, naar reden"), _("Reden"), counts)
