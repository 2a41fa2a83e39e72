"""B17, planted: formal control finds what is wrong in a claim file, and nothing in a correct one.

Files are made from the layout of every version of every claim message. Each correct file must pass without a
finding; of each, copies are made with one violation, which must be found by its level, record and field. The
controls: files in which nothing was planted may not count as found, and without code lists hardly any wrong
code is found.
"""

from __future__ import annotations

from collections import Counter

from proofs.claims.judging import is_found, refusals
from proofs.claims.making import claim_layouts, correct
from proofs.claims.planting import UNLISTED, Planted, planted
from proofs.results import Result
from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists

NAME = "b17-planted"
SUMMARY = "correct claim files of every message pass; a violation of each field and relation is found"
#: Correct files, and of how many of each message every violation is planted.
QUICK, FULL = (1_000, 1), (10_000, 10)
LEAST = 0.98
_SHOWN, _FEW = 20, 10


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Make, judge, spoil, judge again."""
    count, spoiled = FULL if full else QUICK
    layouts = claim_layouts()
    alarms = [
        f"{layout.message} {layout.version}, file {seed}: {found[0].control} {found[0].field}"
        for place in range(count)
        for layout, seed in [(layouts[place % len(layouts)], place // len(layouts))]
        if (found := refusals(layout, correct(layout, seed)))
    ]
    made, missed = Counter[str](), Counter[str]()
    fooled = coded = blind = 0
    for layout in layouts:
        for seed in range(spoiled):
            rows = correct(layout, seed)
            for violation in planted(layout, rows):
                made[layout.message] += 1
                if not is_found(layout, violation):
                    missed[f"{layout.message} {layout.version} {violation.field}: {violation.what}"] += 1
                if violation.what == UNLISTED:
                    coded += 1
                    blind += is_found(layout, violation, CodeLists({}))
            nothing = Planted("nothing", rows, "04", "0403", frozenset({"N3", "N4", "N5"}))
            fooled += is_found(layout, nothing)
    total, lost = sum(made.values()), sum(missed.values())
    failures = [f"false alarm: {alarm}" for alarm in alarms[:_SHOWN]]
    if lost > (1 - LEAST) * total:
        failures += [f"not found: {name}" for name in list(missed)[:_SHOWN]]
    if fooled:
        failures.append(f"{fooled} files without a violation counted as found")
    # A few have a form of their own in the layout, which goes before no list.
    if blind * _FEW > coded:
        failures.append(f"{blind} of {coded} wrong codes were found without code lists")
    figures = {
        "messages": len(made),
        "layouts": len(layouts),
        "correct files": count,
        "false alarms": len(alarms),
        "violations": total,
        "found": f"{(total - lost) / total:.2%}",
    }
    return Result(
        NAME,
        figures,
        failures,
        bar="no false alarm; 98 % of the violations found by level and field",
        control=f"{len(layouts) * spoiled} files without one: {fooled} found; "
        f"without code lists {blind} of {coded} wrong codes",
    )
