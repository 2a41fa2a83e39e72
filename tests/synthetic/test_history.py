"""The history of claims: drawn by the column, in form, on insured days; taken over through decisions."""

import hashlib
import json
from collections import Counter
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.command_line import load
from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.interfaces.letters.writing import runs_to_tell
from zorgvuldig.interfaces.synthetic import insurer
from zorgvuldig.interfaces.synthetic.care import KINDS
from zorgvuldig.interfaces.synthetic.directory import digest_directory, write_directory
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.processes.claims_handling import usecases as claims_handling
from zorgvuldig.processes.claims_history.intake.files import HistoryError, read_history
from zorgvuldig.processes.claims_history.usecases import take_over_history
from zorgvuldig.processes.policy_administration.intake.directory import read_directory
from zorgvuldig.processes.rights import usecases as rights

LINES = 1_000
IN_FILES = 60
YEARS = (2025, 2026)


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
    assert {
        (line["message"], line["message_version"])
        for file in files
        for line in file.lines.select(["message", "message_version"]).to_pylist()
    } == {(kind.message, kind.version) for kind in KINDS}
    assert [file.name for file in files] == [f"claims-{year}.parquet" for year in YEARS]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(directory, tmp_path):
    assert digest_directory(write(tmp_path / "again")) == digest_directory(directory)
    other = write(tmp_path / "other", seed=6)
    name = "claims_history/claims-2025.parquet"
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


def test_nobody_bore_more_than_the_deductible_of_the_year_and_who_had_care_enough_bore_all(directory, files):
    rows = read_directory(directory).rows
    voluntary = {row.id: row.voluntary_deductible_cents for row in rows["insurance_policies.jsonl"]}
    bsn_of = {person.id: person.bsn for person in rows["people.jsonl"]}
    most, borne, costs = {}, Counter(), Counter()
    for cover in rows["coverages.jsonl"]:
        if cover.regime == "Zvw":
            bsn = bsn_of[cover.subject]
            most[bsn] = max(most.get(bsn, 0), 38_500 + voluntary[cover.insurance_policy])
    born = {person.bsn: person.birthdate for person in rows["people.jsonl"]}
    for file in files:
        for line in file.lines.to_pylist():
            key = line["bsn"], line["started_on"].year
            borne[key] += line["own_share_cents"]
            bears = line["regime"] == "Zvw" and born[key[0]].year < line["started_on"].year - 18
            costs[key] += line["approved_cents"] if bears else 0
            assert line["own_share_cents"] <= line["approved_cents"]
            assert line["own_share_cents"] == 0 or line["regime"] == "Zvw"
            assert line["own_share_cents"] == 0 or born[key[0]].year <= line["started_on"].year - 18
    assert all(cents <= most[bsn] for (bsn, _), cents in borne.items())
    full = [key for key, cents in costs.items() if cents >= most[key[0]]]
    assert len(full) > 5
    assert sum(borne[key] >= 38_500 for key in full) > len(full) // 2


def test_every_provider_of_it_is_in_the_register_and_nothing_came_in_later_than_today(directory, files):
    known = {row.agb_code for row in read_directory(directory).rows["providers.jsonl"]}
    for file in files:
        assert set(file.lines["provider"].chunk(0).dictionary.to_pylist()) <= known
        assert pc.max(file.lines["received_on"]).as_py() <= insurer.REFERENCE_DAY


def run(directory):
    return load.run(SimpleNamespace(directory=directory))


@pytest.fixture
def loaded(once_built, directory):
    once_built("history", lambda: run(directory))


@pytest.fixture
def owner(loaded, owner_connection):
    return owner_connection


def one(owner, query):
    return owner.execute(query).fetchone()


