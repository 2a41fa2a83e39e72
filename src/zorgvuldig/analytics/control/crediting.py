"""Credits and doubles together: what stands of care is not claimed again, and only what stands taken back.

Care stands from the line that is accepted until the credit that names it, and may be claimed anew from there
on. So what stands goes from line to line; it is followed for all persons at once, a round for each time that
some care was claimed anew, over the few lines that have a double or a credit at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from zorgvuldig.analytics.control.keeping import Shelf

__all__ = ["doubles_and_credits"]

CARE = ("insured", "service", "started")
_NEVER = (1 << 63) - 1


def doubles_and_credits(shelf: Shelf, table: ibis.Table) -> tuple[ibis.Table, ibis.Table]:
    """Give the lines of care that stood already, and the credits of what did not stand."""
    fit = table.filter(table.mask == 0).select("line", *CARE, "charged", "takes_back")
    times = fit.group_by(*CARE).aggregate(times=fit.count(), least=fit.charged.min())
    several = times.filter((times.times > 1) | (times.least < 0)).select(*CARE)
    events = shelf.keep(fit.semi_join(several, CARE))
    stood, taken_back = _followed(shelf, events)
    doubled = events.filter(events.charged >= 0).anti_join(stood, "line").select("line")
    uncredited = events.filter(events.charged < 0).anti_join(taken_back, "line").select("line")
    return shelf.keep(doubled), shelf.keep(uncredited)


def _followed(shelf: Shelf, events: ibis.Table) -> tuple[ibis.Table, ibis.Table]:
    """Follow what stands, round by round; give the lines that stood and the credits that took one back."""
    free = shelf.keep(events.select(*CARE).distinct().mutate(free_from=ibis.literal(-1, "int64")))
    rounds: list[ibis.Table] = []
    # Each round takes lines that come after those of the round before, so there is a last one.
    while True:
        found = shelf.keep(_round(events, free))
        rounds.append(found)
        ended = found.filter(found.ends < _NEVER)
        free = shelf.keep(ended.select(*CARE, free_from=ended.ends))
        if not shelf.connection.to_pyarrow(free.count()).as_py():
            break
    every = ibis.union(*rounds) if len(rounds) > 1 else rounds[0]
    taken_back = every.filter(every.ends < _NEVER).select(line="ends")
    return shelf.keep(every.select("line")), shelf.keep(taken_back)


def _round(events: ibis.Table, free: ibis.Table) -> ibis.Table:
    """Express the next line of each care that is accepted, and the credit of the whole of it that ends it."""
    debits = events.filter(events.charged >= 0).inner_join(free, CARE)
    debits = debits.filter(debits.line > debits.free_from)
    following = debits.group_by(*CARE).aggregate(
        line=debits.line.min(), cents=debits.charged.argmin(debits.line)
    )
    back = events.filter(events.charged < 0).select("takes_back", back="charged", ends="line")
    whole = [following.line == back.takes_back, back.ends > following.line, back.back == -following.cents]
    named = following.inner_join(back, whole)
    first = named.group_by("line").aggregate(ends=named.ends.min()).rename(ended="line")
    both = following.left_join(first, following.line == first.ended)
    return both.select(*CARE, "line", ends=both.ends.fill_null(_NEVER))
