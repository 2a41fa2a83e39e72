"""During which days care providers have a contract with a label (gecontracteerde zorg): the days alone.

What was agreed stays closed; the gate tells this to formal control (Code of Conduct article 1 sub 8 d).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.backends.postgresql.psycopg_any import DateRange


def contracts_of(
    agb_codes: Collection[str], *, using: str = "default"
) -> Mapping[str, tuple[tuple[str, DateRange], ...]]:
    """Give of each provider the UZOVI number of each label and the days of the contract, by AGB code.

    Inside a grant that looks providers up for a run; a provider without a contract is not there.
    """
    found: defaultdict[str, list[tuple[str, DateRange]]] = defaultdict(list)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT agb_code, uzovi, during FROM gate.contracted(%s)", [sorted(agb_codes)])
        for agb_code, uzovi, during in cursor.fetchall():
            found[agb_code].append((uzovi, during))
    return {agb_code: tuple(each) for agb_code, each in found.items()}
