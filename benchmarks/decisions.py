"""Decisions: prepared handles against text parsed for each call, and a class against a row at a time."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING
from unittest.mock import patch

import casbin
import cedarpy
import numpy as np
import pyarrow as pa

from benchmarks.rows import TURNS, Row, per_second, row
from zorgvuldig.decisions import decide, decide_set, engine
from zorgvuldig.decisions.slices import prepare
from zorgvuldig.norms import Place, access_grants, bundle_at, catalogue, expression, policy, schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAME = "decisions"
DAY = date(2026, 11, 21)
SINGLE, NEW, PARSED, LINES = 500, 320, 60, 2_000_000
#: Microseconds for a decision, rows a second for a table, milliseconds for the Code.
BAR, BAR_ROWS, BAR_LOADING = 250, 2_000_000, 2_000
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
    """Measure single decisions, with as many rules and with twice as many, whole tables, and the loading."""
    facts = {**SHARED, **dict.fromkeys(CHECKS, True)}
    known = _microseconds([facts] * SINGLE)
    new = _microseconds(list(_situations()))
    yield row("one decision of a class that came before", known, "µs CPU", against="bar", other=BAR)
    yield row("one decision of a class that is new", new, "µs CPU", against="bar", other=BAR)
    with _twice_the_rules():
        _microseconds([facts] * SINGLE)
        again = _microseconds([facts] * SINGLE), _microseconds(list(_situations()))
    yield row("known class, twice the rules", again[0], "µs CPU", against="once the rules", other=known)
    yield row("new class, twice the rules", again[1], "µs CPU", against="once the rules", other=new)
    parsed = 1e6 / per_second(Parsing(), count=PARSED)
    yield row("Cedar alone, all rules parsed for each call", parsed, "µs", against="ours", other=known)
    matrix = 1e6 / per_second(lambda: _matrix_alone(SINGLE), count=SINGLE)
    yield row("casbin on the authorization matrix alone", matrix, "µs", against="ours", other=known)
    for name, table in (("lines", _lines()), ("lines with two dates and a set of data", _dated_lines())):
        bulk = per_second(partial(decide_set, table, DAY, _shared_of(table)), count=LINES)
        yield row(f"two million {name} by class", bulk, "rows/s", against="bar", other=BAR_ROWS)
    yield row("load the whole Code", _loading(), "ms CPU", against="bar", other=BAR_LOADING)


def _microseconds(requests: Sequence[Mapping[str, object]]) -> float:
    """Give the processor time of a decision in the middle of some: half of them take longer."""
    spent = []
    for facts in requests:
        begun = time.process_time_ns()
        decide(facts, DAY)
        spent.append(time.process_time_ns() - begun)
    return statistics.median(spent) / 1000


def _situations() -> Iterator[dict[str, object]]:
    """Give lawful and unlawful requests that differ in what they ask, each once, of purposes made ready."""
    words = catalogue().words
    for purpose in ("claims", "marketing", "acceptance", "material-control"):
        roles, data = sorted(words["actors"]), sorted(words["data_categories"])
        decide({**SHARED, "purpose": purpose}, DAY)
        for number, action in enumerate(("decide", "consult", "use", "disclose") * (NEW // 16)):
            who, what = roles[number * 7 % len(roles)], data[number * 5 % len(data)]
            yield {**SHARED, "purpose": purpose, "action": action, "role": who, "data": [what]}


@contextmanager
def _twice_the_rules() -> Iterator[None]:
    """Decide by norms in which every rule stands a second time, for a purpose that nobody asks for."""
    bundle, place = bundle_at(DAY), Place("benchmark", 1)
    elsewhere = expression('context.purpose == "web-cookies"', place)
    copies = {
        f"{key}~copy": replace(rule, key=f"{key}~copy", tree={"&&": {"left": elsewhere, "right": rule.tree}})
        for key, rule in bundle.rules.items()
    }
    doubled = replace(bundle, rules={**bundle.rules, **copies})
    with patch.object(engine, "bundle_at", lambda _: doubled):
        yield


def _loading() -> float:
    """Give the processor time, in milliseconds, in which a new process reads all norms."""
    program = (
        "import time; from datetime import date; from zorgvuldig.norms import bundle_at; "
        "begun = time.process_time(); bundle_at(date(2026, 11, 21)); "
        "print((time.process_time() - begun) * 1000)"
    )
    return min(
        float(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout)
        for _ in range(TURNS)
    )


def _shared_of(table: pa.Table) -> dict[str, object]:
    return {name: value for name, value in SHARED.items() if name not in table.column_names}


def _dated_lines() -> pa.Table:
    numbers = np.arange(LINES)
    days = np.datetime64("2014-01-01") + numbers % 4_000
    kinds = pa.array([["claim"], ["claim", "policy"], ["health"]])
    return pa.table(
        {
            "action": pa.array(["retain"]).take(pa.array(numbers * 0)),
            "data": kinds.take(pa.array(numbers % 3)),
            "ends_on": pa.array(days),
            "recorded_at": pa.array(days - numbers % 900),
        }
    )


_MODEL = """
[request_definition]
r = role, purpose, action, data
[policy_definition]
p = role, purpose, action, data
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.role == p.role && r.purpose == p.purpose && r.action == p.action && r.data == p.data
"""


def _matrix_alone(times: int) -> None:
    """Ask a general engine no more than whether a role may have a kind of data for a purpose."""
    for _ in range(times):
        _casbin().enforce("claims-handler", "claims", "decide", "claim")


@cache
def _casbin() -> casbin.Enforcer:
    enforcer = casbin.Enforcer(casbin.Enforcer.new_model(text=_MODEL))
    for grant in access_grants():
        for action in sorted(grant.actions):
            for data in sorted(grant.data):
                enforcer.add_policy(grant.role, grant.purpose, action, data)
    return enforcer


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
