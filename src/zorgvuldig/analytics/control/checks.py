"""What each line is held against: a check has a bit of its own, so that every reason is kept.

The names are those of the reasons that a file's claims get one by one (docs/claims/return-codes.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    Tables = Mapping[str, ibis.Table]

__all__ = ["BASIC_CHECKS", "CHECKS", "EVERY_CHECK", "LATE_AFTER_MONTHS", "Check", "looked_up", "names_of"]

#: As `timing.toml` of claims handling says for one file.
LATE_AFTER_MONTHS = 36
BASIC, SUPPLEMENTARY = 0, 1
_NO = ibis.literal(value=False)


@dataclass(frozen=True)
class Check:
    """One thing that a line is held against, row by row: the tables it looks up, and when it refuses."""

    name: str
    article: str
    needs: tuple[str, ...] = ()
    refuses: Callable[[ibis.Table], ibis.ir.BooleanValue] | None = None
    """None: decided over several lines of a person (`settling`)."""


def _holds(day: ibis.Column, table: ibis.Table) -> list[ibis.ir.BooleanValue]:
    return [table.first_day <= day, day < table.until]


def _with_person(lines: ibis.Table, tables: Tables) -> ibis.Table:
    person = tables["persons"].rename(person="insured")
    return lines.left_join(person, lines.insured == person.person)


def _with_cover(lines: ibis.Table, tables: Tables) -> ibis.Table:
    """Look up the basic and the supplementary cover of the day; of each there is one at most."""
    for regime, word in ((BASIC, "basic"), (SUPPLEMENTARY, "supplementary")):
        covers = tables["covers"]
        found = covers.filter(covers.regime == regime).drop("regime")
        found = found.rename({f"{word}_{column}": column for column in ("insured", "kinds", "label")})
        same = [lines.insured == found[f"{word}_insured"], *_holds(lines.started, found)]
        lines = lines.left_join(found, same).drop("first_day", "until", f"{word}_insured")
    return lines


def _with_service(lines: ibis.Table, tables: Tables) -> ibis.Table:
    services = tables["services"].rename(known_service="service")
    return lines.left_join(services, lines.service == services.known_service)


def _with_qualification(lines: ibis.Table, tables: Tables) -> ibis.Table:
    held = tables["qualifications"].rename(qualified="provider", held="qualification")
    same = [lines.provider == held.qualified, lines.qualification == held.held, *_holds(lines.started, held)]
    return lines.left_join(held, same).drop("first_day", "until", "held")


def _with_contract(lines: ibis.Table, tables: Tables) -> ibis.Table:
    contracts = tables["contracts"]
    ever = contracts.group_by("provider", "label").aggregate(ends=contracts.until.min())
    ever = ever.rename(contracted="provider", contract_label="label")
    lines = lines.left_join(ever, [lines.provider == ever.contracted, lines.label == ever.contract_label])
    lines = lines.drop("contract_label")
    now = contracts.rename(contracted_now="provider", now_label="label")
    same = [lines.provider == now.contracted_now, lines.label == now.now_label, *_holds(lines.started, now)]
    return lines.left_join(now, same).drop("first_day", "until", "now_label")


def _with_tariff(lines: ibis.Table, tables: Tables) -> ibis.Table:
    tariffs = tables["tariffs"]
    listed = tariffs.select("service", "label").distinct().rename(listed="service", listed_label="label")
    lines = lines.left_join(listed, [lines.service == listed.listed, lines.label == listed.listed_label])
    lines = lines.drop("listed_label")
    agreed = tariffs.rename(agreed_service="service", agreed_label="label", agreed="cents")
    same = [lines.service == agreed.agreed_service, lines.label == agreed.agreed_label]
    same += _holds(lines.started, agreed)
    return lines.left_join(agreed, same).drop("first_day", "until", "agreed_service", "agreed_label")


def _with_rule(lines: ibis.Table, tables: Tables) -> ibis.Table:
    rules = tables["rules"].rename(ruled="service", ruled_label="label")
    same = [lines.service == rules.ruled, lines.label == rules.ruled_label, *_holds(lines.started, rules)]
    return lines.left_join(rules, same).drop("first_day", "until", "ruled", "ruled_label")


def _with_authorization(lines: ibis.Table, tables: Tables) -> ibis.Table:
    asked = lines.filter(lines.authorization)
    given = tables["authorizations"].rename(given_to="insured", given_for="service")
    same = [asked.insured == given.given_to, asked.service == given.given_for, *_holds(asked.started, given)]
    allowed = asked.semi_join(given, same).select(allowed="line")
    return lines.left_join(allowed, lines.line == allowed.allowed)


#: How each part of the administration is looked up, in the order in which they build on each other.
_LOOKUPS: Mapping[str, Callable[[ibis.Table, Tables], ibis.Table]] = {
    "person": _with_person,
    "service": _with_service,
    "cover": _with_cover,
    "qualification": _with_qualification,
    "tariff": _with_tariff,
    "rule": _with_rule,
    "contract": _with_contract,
    "authorization": _with_authorization,
}


def _is_credit(line: ibis.Table) -> ibis.ir.BooleanValue:
    return line.charged < 0


def _in_package(line: ibis.Table) -> ibis.ir.BooleanValue:
    kinds = line.basic_kinds.fill_null(0) | line.supplementary_kinds.fill_null(0)
    # To the right: an engine may refuse to shift a bit out of a small number.
    return ((kinds.cast("int64") >> line.kind.cast("int64")) & 1) == 1


def _not_insured(line: ibis.Table) -> ibis.ir.BooleanValue:
    return line.basic_label.isnull() & line.supplementary_label.isnull()


def _too_late(line: ibis.Table) -> ibis.ir.BooleanValue:
    """Count months as `timing` of claims handling does; a credit is never too late."""
    last, came = line.started, line.received
    months = (came.year() - last.year()) * 12 + came.month() - last.month()
    late = (months > LATE_AFTER_MONTHS) | ((months == LATE_AFTER_MONTHS) & (came.day() > last.day()))
    return late & ~_is_credit(line)


CHECKS: Mapping[str, Check] = {
    check.name: check
    for check in (
        Check(
            "amount-product", "STB 5.5", (), lambda line: line.charged.abs() != line.quantity * line.tariff
        ),
        Check("person-unknown", "GC-1.8 a", ("person",), lambda line: line.person.isnull()),
        Check("not-insured", "GC-1.8 a", ("person", "cover"), _not_insured),
        Check(
            "label-differs",
            "GC-1.8 a",
            ("cover",),
            lambda line: ibis.coalesce(line.basic_label, line.supplementary_label, line.label) != line.label,
        ),
        Check(
            "not-in-package",
            "GC-1.8 b",
            ("service", "cover"),
            lambda line: ~_not_insured(line) & ~_in_package(line),
        ),
        Check(
            "practitioner-not-competent",
            "GC-1.8 c",
            ("service", "qualification"),
            lambda line: line.qualified.isnull(),
        ),
        Check(
            "tariff-differs",
            "GC-1.8",
            ("tariff",),
            lambda line: line.listed.notnull() & (line.agreed.isnull() | (line.tariff > line.agreed)),
        ),
        Check("already-claimed", "GC-1.8"),
        Check("credit-without-debit", "STB 5.4.8"),
        Check("too-late", "GC-1.8", (), _too_late),
        Check(
            "contract-ended",
            "GC-1.8",
            ("contract",),
            lambda line: (
                line.contracted.notnull() & line.contracted_now.isnull() & (line.ends <= line.started)
            ),
        ),
        Check(
            "authorization-missing",
            "GC-1.8",
            ("rule", "authorization"),
            lambda line: line.authorization.fill_null(_NO) & line.allowed.isnull(),
        ),
        Check("most-a-day", "GC-1.8", ("rule",)),
        Check("most-a-year", "GC-1.8", ("rule",)),
    )
}
EVERY_CHECK = tuple(CHECKS)
#: What every claim is held against; the deductible comes with it.
BASIC_CHECKS = EVERY_CHECK[: EVERY_CHECK.index("credit-without-debit")]


def looked_up(lines: ibis.Table, tables: Tables, chosen: Collection[str]) -> ibis.Table:
    """Express the lines with what the chosen checks look up, and the bits of those that refuse row by row."""
    # What the deductible asks is looked up whatever is chosen.
    needed = {need for name in chosen for need in CHECKS[name].needs} | {"person", "service", "cover"}
    for part, look_up in _LOOKUPS.items():
        if part in needed:
            lines = look_up(lines, tables)
    bits = [
        ibis.ifelse(check.refuses(lines), ibis.literal(1 << place, "int32"), 0)
        for place, check in enumerate(CHECKS.values())
        if check.name in chosen and check.refuses is not None
    ]
    return lines.mutate(mask=_all(bits))


def _all(bits: Iterable[ibis.ir.IntegerValue]) -> ibis.ir.IntegerValue:
    mask = ibis.literal(0, "int32")
    for bit in bits:
        mask = mask | bit
    return mask.cast("int32")


def names_of(mask: int) -> tuple[str, ...]:
    """Name the reasons whose bits stand in a mask."""
    return tuple(name for place, name in enumerate(CHECKS) if mask >> place & 1)