def test_loading_takes_the_history_over_with_decisions_and_a_segment_for_each_file(owner, files):
    claims = sum(len(file.starts) for file in files)
    cents, borne = (
        sum(pc.sum(file.lines[name]).as_py() for file in files)
        for name in ("approved_cents", "own_share_cents")
    )
    assert borne > 0
    assert one(
        owner,
        "SELECT count(*), count(DISTINCT claim_id), count(DISTINCT run_id), sum(approved_cents)::bigint, "
        "sum(own_share_cents)::bigint FROM records.claim_line",
    ) == (LINES, claims, len(files), cents, borne)
    assert one(
        owner,
        "SELECT count(*), sum(approved_cents)::bigint, sum(own_share_cents)::bigint, count(subject_id), "
        "count(provider_id), count(label_id) FROM records.claim",
    ) == (claims, cents, borne, claims, claims, claims)
    assert one(
        owner,
        "SELECT count(*), sum(own_share_cents)::bigint FROM records.claim_file WHERE came_as = 'history'",
    ) == (len(files), borne)
    rows = one(
        owner,
        "SELECT sum(b.row_count) FROM ledger.segment_block b JOIN ledger.intake i USING (entry_id) "
        "WHERE i.purpose = 'claims'",
    )
    assert rows[0] == sum(len(file.lines["bsn"].chunk(0).dictionary) for file in files)
    decided = owner.execute(
        "SELECT purpose, count(*) FROM ledger.intake WHERE run_id IS NOT NULL GROUP BY purpose"
    )
    # To look up persons and providers; to record the lines, the file, and the segment's own leaf.
    assert dict(decided.fetchall()) == {"formal-control": 2 * len(files), "claims": 3 * len(files)}


def test_each_line_lands_with_the_person_and_the_claim_that_it_names(owner, directory, files):
    people = {row.bsn: row.id for row in read_directory(directory).rows["people.jsonl"]}
    expected = Counter(
        (people[line["bsn"]], line["claim_number"], line["message"], line["service_code"], line["started_on"])
        for file in files
        for line in file.lines.to_pylist()
    )
    found = owner.execute(
        "SELECT l.subject_id, c.claim_number, c.message, l.service_code, l.started_on "
        "FROM records.claim_line l JOIN records.claim c ON c.id = l.claim_id AND c.run_id = l.run_id"
    )
    assert Counter(found.fetchall()) == expected


def test_the_page_of_a_taken_over_claim_says_so_and_speaks_of_no_message_received(owner, directory):
    claim_id, cents = one(
        owner, "SELECT id, own_share_cents FROM records.claim WHERE own_share_cents > 0 ORDER BY row LIMIT 1"
    )
    cast = json.loads((directory / "demo_cast.json").read_text(encoding="utf-8"))["cast"]
    handler = next(each["username"] for each in cast if each["desk"] == "staff")
    with transaction.atomic():
        actor = actor_of(handler, timezone.localdate())
        page = claims_handling.view_claim(actor=actor, claim_id=claim_id, at=timezone.now())
    told = " ".join(stage.sentence for stage in page.river)
    assert page.river[0].title == "Overgenomen"
    assert "niet bij ons ingediend" in told
    assert "retourbericht" not in told
    assert "eigen risico van de verzekerde" in told
    assert page.own_share_cents == cents
    assert [stage.key for stage in page.river] == ["intake", "decide", "record", "act", "explain"]


def test_the_insured_person_reads_who_settled_it_and_what_was_borne(owner, directory):
    [username] = one(owner, "SELECT username FROM records.account_link ORDER BY username LIMIT 1")
    people = owner.execute(
        "SELECT a.username FROM records.account_link a JOIN records.claim c ON c.subject_id = a.person_id "
        "GROUP BY 1 HAVING sum(c.own_share_cents) > 0"
    ).fetchall()
    insured = actor_of(people[0][0] if people else username, timezone.localdate())
    with transaction.atomic():
        mine = rights.view_my_claims(actor=insured, at=timezone.now())
    assert mine.claims
    assert all("eerdere administratie" in each.sentence for each in mine.claims)


