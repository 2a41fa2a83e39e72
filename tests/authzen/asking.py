"""A request that is permitted, and how to change it."""

from __future__ import annotations

import copy
from datetime import date

TODAY = date(2026, 11, 22)
PERMITTED = {
    "subject": {
        "type": "role",
        "id": "claims-handler",
        "properties": {"unit": "claims", "confidentiality_bound": True},
    },
    "action": {"name": "consult", "properties": {"purpose": "claims"}},
    "resource": {"type": "data", "id": "policy", "properties": {"obtained_lawfully": True}},
    "context": {"in_contract": True, "interpretation": False, "necessary": True},
}


def request(**changed):
    """Give the permitted request, with entities replaced, or left out when None."""
    told = {**copy.deepcopy(PERMITTED), **changed}
    return {name: value for name, value in told.items() if value is not None}
