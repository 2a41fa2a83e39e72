"""Draws what was claimed and settled before the last weeks: the history that an insurer brings along.

A million lines are drawn as columns. Each stands on a day on which the person was insured, with a provider of
that kind of care, at the tariff of the year; most people keep to one provider of a kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zorgvuldig.interfaces.synthetic.care import ADULT, AGE_BANDS, KINDS, MENTAL, CareKind, tariff
from zorgvuldig.interfaces.synthetic.draws import Draws, Whole
from zorgvuldig.interfaces.synthetic.own_shares import OwnShares
from zorgvuldig.interfaces.synthetic.policies import Policies
from zorgvuldig.interfaces.synthetic.providers import Practice
from zorgvuldig.processes.policy_administration.intake.rows import LabelRow, PersonRow

EPOCH = date(1970, 1, 1)
_HUNDRED = 100
_STAYS = 85
"""Of a hundred claims, how many come from the provider whom the person always goes to."""
_SETTLED = (5, 40)
"""Within how many days after the care a claim came in, at least and at most."""
_DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Cover:
    """Periods of insurance as columns: who, with which label, from when to when, how old, which regime."""

    person: Whole
    label: Whole
    first: Whole
    end: Whole
    age: Whole
    basic: np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What the history is drawn from."""

    people: list[PersonRow]
    labels: list[LabelRow]
    practices: dict[str, list[Practice]]
    policies: Policies
    cover: Cover
    at: date


def cover_of(people: list[PersonRow], policies: Policies, labels: list[LabelRow], at: date) -> Cover:
    """List the periods of insurance under the basic and supplementary insurance of people with a BSN."""
    place = {person.id: index for index, person in enumerate(people) if person.bsn is not None}
    label_place = {label.id: index for index, label in enumerate(labels)}
    label_of = {policy.id: label_place[policy.label] for policy in policies.rows}
    last = (at - EPOCH).days
    rows = [
        (
            place[row.subject],
            label_of[row.insurance_policy],
            (row.insured_from - EPOCH).days,
            (row.insured_until - EPOCH).days if row.insured_until else last,
            (at - people[place[row.subject]].birthdate).days // _DAYS_A_YEAR,
            row.regime == "Zvw",
        )
        for row in policies.coverages
        if row.subject in place and row.regime != "Wlz"
    ]
    person, label, first, end, age, basic = (
        np.asarray(column, dtype=np.int64) for column in zip(*rows, strict=True)
    )
    return Cover(person, label, first, end, age, basic.astype(np.bool_))


