"""The tables that lines are held against: which columns each has, and what makes one impossible."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NO_END", "SCHEMAS", "TableError", "demand_columns", "overlaps"]

#: The first day after a period without an end.
NO_END = date(9999, 1, 1)

_PERIOD = {"first_day": "date", "until": "date"}
#: Each table by its name. `first_day` is in a period, `until` is not; one without an end ends at NO_END.
SCHEMAS: Mapping[str, ibis.Schema] = {
    name: ibis.schema(columns)
    for name, columns in {
        # A claim line in the order of processing; a credit is negative and names the line that it takes back.
        "lines": {
            "line": "int64",
            "insured": "int32",
            "label": "int16",
            "provider": "int32",
            "service": "int32",
            "started": "date",
            "received": "date",
            "quantity": "int32",
            "tariff": "int32",
            "charged": "int32",
            "takes_back": "int64",
        },
        # From which day on somebody bears a deductible: of the month after the eighteenth birthday.
        "persons": {"insured": "int32", "bears_from": "date"},
        # Under basic (0) or supplementary (1) insurance; `kinds` has a bit for each kind of care it covers.
        "covers": {"insured": "int32", "label": "int16", "regime": "int8", "kinds": "int32", **_PERIOD},
        "services": {"service": "int32", "kind": "int8", "qualification": "int16", "exempt": "boolean"},
        "qualifications": {"provider": "int32", "qualification": "int16", **_PERIOD},
        "contracts": {"provider": "int32", "label": "int16", **_PERIOD},
        "tariffs": {"service": "int32", "label": "int16", "cents": "int32", **_PERIOD},
        "rules": {
            "service": "int32",
            "label": "int16",
            "authorization": "boolean",
            "most_a_day": "int32",
            "most_a_year": "int32",
            **_PERIOD,
        },
        "authorizations": {"insured": "int32", "service": "int32", **_PERIOD},
        # What somebody bears of a year at most, in cents: compulsory and voluntary, by the days insured.
        "deductibles": {"insured": "int32", "year": "int16", "cents": "int32"},
    }.items()
}
#: By which columns the rows of a table with periods may not hold at one time.
_ALONE: Mapping[str, tuple[str, ...]] = {
    "covers": ("insured", "regime"),
    "contracts": ("provider", "label"),
    "qualifications": ("provider", "qualification"),
    "tariffs": ("service", "label"),
    "rules": ("service", "label"),
}


class TableError(ValueError):
    """A table that nothing can be held against; the message says which, and what is wrong with it."""


def demand_columns(name: str, found: ibis.Schema) -> None:
    """Demand the columns of a table, each of its own type and no other.

    Raises:
        TableError: a column is missing, unknown, or of another type.
    """
    expected = SCHEMAS[name]
    if missing := sorted(set(expected.names) - set(found.names)):
        raise TableError(f"the table {name} lacks the column(s) {', '.join(missing)}")
    if surplus := sorted(set(found.names) - set(expected.names)):
        raise TableError(f"the table {name} has the unknown column(s) {', '.join(surplus)}: leave them out")
    for column in expected.names:
        if found[column] != expected[column]:
            raise TableError(
                f"in the table {name} column {column} is {found[column]}, not {expected[column]}"
            )


def overlaps(name: str, table: ibis.Table) -> ibis.Table | None:
    """Express the first day on which two rows hold at once, or a period is empty; None: no periods."""
    keys = _ALONE.get(name)
    if keys is None:
        return None
    within = ibis.window(group_by=list(keys), order_by=table.first_day)
    told = table.mutate(following=table.first_day.lead().over(within))
    wrong = told.filter((told.following < told.until) | (told.until <= told.first_day))
    return wrong.select(*keys, first_day=ibis.coalesce(wrong.following, wrong.first_day)).limit(1)
