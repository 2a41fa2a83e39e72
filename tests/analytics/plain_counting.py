"""Counting and bounding by the plainest means, to hold the real ones against."""

from collections import defaultdict
from itertools import combinations, product

from zorgvuldig.analytics.rules import RawCell

Line = tuple[tuple[str, ...], str, str, int]
"""The dimensions of a line, its person, its provider, its amount in cents."""


def count_plainly(lines: list[Line], dimensions: int) -> dict[tuple[str | None, ...], RawCell]:
    """Count every cell and total by going through the lines."""
    found = defaultdict(list)
    for key, person, provider, cents in lines:
        for size in range(dimensions + 1):
            for kept in combinations(range(dimensions), size):
                cell = tuple(key[place] if place in kept else None for place in range(dimensions))
                found[cell].append((person, provider, cents))
    return {key: _cell(key, rows) for key, rows in found.items()}


def _cell(key, rows) -> RawCell:
    by_provider = defaultdict(int)
    for _, provider, cents in rows:
        by_provider[provider] += cents
    sizes = sorted((abs(cents) for cents in by_provider.values()), reverse=True)
    return RawCell(
        key=key,
        persons=len({person for person, _, _ in rows}),
        providers=len(by_provider),
        lines=len(rows),
        amount_cents=sum(cents for _, _, cents in rows),
        turnover_cents=sum(sizes),
        largest_cents=sizes[0],
        two_largest_cents=sum(sizes[:2]),
    )


def fill_ins(values, hidden, highest):
    """Yield every table that agrees with what is shown, with inner cells up to `highest`."""
    inner = [key for key in values if None not in key]
    options = [range(highest + 1) if key in hidden else [values[key]] for key in inner]
    for chosen in product(*options):
        table = dict(zip(inner, chosen, strict=True))
        for key in values:
            if None in key:
                table[key] = sum(
                    value
                    for cell, value in table.items()
                    if None not in cell and all(a in (None, b) for a, b in zip(key, cell, strict=True))
                )
        if all(table[key] == values[key] for key in values if key not in hidden):
            yield table
