"""Control over whole tables gives, line by line and cent by cent, what plain Python gives."""

import json
import random
from datetime import date, timedelta

import control_reference
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zorgvuldig.analytics.control.checks import BASIC_CHECKS, CHECKS, EVERY_CHECK, names_of
from zorgvuldig.analytics.control.running import connect, control, read_tables, take_in
from zorgvuldig.analytics.control.schemas import NO_END, SCHEMAS, TableError
from zorgvuldig.interfaces.command_line import main
from zorgvuldig.processes.claims_handling.intake.return_codes import controls

FIRST = date(2025, 1, 1)
DAYS = 700
KINDS, SERVICES, PROVIDERS, PEOPLE, LABELS = 12, 12, 9, 25, 2


def day(number):
    return FIRST + timedelta(days=number)


def made(seed, *, lines=900):
    """Draw a small insurer in which every reason occurs, many of them together."""
    draw = random.Random(seed)  # noqa: S311 — made-up claims are no secret

    def period(*, gap=0.15):
        first = draw.randrange(0, DAYS) if draw.random() < gap else -3000
        until = day(draw.randrange(max(first, 0) + 1, DAYS + 1)) if draw.random() < gap else NO_END
        return {"first_day": day(first), "until": until}

    tables = {
        "persons": [
            {"insured": each, "bears_from": day(draw.choice((-5000, 200, 5000)))}
            for each in range(PEOPLE - 2)
        ],
        "covers": [
            {
                "insured": each,
                "label": (each + (draw.random() < 0.05)) % LABELS,
                "regime": regime,
                "kinds": draw.choice((0xFFF, 0xFFF, 0xFFF, 0xAAA, 0x800)),
                **period(),
            }
            for each in range(PEOPLE)
            for regime in (0, 1)
            if regime == 0 or draw.random() < 0.5
        ],
        "services": [
            {
                "service": each,
                "kind": draw.randrange(KINDS),
                "qualification": each % 3,
                "exempt": draw.random() < 0.2,
            }
            for each in range(SERVICES)
        ],
        "qualifications": [
            {"provider": each, "qualification": kind, **period()}
            for each in range(PROVIDERS)
            for kind in range(3)
            if draw.random() < 0.95
        ],
        "contracts": [
            {"provider": each, "label": label, **period(gap=0.4)}
            for each in range(PROVIDERS)
            for label in range(LABELS)
            if draw.random() < 0.7
        ],
        "tariffs": [
            {"service": each, "label": label, "cents": draw.choice((900, 1000)), **period()}
            for each in range(SERVICES)
            for label in range(LABELS)
            if draw.random() < 0.8
        ],
        "rules": [
            {
                "service": each,
                "label": label,
                "authorization": draw.random() < 0.3,
                "most_a_day": draw.choice((0, 1, 2)),
                "most_a_year": draw.choice((0, 2)),
                **period(),
            }
            for each in range(SERVICES)
            for label in range(LABELS)
            if draw.random() < 0.5
        ],
        "authorizations": [
            {"insured": draw.randrange(PEOPLE), "service": draw.randrange(SERVICES), **period()}
            for _ in range(60)
        ],
        "deductibles": [
            {"insured": each, "year": year, "cents": draw.choice((0, 38_500, 5_000))}
            for each in range(PEOPLE)
            for year in (2025, 2026)
        ],
    }
    tables["lines"] = _lines(draw, lines)
    return tables


def _lines(draw, count):
    lines = []
    for number in range(count):
        quantity, tariff = draw.choice((1, 1, 1, 2)), draw.choice((900,) * 8 + (1000, 1001))
        insured = draw.randrange(PEOPLE)
        line = {
            "line": number,
            "insured": insured,
            "label": (insured + (draw.random() < 0.03)) % LABELS,
            "provider": draw.randrange(PROVIDERS),
            "service": draw.randrange(SERVICES),
            "started": day(draw.choice((draw.randrange(0, DAYS), draw.randrange(0, 20)))),
            "received": day(draw.choice((DAYS,) * 9 + (3 * 365 + 300,))),
            "quantity": quantity,
            "tariff": tariff,
            "charged": quantity * tariff + draw.choice((0,) * 49 + (1,)),
            "takes_back": -1,
        }
        if lines and draw.random() < 0.25:
            # The same care again, or taken back: wholly, in part, or twice.
            other = draw.choice(lines[-40:])
            line = {**other, "line": number}
            if draw.random() < 0.6 and other["charged"] > 0:
                line |= {"charged": -other["charged"], "takes_back": other["line"]}
                if draw.random() < 0.2:
                    line["charged"] += 100
        lines.append(line)
    return lines