def test_nobody_is_written_to_about_a_history_and_its_page_shows_the_first_claims(owner, directory, files):
    cast = json.loads((directory / "demo_cast.json").read_text(encoding="utf-8"))["cast"]
    handler = next(each["username"] for each in cast if each["desk"] == "staff")
    assert runs_to_tell(actor=LETTERS, at=timezone.now()) == []
    with transaction.atomic(), pytest.MonkeyPatch.context() as fewer:
        fewer.setattr(claims_handling, "MOST_OF_A_HISTORY", 20)
        actor = actor_of(handler, timezone.localdate())
        runs = claims_handling.list_runs(actor=actor, at=timezone.now())
        page = claims_handling.view_run(actor=actor, run_id=runs[0].run_id, at=timezone.now())
    assert [each.taken_over for each in runs] == [True] * len(files)
    assert (len(page.claims), page.run.claims > 20) == (20, True)


def test_a_large_file_goes_in_by_parts_of_whole_claims_each_under_a_decision(files):
    [file, *_] = files
    parts = list(file.parts(100))
    assert len(parts) > 2
    assert pa.concat_tables([part.lines for part in parts]).equals(file.lines)
    assert [part.before for part in parts] == [
        0,
        *(sum(each.lines.num_rows for each in parts[: place + 1]) for place in range(len(parts) - 1)),
    ]
    for part in parts:
        numbers = part.lines["claim_number"].to_pylist()
        assert [numbers[start] for start in part.starts.to_pylist()] == list(dict.fromkeys(numbers))
        assert [numbers[part.starts[place].as_py()] for place in part.claim_of.to_pylist()] == numbers


def _altered(directory, target, change):
    """Copy the directory with one file of history changed, under a manifest that names its new digest."""
    target.mkdir()
    for each in directory.iterdir():
        if each.name not in {"claims_history", "manifest.json"}:
            (target / each.name).symlink_to(each)
    (target / "claims_history").mkdir()
    name = "claims-2025.parquet"
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
        (_with("own_share_cents", _all(-1, pa.int64())), "line 1: own_share_cents is below zero"),
        (_with("own_share_cents", _all(10**9, pa.int64())), "own_share_cents is more than approved_cents"),
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
    (altered / "claims_history" / "claims-2025.parquet").write_bytes(b"PAR1")
    with pytest.raises(HistoryError, match="differs from what manifest"):
        list(read_history(altered))


def test_a_history_that_names_somebody_unknown_leaves_nothing_behind_and_does_not_tell_whom(
    owner_connection, directory, tmp_path, capsys
):
    altered = _altered(directory, tmp_path / "unknown", _with("bsn", _all("999999990", pa.string())))
    assert run(altered) == 2
    told = capsys.readouterr().err
    assert "values of bsn are" in told
    assert "999999990" not in told
    for table in ("person", "claim", "claim_line", "label"):
        assert one(owner_connection, f"SELECT count(*) FROM records.{table}")[0] == 0  # noqa: S608 — names of our own


@pytest.mark.parametrize(("column", "value"), [("provider", "99999999"), ("label", "9999")])
def test_a_history_with_an_unknown_provider_or_label_stops_before_a_line_is_recorded(
    owner, directory, tmp_path, column, value
):
    before = one(owner, "SELECT count(*) FROM records.claim_line")
    altered = _altered(directory, tmp_path / "unknown", _with(column, _all(value, pa.string())))
    with pytest.raises(HistoryError, match=f"values of {column} are") as told, transaction.atomic():
        take_over_history(actor=load.TAKER, source=altered, at=timezone.now())
    assert value not in str(told.value)
    assert one(owner, "SELECT count(*) FROM records.claim_line") == before


def test_a_history_comes_in_once(owner, directory):
    before = one(owner, "SELECT count(*) FROM records.claim_line")
    with pytest.raises(HistoryError, match="was taken over before"), transaction.atomic():
        take_over_history(actor=load.TAKER, source=directory, at=timezone.now())
    assert one(owner, "SELECT count(*) FROM records.claim_line") == before
