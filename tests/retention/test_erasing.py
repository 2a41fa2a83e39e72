"""Erasing what is due: whole persons, with their keys, and nothing of anyone else."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from psycopg import sql

from zorgvuldig.interfaces.command_line import retention_run
from zorgvuldig.interfaces.command_line.dispatch import main
from zorgvuldig.interfaces.erasing import erase_all_due, survey
from zorgvuldig.interfaces.jobs.retention import erase_by_night
from zorgvuldig.ledger.expiry import Due
from zorgvuldig.processes.retention import act
from zorgvuldig.records import erasing
from zorgvuldig.records.erasing import tables_of_persons
from zorgvuldig.records.tombstones import DATA_KEY, read_tombstones, replay_tombstones
from zorgvuldig.records.wall.matrix import GATE_READS

#: Seven years and a day after Anna's insurance ended.
DAY = date(2034, 1, 1)
KEYS = "SELECT id FROM records.data_key WHERE subject_id = %s"


#: What goes by its own clock too, whatever keeps the rest.
BY_ITSELF = frozenset({"case", "case_step", "rights_request", "receiver_to_tell"})


def rest_of(owner_connection, person):
    return {name: rows for name, rows in rows_of(owner_connection, person).items() if name not in BY_ITSELF}


def rows_of(owner_connection, person):
    count = sql.SQL("SELECT count(*) FROM {} WHERE {} = %s")
    return {
        name: owner_connection.execute(
            count.format(sql.Identifier("records", name), sql.Identifier(whose)), [person.id]
        ).fetchone()[0]
        for name, whose in tables_of_persons().items()
    }


def laid(owner_connection, person):
    owner_connection.execute(
        "INSERT INTO records.person_hold (id, subject_id, reason, placed_by, placed_at, review_on, ended_by, "
        "end_reason) VALUES (%s, %s, 'een procedure', 'dpo', now(), '2034-06-01', '', '')",
        [uuid4(), person.id],
    )


def test_after_the_run_no_row_and_no_key_of_the_person_is_left_and_the_other_keeps_all(
    gone, owner_connection
):
    before, bram = rows_of(owner_connection, gone.anna), rows_of(owner_connection, gone.bram)
    assert before["person"] == before["claim"] == before["data_key"] == before["case"] == 1
    counted = survey(day=DAY)
    done = erase_all_due(day=DAY)
    assert done.failures == []
    assert (done.persons, done.left) == (1, 0)
    assert {name: dict(rows) for name, rows in done.rows.items()} == counted.rows
    assert not any(rows_of(owner_connection, gone.anna).values())
    assert rows_of(owner_connection, gone.bram) == bram
    assert erase_all_due(day=DAY).persons == 0


def test_on_the_last_day_of_the_term_nothing_goes_and_counting_touches_nothing(gone, owner_connection):
    before = rows_of(owner_connection, gone.anna)
    assert survey(day=date(2033, 12, 31)).persons == 0
    assert erase_all_due(day=date(2033, 12, 31)).persons == 0
    assert survey(day=DAY).persons == 1
    assert rows_of(owner_connection, gone.anna) == before


def test_the_destroyed_keys_are_in_the_journal_and_do_not_come_back_with_an_old_backup(
    gone, owner_connection
):
    (key,) = owner_connection.execute(KEYS, [gone.anna.id]).fetchone()
    erase_all_due(day=DAY)
    assert key in read_tombstones().destroyed[DATA_KEY]
    # What an older backup would bring back.
    owner_connection.execute(
        "INSERT INTO records.data_key (id, compartment, retention_class, year, wrapped, key_encryption_key) "
        "VALUES (%s, 'Zvw', 'insurance', 2026, 'wrapped', 'none')",
        [key],
    )
    assert replay_tombstones(owner_connection) == 1


def test_the_log_tells_what_went_by_class_and_table_and_by_which_article(gone, owner_connection):
    entries = "SELECT count(*) FROM ledger.intake WHERE purpose = 'retention'"
    (before,) = owner_connection.execute(entries).fetchone()
    erase_all_due(day=DAY)
    # The look before, the erasing, its counts, and the look after.
    assert owner_connection.execute(entries).fetchone()[0] - before == 4


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("hold", None),
        ("case", 'UPDATE records."case" SET closed_on = NULL WHERE subject_id = %s'),
        (
            "case",
            "UPDATE records.rights_request SET state = 'extended', answered_on = NULL WHERE subject_id = %s",
        ),
        ("case", "UPDATE records.rights_request SET answered_on = '2033-06-01' WHERE subject_id = %s"),
        (
            "running",
            "UPDATE records.policy_coverage SET insured_during = '[2026-01-01,)' WHERE subject_id = %s",
        ),
    ],
)
def test_whom_a_hold_an_open_case_or_a_cover_keeps_loses_nothing(gone, owner_connection, why, sentence):
    if sentence:
        owner_connection.execute(sentence, [gone.anna.id] if "%s" in sentence else None)
    else:
        laid(owner_connection, gone.anna)
    before = rest_of(owner_connection, gone.anna)
    done = erase_all_due(day=DAY)
    assert done.persons == 0
    assert done.kept == ({} if why == "running" else {why: 1})
    assert rest_of(owner_connection, gone.anna) == before


def test_whoever_holds_the_policy_of_somebody_who_is_insured_is_kept(gone, owner_connection):
    owner_connection.execute(
        "INSERT INTO records.policy_coverage (id, insurance_policy_id, subject_id, regime, insured_during) "
        "SELECT %s, p.id, %s, 'AV', '[2026-01-01,)' FROM records.insurance_policy p "
        "WHERE p.policyholder_id = %s",
        [uuid4(), gone.bram.id, gone.anna.id],
    )
    assert erase_all_due(day=DAY).persons == 0


def test_two_on_one_policy_who_are_both_due_go_in_one_batch():
    one, other, third = UUID(int=1), UUID(int=2), UUID(int=3)
    due = Due(dict.fromkeys((one, other, third), DAY), ties=((one, third),))
    assert sorted(len(batch.persons) for batch in due.batches(1)) == [1, 2]
    assert [len(batch.persons) for batch in due.batches(3)] == [3]


def test_a_batch_of_which_a_row_stays_behind_is_undone_as_a_whole(gone, owner_connection, monkeypatch):
    before = rest_of(owner_connection, gone.anna)

    def forgets(persons, *, at):
        return {}

    monkeypatch.setattr(erasing, "erase_rows", forgets)
    done = erase_all_due(day=DAY)
    assert done.left == 1
    assert "LeftoverError" in done.failures[0]
    assert rest_of(owner_connection, gone.anna) == before


def test_a_failure_half_way_leaves_every_row_and_key_as_it_was(gone, owner_connection, monkeypatch):
    before = rest_of(owner_connection, gone.anna)
    real = erasing.erase_rows

    def breaks(persons, *, at):
        real(persons, at=at)
        raise OSError("the disk is full")

    monkeypatch.setattr(erasing, "erase_rows", breaks)
    assert erase_all_due(day=DAY).left == 1
    assert rest_of(owner_connection, gone.anna) == before


def test_who_is_kept_since_the_look_is_not_erased(gone, owner_connection):
    laid(owner_connection, gone.anna)
    due = Due({gone.anna.id: date(2026, 12, 31)})
    (batch,) = due.batches(1)
    terms = act.terms_on(DAY)
    assert terms.by_class["insurance"] == "P7Y"
    with pytest.raises(act.LeftoverError, match="kept since"):
        _erase(batch, terms)


def _erase(batch, terms):
    at = datetime(2034, 1, 1, 12, tzinfo=UTC)
    act.erase(batch, day=DAY, terms=terms, at=at)


def test_the_command_counts_and_then_erases_and_says_so(gone, capsys):
    assert main(["retention", "run", "--at", "2034-01-01", "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "  claim_line: 1" in told
    assert "1 persons are beyond their term on 2034-01-01; nothing was erased." in told
    assert main(["retention", "run", "--at", "2034-01-01", "--drill"]) == 0
    assert "1 persons erased in 1 batches; 0 still due." in capsys.readouterr().out
    assert retention_run.SUMMARY


def test_by_a_day_that_has_not_come_nothing_goes_without_the_word_for_drills(gone, owner_connection, capsys):
    before = rows_of(owner_connection, gone.anna)
    assert main(["retention", "run", "--at", "2034-01-01"]) == 2
    told = capsys.readouterr()
    assert "2034-01-01 has not come" in told.err
    assert not told.out
    assert rows_of(owner_connection, gone.anna) == before


@pytest.mark.parametrize("how", [[], ["--dry-run"], ["--drill"]])
@pytest.mark.parametrize("day", ["2025-12-21", "2000-01-01"])
def test_before_the_norms_give_terms_the_first_day_is_named_and_nothing_is_looked_at(gone, capsys, day, how):
    assert main(["retention", "run", "--at", day, *how]) == 2
    assert f"there are no terms on {day}: the norms give them from 2025-12-22" in capsys.readouterr().err
    assert main(["retention", "run", "--at", "2025-12-22", "--dry-run"]) == 0


def test_every_table_about_a_person_is_counted_by_the_gate():
    missing = {name for name, whose in tables_of_persons().items() if whose not in GATE_READS.get(name, ())}
    assert not missing, f"let the gate read whose a row is (GATE_READS in records/wall/matrix.py): {missing}"


def test_every_table_about_a_person_is_erased_by_the_role_for_it(database, owner_connection):
    may = owner_connection.execute(
        "SELECT array_agg(t) FROM unnest(%s::text[]) t "
        "WHERE NOT has_table_privilege('zv_retention', format('records.%%I', t), 'DELETE')",
        [list(tables_of_persons())],
    ).fetchone()
    assert may == (None,)


def test_by_night_it_goes_by_itself_and_what_cannot_go_raises_an_alarm(gone, monkeypatch, caplog):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_zone: DAY)
    real = erasing.erase_rows
    monkeypatch.setattr(erasing, "erase_rows", lambda *_persons, **_at: {})
    assert erase_by_night.func(0) == 0
    assert "1 persons are beyond their term and could not be erased" in caplog.text
    monkeypatch.setattr(erasing, "erase_rows", real)
    # Now that the clock of the run is the clock of the day, the decision is made by it too.
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2034, 1, 1, 2, 11, tzinfo=UTC))
    assert erase_by_night.func(0) == 1