def draw_history(background: Background, *, lines: int, seed: int) -> Iterator[tuple[int, pa.Table]]:
    """Yield what was claimed in each year, with together exactly this many lines; kind after kind."""
    shares = {kind: lines * kind.share // _HUNDRED for kind in KINDS}
    shares[KINDS[0]] += lines - sum(shares.values())
    years = background.at.year - 1, background.at.year
    borne = OwnShares(background.people, background.policies, years)
    drawn = [_Drawer(kind, background, seed, borne).lines(count) for kind, count in shares.items() if count]
    for place, year in enumerate(years):
        parts = [table.filter(pc.equal(of_year, place)) for table, of_year in drawn]
        yield year, pa.concat_tables(parts)


class _Drawer:
    """Draws the claims of one kind of care."""

    def __init__(self, kind: CareKind, background: Background, seed: int, borne: OwnShares) -> None:
        self._kind, self._from, self._draws = kind, background, Draws(seed, f"history-{kind.name}")
        self._borne = borne
        year = background.at.year
        # Mental health care of this year comes in the message files: twice would be a double claim. Of other
        # care so much time went by that every claim of the history has come in.
        end = date(year, 1, 1) if kind is MENTAL else background.at.replace(day=1) - timedelta(days=92)
        self._window = (date(year - 1, 1, 1) - EPOCH).days, (end - EPOCH).days
        self._turn = (date(year, 1, 1) - EPOCH).days

    def lines(self, count: int) -> tuple[pa.Table, pa.Array]:
        """Draw so many lines; gives them with the place of the year of each, for a claim keeps together."""
        sizes = self._sizes(count)
        claim = self._claims(len(sizes))
        line_of = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
        table = self._table(claim, line_of)
        return table, pa.array((claim["day"][line_of] >= self._turn).astype(np.int64))

    def _sizes(self, count: int) -> Whole:
        """Draw how many lines each claim has, so that they are this many together."""
        least, most = self._kind.lines
        sizes = least + self._draws.below(count // least + 1, most - least + 1)
        bounds = np.cumsum(sizes)
        needed = int(np.searchsorted(bounds, count)) + 1
        sizes = sizes[:needed]
        sizes[-1] -= int(bounds[needed - 1]) - count
        return sizes

    def _claims(self, count: int) -> dict[str, Whole]:
        """Draw who had this care, when and where, in the order in which the claims came in."""
        cover, draws = self._from.cover, self._draws
        first, end = (
            np.maximum(cover.first, self._window[0]),
            np.minimum(cover.end, self._window[1]),
        )
        band = np.searchsorted(np.asarray(AGE_BANDS), cover.age, side="right") - 1
        suited = cover.basic == ((cover.age < ADULT) | (self._kind.adults_under == "Zvw"))
        days = np.maximum(0, end - first) * suited
        chosen = draws.weighted(count, np.asarray(self._kind.by_age, dtype=np.int64)[band] * days)
        day = first[chosen] + draws.below(count, days[chosen])
        person = cover.person[chosen]
        practices = len(self._from.practices[self._kind.name])
        usual = (person * 7_919 + 13) % practices
        stays = draws.below(count, _HUNDRED) < _STAYS
        practice = np.where(stays, usual, draws.below(count, practices))
        least, most = _SETTLED
        received = day + self._kind.spread + least + draws.below(count, most - least + 1)
        order = np.argsort(received, kind="stable")
        found = {
            "person": person, "label": cover.label[chosen], "day": day, "end": end[chosen],
            "practice": practice, "received": received, "basic": cover.basic[chosen].astype(np.int64),
        }  # fmt: skip
        return {name: values[order] for name, values in found.items()}

    def _table(self, claim: dict[str, Whole], line_of: Whole) -> pa.Table:
        draws, kind, count = self._draws, self._kind, len(line_of)
        of_claim = {name: values[line_of] for name, values in claim.items()}
        offset = draws.below(count, kind.spread)
        day = np.minimum(of_claim["day"] + offset, of_claim["end"] - 1)
        service = draws.weighted(count, np.asarray([each.weight for each in kind.services], dtype=np.int64))
        years = (self._from.at.year - 1, self._from.at.year)
        paid = [[tariff(each.cents, year=year, at=self._from.at) for each in kind.services] for year in years]
        year = (day >= self._turn).astype(np.int64)
        cents = np.asarray(paid, dtype=np.int64)[year, service]
        own_share = self._borne.take(
            person=of_claim["person"],
            year=year,
            day=day,
            code_list=kind.code_list,
            basic=of_claim["basic"] == 1,
            cents=cents,
        )
        serial = pc.utf8_lpad(pc.cast(pa.array(line_of + 1), pa.string()), 8, "0")
        return pa.table(
            {
                "message": _named([kind.message], np.zeros(count, dtype=np.int64)),
                "message_version": _named([kind.version], np.zeros(count, dtype=np.int64)),
                "claim_number": pc.binary_join_element_wise(f"H{kind.message}", serial, "-"),
                "invoice_number": self._invoices(of_claim),
                "bsn": _named([person.bsn or "" for person in self._from.people], of_claim["person"]),
                "label": _named([label.uzovi for label in self._from.labels], of_claim["label"]),
                "provider": _named(self._agb_codes(), of_claim["practice"]),
                "regime": _named(["AV", "Zvw"], of_claim["basic"]),
                "received_on": _days(of_claim["received"]),
                "code_list": _named([kind.code_list], np.zeros(count, dtype=np.int64)),
                "service_code": _named([each.code for each in kind.services], service),
                "service_name": _named([each.name for each in kind.services], service),
                "started_on": _days(day),
                "ended_on": _days(day),
                "quantity": pa.array(np.ones(count, dtype=np.int32)),
                "charged_cents": pa.array(cents),
                "approved_cents": pa.array(cents),
                "own_share_cents": pa.array(own_share),
            }
        )

    def _agb_codes(self) -> list[str]:
        return [each.organisation.agb_code for each in self._from.practices[self._kind.name]]

    def _invoices(self, of_claim: dict[str, Whole]) -> pa.Array:
        """Give one invoice to a practice for each four weeks and label: its number."""
        labels, codes = len(self._from.labels), self._agb_codes()
        weeks = (of_claim["received"] - self._window[0]) // 28
        key = (weeks * labels + of_claim["label"]) * len(codes) + of_claim["practice"]
        keys, places = np.unique(key, return_inverse=True)
        names = [f"{codes[each % len(codes)]}{each // len(codes):04d}" for each in keys.tolist()]
        return _named(names, places)


def _named(names: list[str], places: Whole) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(names))


def _days(days: Whole) -> pa.Array:
    return pa.array(days.astype(np.int32)).cast(pa.date32())
