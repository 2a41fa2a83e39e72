"""Decisions: prepared handles against text parsed for each call, and a class against a row at a time."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import cedarpy
import pyarrow as pa

from benchmarks.rows import Row, per_second, row
from zorgvuldig.decisions import decide, decide_set
from zorgvuldig.decisions.slices import prepare
from zorgvuldig.norms import bundle_at, policy, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "decisions"
DAY = date(2026, 11, 21)
SINGLE, PARSED, LINES = 500, 60, 2_000_000
SHARED = {
    "purpose": "claims",
    "action": "decide",
    "role": "system",
    "unit": "claims",
    "data": ["claim", "policy"],
    "sub_purpose": "payment",
    "authorised": True,
    "confidentiality_bound": True,
    "necessary": True,
    "legal_obligation": True,
    "obtained_lawfully": True,
    "interpretation": False,
}
CHECKS = ("insured_on_service_date", "in_package", "provider_competent")


def run() -> Iterator[Row]:
    """Measure a single decision, and decisions on two million lines."""
    facts = {**SHARED, **dict.fromkeys(CHECKS, True)}
    decide(facts, DAY)
    single = per_second(lambda: [decide(facts, DAY) for _ in range(SINGLE)], count=SINGLE)
    parsed = per_second(Parsing(), count=PARSED)
    yield row(
        "one decision, with reason and receipt",
        single,
        "decisions/s",
        against="Cedar alone, all rules parsed for each call",
        other=parsed,
    )
    table = _lines()
    bulk = per_second(lambda: decide_set(table, DAY, SHARED), count=LINES)
    yield row(
        "two million lines by class",
        bulk,
        "rows/s",
        against="one decision at a time",
        other=single,
    )


def _lines() -> pa.Table:
    # A fixed pattern: the odd line fails one check or another, as in a real file.
    return pa.table(
        {
            name: pa.array([number % step != 0 for number in range(LINES)])
            for name, step in zip(CHECKS, (97, 41, 29), strict=True)
        }
    )


class Parsing:
    """What a decision would cost if the text of every rule were parsed for it."""

    def __init__(self) -> None:
        """Write the rules of the claims slice out as text."""
        prepared = prepare(bundle_at(DAY), "claims", "decide")
        rules = {
            entry.rule.key: policy(entry.rule.effect, entry.tree)
            for entry in (*prepared.forbids, *prepared.permits)
        }
        whole = {"templates": {}, "staticPolicies": rules, "templateLinks": []}
        self.text = cedarpy.policies_from_json_str(json.dumps(whole))
        self.shape = schema(prepared.attributes.values())
        fillers = {"Bool": True, "Long": 0, "String": "", "Set<String>": []}
        self.request = {
            "principal": 'Actor::"actor"',
            "action": 'Action::"process"',
            "resource": 'Data::"data"',
            "context": {name: fillers[one.cedar_type] for name, one in prepared.attributes.items()},
        }

    def __call__(self) -> None:
        """Decide some times, from text."""
        for _ in range(PARSED):
            cedarpy.is_authorized(self.request, self.text, [], self.shape)