def written(folder, tables, *, parts=3):
    for name, rows in tables.items():
        schema = SCHEMAS[name].to_pyarrow()
        if name != "lines":
            pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / f"{name}.parquet")
            continue
        (folder / "lines").mkdir()
        for part in range(parts):
            mine = [row for row in rows if row["insured"] % parts == part]
            random.Random(part).shuffle(mine)  # noqa: S311 — as above
            pq.write_table(pa.Table.from_pylist(mine, schema=schema), folder / "lines" / f"{part}.parquet")
    return folder


def as_table(connection, path, rows, schema):
    """Give rows to the engine, in the columns that they have, of the types of a table of ours."""
    types = schema.to_pyarrow()
    columns = pa.schema([types.field(column) for column in rows[0]])
    pq.write_table(pa.Table.from_pylist(rows, schema=columns), path)
    return connection.read_parquet(path)


def told(folder, out, chosen):
    outcome = control(connect(), folder, chosen=chosen, out=out)
    rows = [row for path in sorted(out.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
    return outcome, {row["line"]: (set(names_of(row["mask"])), row["granted"], row["own"]) for row in rows}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("chosen", [BASIC_CHECKS, EVERY_CHECK])
def test_every_line_gets_the_reasons_the_amount_and_the_own_part_that_plain_python_gives(
    tmp_path, seed, chosen
):
    tables = made(seed)
    outcome, found = told(written(tmp_path, tables), tmp_path / "out", chosen)
    expected = control_reference.answers(tables, chosen)
    wrong = {
        line: (found[line], (each.reasons, each.granted, each.own))
        for line, each in expected.items()
        if found[line] != (each.reasons, each.granted, each.own)
    }
    assert wrong == {}
    assert len(found) == outcome.lines == len(tables["lines"])
    assert outcome.granted_cents == sum(granted for _reasons, granted, _own in found.values())
    assert outcome.own_cents == sum(own for _reasons, _granted, own in found.values())
    for name in chosen:
        assert outcome.reasons[name] == sum(name in reasons for reasons, _granted, _own in found.values())


def test_each_reason_occurs_and_lines_keep_several(tmp_path):
    outcome, found = told(written(tmp_path, made(1)), tmp_path / "out", EVERY_CHECK)
    assert all(outcome.reasons.values()), outcome.reasons
    assert any(len(reasons) > 2 for reasons, _granted, _own in found.values())


def test_never_is_more_granted_than_was_charged_and_the_parts_are_the_whole(tmp_path):
    tables = made(2)
    _outcome, found = told(written(tmp_path, tables), tmp_path / "out", EVERY_CHECK)
    charged = {row["line"]: row["charged"] for row in tables["lines"]}
    for line, (reasons, granted, own) in found.items():
        assert granted == (0 if reasons else charged[line])
        assert min(0, granted) <= own <= max(0, granted)


def test_a_check_that_is_not_chosen_gives_no_reason(tmp_path):
    folder = written(tmp_path, made(3))
    for name in EVERY_CHECK:
        outcome, found = told(folder, tmp_path / f"out-{name}", (name,))
        assert set().union(*(reasons for reasons, _granted, _own in found.values())) <= {name}
        assert set(outcome.reasons) == {name}


def test_what_somebody_bears_of_a_year_does_not_depend_on_the_order_of_lines(tmp_path):
    tables = made(4, lines=400)
    chosen = ("not-insured",)
    straight, turned = tmp_path / "a", tmp_path / "b"
    straight.mkdir()
    turned.mkdir()
    first, _found = told(written(straight, tables), tmp_path / "out-a", chosen)
    back = [{**row, "line": len(tables["lines"]) - row["line"]} for row in tables["lines"]]
    second, _found = told(written(turned, tables | {"lines": back}), tmp_path / "out-b", chosen)
    assert (first.granted_cents, first.own_cents) == (second.granted_cents, second.own_cents)


def test_care_that_is_taken_back_may_be_claimed_again_and_again(tmp_path):
    tables = made(5, lines=0)
    line = {
        "insured": 0,
        "label": 0,
        "provider": 0,
        "service": 0,
        "started": day(5),
        "received": day(9),
        "quantity": 1,
        "tariff": 900,
        "charged": 900,
        "takes_back": -1,
    }
    tables["lines"] = [
        {
            **line,
            "line": 2 * turn + back,
            "charged": -900 if back else 900,
            "takes_back": 2 * turn if back else -1,
        }
        for turn in range(5)
        for back in (0, 1)
    ]
    chosen = ("already-claimed", "credit-without-debit")
    _outcome, found = told(written(tmp_path, tables, parts=1), tmp_path / "out", chosen)
    assert sorted(found) == list(range(10))
    assert not set().union(*(reasons for reasons, _granted, _own in found.values()))


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_is_held_against_what_stood_and_was_borne_before_as_if_it_came_with_it(tmp_path, seed):
    tables = made(seed + 20, lines=800)
    expected = control_reference.answers(tables, BASIC_CHECKS)
    before, batch = tables["lines"][:500], tables["lines"][500:]
    world = control_reference.World(tables | {"lines": before}, frozenset(BASIC_CHECKS))
    for line in before:
        world.take(line)
    connection = connect(spill=tmp_path / "it's spilt")
    known = read_tables(connection, written(tmp_path, tables))
    standing = [dict(zip(("insured", "service", "started"), care, strict=True)) for care in world.standing]
    had = [
        {"insured": insured, "year": year, "cents": cents} for (insured, year), cents in world.counted.items()
    ]
    care = as_table(connection, tmp_path / "standing.parquet", standing, SCHEMAS["lines"])
    borne = as_table(connection, tmp_path / "had.parquet", had, SCHEMAS["deductibles"])
    lines = as_table(connection, tmp_path / "fresh.parquet", batch, SCHEMAS["lines"])
    found = take_in(connection, lines, known, standing=care, had=borne).to_pylist()
    assert len(found) == len(batch)
    for row in found:
        told = expected[row["line"]]
        assert (set(names_of(row["mask"])), row["granted"], row["own"]) == (
            told.reasons,
            told.granted,
            told.own,
        )


def test_without_a_folder_for_answers_the_counts_are_the_same(tmp_path):
    folder = written(tmp_path, made(9, lines=200))
    outcome, _found = told(folder, tmp_path / "out", EVERY_CHECK)
    assert control(connect(), folder) == outcome


def test_the_names_are_those_of_the_reasons_of_single_files():
    assert set(EVERY_CHECK) <= set(controls())
    assert len(EVERY_CHECK) < 31, "a mask has 32 bits and a sign"
    assert all(check.article for check in CHECKS.values())


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("tariffs", lambda rows: [*rows, rows[0]], "two rows of service"),
        ("tariffs", lambda rows: [{**rows[0], "until": rows[0]["first_day"]}], "ends before it begins"),
        ("covers", lambda rows: [*rows, {**rows[0], "first_day": day(-10)}], "two rows of insured"),
        ("contracts", lambda rows: [*rows, rows[0]], "two rows of provider"),
    ],
)
def test_a_table_in_which_two_rows_hold_at_once_is_refused_before_anything_is_judged(
    tmp_path, name, change, words
):
    tables = made(6, lines=10)
    tables[name] = change(tables[name])
    with pytest.raises(TableError, match=words) as refusal:
        control(connect(), written(tmp_path, tables), out=tmp_path / "out")
    assert name in str(refusal.value)
    assert not (tmp_path / "out").exists()


