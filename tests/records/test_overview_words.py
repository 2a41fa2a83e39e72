"""What the overview writes for each kind of value: as a person reads it, in Dutch, on the Dutch clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from zorgvuldig.ledger.views import Use
from zorgvuldig.processes.rights.explain.overview import my_data, written
from zorgvuldig.records.retention import RETENTION_CLASSES
from zorgvuldig.records.stored_overview import DESTROYED, HeldTable

ON = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("email", None, ""),
        ("email", "", ""),
        ("shielded", True, "ja"),
        ("shielded", False, "nee"),
        ("charged_cents", -123456, "-€ 1.234,56"),
        ("house_number", 12, "12"),
        ("made_at", datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "1 juli 2026, 00:30"),
        ("birthdate", date(2008, 2, 29), "29 februari 2008"),
        ("valid_during", (date(2020, 1, 1), None), "sinds 1 januari 2020"),
        ("valid_during", (None, date(2020, 1, 1)), "tot 1 januari 2020"),
        ("valid_during", (date(2019, 1, 1), date(2020, 1, 1)), "1 januari 2019 tot 1 januari 2020"),
        ("valid_during", (None, None), ""),
        ("norms", ["GC-1.8", "GC-4.0.4a"], "GC-1.8, GC-4.0.4a"),
        ("purpose", "claims", "het afhandelen van declaraties"),
        ("policyholder", "self", "uzelf"),
        ("representative", "another-person", "iemand anders"),
        ("sealed", DESTROYED, "vernietigd, niemand kan dit nog lezen"),
        ("level", "N3", "of alles is ingevuld"),
        ("family_name", "Çelik-Ångström", "Çelik-Ångström"),
    ],
)
def test_a_value_is_written_as_a_person_reads_it(field, value, told):
    assert written(field, value) == told


def table(*rows):
    return HeldTable(
        name="PersonContact",
        section="reach",
        source="the person or the population register",
        purpose="policy-administration",
        retention=RETENTION_CLASSES["insurance"],
        categories=("contact",),
        fields=("email", "phone"),
        rows=rows,
    )


def test_a_column_that_is_empty_for_everyone_is_no_column():
    (reach,) = (each for each in my_data([table(("", "06"), (None, "07"))], on=ON).sections if each.count)
    assert reach.tables[0].headers == ("Telefoon",)
    assert [row.pairs for row in reach.tables[0].rows] == [(("Telefoon", "06"),), (("Telefoon", "07"),)]


def test_a_part_of_which_nothing_is_held_is_told_as_empty():
    data = my_data([table()], on=ON)
    assert {section.count for section in data.sections} == {0}
    assert all(not section.tables for section in data.sections)


def test_many_rows_are_folded_and_none_is_lost():
    (held,) = next(
        s for s in my_data([table(*[("a", str(n)) for n in range(30)])], on=ON).sections if s.count
    ).tables
    assert len(held.first) < 30
    assert (*held.first, *held.rest) == held.rows
    assert not held.wide


def test_uses_are_told_once_for_each_purpose_most_often_first_and_apart_where_data_left_us():
    def use(purpose, times, on, *, outward=False, data=("contact",)):
        last = datetime(2026, 1, on, 23, 30, tzinfo=UTC)
        return Use(purpose=purpose, data=frozenset(data), outward=outward, times=times, last=last)

    uses = [
        use("claims", 1, 5, outward=True),
        use("policy-administration", 2, 3),
        use("policy-administration", 3, 2, data=("contact", "address")),
        use("marketing", 9, 9, data=("bsn",)),
    ]
    (held,) = next(s for s in my_data([table(("a", "b"))], uses, on=ON).sections if s.count).tables
    assert held.uses == (
        "het bijhouden van polissen: 5 keer, het laatst op 4 januari 2026",
        "het afhandelen van declaraties, verstuurd of verstrekt: één keer, het laatst op 6 januari 2026",
    )
