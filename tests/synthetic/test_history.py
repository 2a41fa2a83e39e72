"""The history of claims: drawn by the column, in form, on insured days; taken over through decisions."""

import argparse
import hashlib
import json
from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from zorgvuldig.interfaces.command_line import load
from zorgvuldig.interfaces.synthetic import insurer
from zorgvuldig.interfaces.synthetic.care import KINDS
from zorgvuldig.interfaces.synthetic.directory import digest_directory, write_directory
from zorgvuldig.processes.claims_history.intake.files import HistoryError, read_history
from zorgvuldig.processes.policy_administration.intake.directory import read_directory

LINES = 2_000
IN_FILES = 60


def write(path, *, seed=5, lines=LINES):
    with pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(insurer, "MOST_IN_FILES", IN_FILES)
        made = insurer.make_insurer(insured=80, claims=lines, seed=seed)
    write_directory(made, path, seed=seed, step=lambda _what, _count: None)
    return path


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return write(tmp_path_factory.mktemp("history") / "insurer")


@pytest.fixture(scope="module")
def files(directory):
    return list(read_history(directory))


def test_the_history_holds_exactly_the_lines_that_were_asked_for(files):
    assert sum(file.lines.num_rows for file in files) == LINES


def test_every_kind_of_care_is_in_it_under_its_own_message(files):
    assert {(file.message, file.message_version) for file in files} == {
        (kind.message, kind.version) for kind in KINDS
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(directory, tmp_path):
    assert digest_directory(write(tmp_path / "again")) == digest_directory(directory)
    other = write(tmp_path / "other", seed=6)
    name = "claims_history/AP304-2025.parquet"
    assert (other / name).read_bytes() != (directory / name).read_bytes()


def test_a_small_insurer_has_no_history(tmp_path):
    path = write(tmp_path / "small", lines=IN_FILES)
    assert not (path / "claims_history").exists()
    assert list(read_history(path)) == []


def test_every_line_lies_on_a_day_on_which_its_person_was_insured_under_its_regime(directory, files):
    rows = read_directory(directory).rows
    bsn_of = {person.id: person.bsn for person in rows["people.jsonl"]}
    periods = Counter()
    covered = {}
    for cover in rows["coverages.jsonl"]:
        covered.setdefault((bsn_of[cover.subject], cover.regime), []).append(cover)
    for file in files:
        for line in file.lines.to_pylist():
            found = covered[line["bsn"], line["regime"]]
            assert any(
                each.insured_from <= line["started_on"]
                and (each.insured_until is None or line["started_on"] < each.insured_until)
                for each in found
            )
            periods[line["regime"]] += 1
    assert set(periods) == {"Zvw", "AV"}


def test_every_line_costs_what_the_tariff_of_its_day_says(directory, files):
    rows = read_directory(directory).rows
    labels = {label.id: label.uzovi for label in rows["labels.jsonl"]}
    tariffs = {
        (labels[row.label], row.code_list, row.service_code, row.valid_from.year): row.amount_cents
        for row in rows["tariffs.jsonl"]
    }
    for file in files:
        for line in file.lines.to_pylist():
            key = line["label"], line["code_list"], line["service_code"], line["started_on"].year
            assert line["charged_cents"] == tariffs[key]


def test_every_provider_of_it_is_in_the_register_and_nothing_came_in_later_than_today(directory, files):
    known = {row.agb_code for row in read_directory(directory).rows["providers.jsonl"]}
    for file in files:
        assert set(file.lines["provider"].chunk(0).dictionary.to_pylist()) <= known
        assert pc.max(file.lines["received_on"]).as_py() <= insurer.REFERENCE_DAY


def run(*words):
    parser = argparse.ArgumentParser()
    load.add_arguments(parser)
    return load.run(parser.parse_args(words))


def test_loading_takes_the_history_over_with_decisions_and_a_segment_for_each_file(
    owner_connection, directory, files, capsys
):
    assert run(str(directory)) == 0
    assert f"{LINES} lines" in capsys.readouterr().out
    counted = owner_connection.execute(
        "SELECT count(*), count(DISTINCT claim_id), count(DISTINCT run_id), sum(approved_cents)::bigint "
        "FROM records.claim_line"
    ).fetchone()
    claims = sum(len(file.starts) for file in files)
    cents = sum(pc.sum(file.lines["approved_cents"]).as_py() for file in files)
    assert counted == (LINES, claims, len(files), cents)
    summed = owner_connection.execute(
        "SELECT count(*), sum(approved_cents)::bigint, count(subject_id), count(provider_id), "
        "count(label_id) FROM records.claim"
    ).fetchone()
    assert summed == (claims, cents, claims, claims, claims)
    rows = owner_connection.execute(
        "SELECT count(*) FROM ledger.segment_row s JOIN ledger.intake i USING (entry_id) "
        "WHERE i.purpose = 'claims'"
    ).fetchone()[0]
    assert rows == sum(len(file.lines["bsn"].chunk(0).dictionary) for file in files)
    decided = dict(
        owner_connection.execute(
            "SELECT purpose, count(*) FROM ledger.intake WHERE run_id IS NOT NULL GROUP BY purpose"
        ).fetchall()
    )
    assert decided == {"formal-control": 2 * len(files), "claims": 2 * len(files)}


def test_each_line_lands_with_the_person_whom_its_number_names(owner_connection, directory, files):
    assert run(str(directory)) == 0
    people = {row.bsn: row.id for row in read_directory(directory).rows["people.jsonl"]}
    expected = Counter(
        (people[line["bsn"]], line["service_code"], line["started_on"])
        for file in files
        for line in file.lines.to_pylist()
    )
    found = owner_connection.execute("SELECT subject_id, service_code, started_on FROM records.claim_line")
    assert Counter(found.fetchall()) == expected


def _altered(directory, target, change):
    """Copy the directory with one file of history changed, under a manifest that names its new digest."""
    target.mkdir()
    for each in directory.iterdir():
        if each.name not in {"claims_history", "manifest.json"}:
            (target / each.name).symlink_to(each)
    (target / "claims_history").mkdir()
    name = "ZH308-2025.parquet"
    table = change(pq.read_table(directory / "claims_history" / name))
    pq.write_table(table, target / "claims_history" / name)
    digest = hashlib.sha256((target / "claims_history" / name).read_bytes()).hexdigest()
    manifest = json.loads((directory / "manifest.json").read_text())
    manifest["history"] = {name: {"rows": table.num_rows, "sha256": digest}}
    (target / "manifest.json").write_text(json.dumps(manifest))
    return target


def _with(column, values):
    return lambda table: table.set_column(table.column_names.index(column), column, values(table))


def _all(value, kind):
    return lambda table: pa.array([value] * table.num_rows, kind)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_with("quantity", _all(0, pa.int32())), "line 1: quantity is less than one"),
        (_with("charged_cents", _all(-1, pa.int64())), "line 1: charged_cents is below zero"),
        (_with("approved_cents", _all(10**9, pa.int64())), "approved_cents is more than charged_cents"),
        (_with("bsn", _all("12345", pa.string())), "line 1: bsn is not nine digits"),
        (_with("regime", _all("WMO", pa.string())), "line 1: regime is not Zvw, AV or Wlz"),
        (_with("service_code", _all("", pa.string())), "column service_code holds an empty text"),
        (_with("label", _all(None, pa.string())), "column label has rows without a value"),
        (_with("quantity", _all("many", pa.string())), "column quantity is not of the kind int32"),
        (lambda table: table.drop_columns(["provider"]), "columns provider are missing or unknown"),
        (lambda table: table.slice(0, 0), "holds no line"),
        (lambda table: table.append_column("name", table["bsn"]), "columns name are missing or unknown"),
        (_with("claim_number", _all("one", pa.string())), "lines of one claim differ in"),
        (
            lambda table: pa.concat_tables([table.slice(0, 1), table.slice(2), table.slice(0, 1)]),
            "do not stand together",
        ),
    ],
)
def test_a_file_that_is_wrong_in_form_is_named_with_what_is_wrong(directory, tmp_path, change, told):
    with pytest.raises(HistoryError, match=told):
        list(read_history(_altered(directory, tmp_path / "wrong", change)))


def test_a_file_of_history_that_was_changed_afterwards_is_not_read(directory, tmp_path):
    altered = _altered(directory, tmp_path / "changed", lambda table: table)
    (altered / "claims_history" / "ZH308-2025.parquet").write_bytes(b"PAR1")
    with pytest.raises(HistoryError, match="differs from what manifest"):
        list(read_history(altered))


@pytest.mark.parametrize(
    ("column", "value"), [("bsn", "999999990"), ("provider", "99999999"), ("label", "9999")]
)
def test_a_history_that_names_somebody_unknown_leaves_nothing_behind_and_does_not_tell_whom(
    owner_connection, directory, tmp_path, capsys, column, value
):
    altered = _altered(directory, tmp_path / "unknown", _with(column, _all(value, pa.string())))
    assert run(str(altered)) == 2
    told = capsys.readouterr().err
    assert f"values of {column} are" in told
    assert value not in told
    for table in ("person", "claim", "claim_line", "label"):
        assert owner_connection.execute(f"SELECT count(*) FROM records.{table}").fetchone()[0] == 0  # noqa: S608 — names of our own
