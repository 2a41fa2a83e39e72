"""Write what is held about a person so that another program reads it (overdraagbaarheid, GDPR art. 20)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from zorgvuldig.processes.rights.explain.views import MyData, MyTable


def as_json(data: MyData, *, on: date) -> bytes:
    """Write all parts as JSON, UTF-8: part, table, and each row as headings with their values."""
    told = {
        "gemaakt": on.isoformat(),
        "onderdelen": [
            {"onderdeel": section.heading, "tabellen": [_table(table) for table in section.tables]}
            for section in data.sections
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _table(table: MyTable) -> dict[str, Any]:
    return {
        "tabel": table.title,
        "soorten": list(table.categories),
        "herkomst": table.source,
        "doel": table.purpose,
        "bewaartermijn": table.kept,
        "gebruikt": list(table.uses),
        "artikel": [citation.norm for citation in table.kept_by],
        "regels": [dict(row.pairs) for row in table.rows],
    }