def test_a_table_that_is_missing_or_has_other_columns_is_named(tmp_path):
    folder = written(tmp_path, made(7, lines=10))
    persons = pq.read_table(folder / "persons.parquet")
    cases = [
        (persons.append_column("name", pa.array(["x"] * persons.num_rows)), "unknown column.* name"),
        (persons.drop(["bears_from"]), "lacks the column.* bears_from"),
        (persons.set_column(0, "insured", persons["insured"].cast("int64")), "column insured is int64"),
    ]
    for table, words in cases:
        pq.write_table(table, folder / "persons.parquet")
        with pytest.raises(TableError, match=words):
            read_tables(connect(), folder)
    (folder / "persons.parquet").unlink()
    with pytest.raises(TableError, match=r"persons is missing: persons\.parquet"):
        read_tables(connect(), folder)
    with pytest.raises(TableError, match="there are no lines"):
        control(connect(), tmp_path / "nowhere", tables={})


def test_the_command_prints_what_came_of_it_and_writes_an_answer_for_each_line(tmp_path, capsys):
    folder = written(tmp_path, made(8, lines=200))
    words = ["claims", "control", str(folder), "--out", str(tmp_path / "out"), "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lines"] == 200
    assert set(told["reasons"]) == set(EVERY_CHECK)
    assert sum(pq.read_table(path).num_rows for path in (tmp_path / "out").iterdir()) == 200
    assert main(words) == 2
    assert "is there already" in capsys.readouterr().err
    (folder / "tariffs.parquet").write_bytes(b"geen tabel")
    assert main(["claims", "control", str(folder), "--basic"]) == 2
    assert "tariffs" in capsys.readouterr().err
    assert main(["claims", "control", str(folder), "--megabytes", "1"]) == 2


def test_the_expressions_are_not_bound_to_one_engine():
    """Every expression compiles for another engine than the one that runs it here."""
    from_elsewhere = {name: ibis.table(schema, name=name) for name, schema in SCHEMAS.items()}
    judging = pytest.importorskip("zorgvuldig.analytics.control.settling")
    table = judging.judged(from_elsewhere["lines"], from_elsewhere, EVERY_CHECK)
    answer = judging.settled(table, from_elsewhere["deductibles"])
    for dialect in ("duckdb", "postgres", "pyspark"):
        assert "LEFT" in ibis.to_sql(answer, dialect=dialect).upper()
