"""Loading an insurer: through decisions, whole or not at all, and once."""

import argparse
import hashlib
import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from psycopg import sql

from zorgvuldig.decisions import Sourced
from zorgvuldig.interfaces.command_line import load
from zorgvuldig.interfaces.synthetic.directory import write_directory
from zorgvuldig.interfaces.synthetic.insurer import make_insurer
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.processing import Refused
from zorgvuldig.processes.policy_administration import act
from zorgvuldig.processes.policy_administration.intake.directory import read_directory
from zorgvuldig.processes.policy_administration.usecases import (
    AlreadyLoadedError,
    CollisionError,
    load_insurer,
)
from zorgvuldig.records.blind_index import bsn_index, insured_number_index

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TABLES = {
    "insurers.jsonl": "insurer",
    "labels.jsonl": "label",
    "people.jsonl": "person",
    "addresses.jsonl": "person_address",
    "contacts.jsonl": "person_contact",
    "households.jsonl": "household",
    "household_members.jsonl": "household_member",
    "mandates.jsonl": "mandate",
    "providers.jsonl": "provider",
    "qualifications.jsonl": "provider_qualification",
    "contracts.jsonl": "provider_contract",
    "partners.jsonl": "business_partner",
    "partner_contracts.jsonl": "partner_contract",
    "party_logins.jsonl": "party_login",
    "staff.jsonl": "staff_member",
    "account_links.jsonl": "account_link",
    "insurance_policies.jsonl": "insurance_policy",
    "coverages.jsonl": "policy_coverage",
    "prior_authorizations.jsonl": "prior_authorization",
    "tariffs.jsonl": "tariff",
    "consents.jsonl": "consent",
    "objections.jsonl": "objection",
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("loading") / "insurer"
    made = make_insurer(insured=60, claims=80, seed=11)
    write_directory(made, path, seed=11, step=lambda _what, _count: None)
    return path


@pytest.fixture
def owner(owner_connection):
    return owner_connection


def load_it(directory, **other):
    return load_insurer(**({"actor": load.LOADER, "source": directory, "at": AT} | other))


def count(owner, table: str, schema: str = "records") -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
    return owner.execute(query).fetchone()[0]


def test_every_row_of_the_directory_is_in_its_table(owner, directory):
    loaded = load_it(directory)
    rows = read_directory(directory).rows
    assert {file: count(owner, table) for file, table in TABLES.items()} == {
        file: len(found) for file, found in rows.items()
    }
    assert loaded.rows == sum(map(len, rows.values()))
    assert "60 people" in loaded.sentence()


def test_one_decision_stands_for_each_group_of_data_and_none_for_a_line(owner, directory):
    loaded = load_it(directory)
    entries = owner.execute("SELECT purpose, outcome FROM ledger.intake").fetchall()
    assert Counter(entries) == {
        ("partner-relations", "permit"): 1,
        ("policy-administration", "permit"): 1,
        ("data-subject-rights", "permit"): 1,
        ("access-control", "permit"): 1,
    }
    assert len(loaded.entries) == 4


def test_every_person_has_a_row_of_the_segment_that_a_proof_starts_from(owner, directory):
    load_it(directory)
    found = owner.execute(
        "SELECT count(DISTINCT s.subject_index) FROM ledger.segment_row s "
        "JOIN ledger.intake i USING (entry_id) WHERE i.purpose = 'policy-administration'"
    ).fetchone()[0]
    assert found == 60


def test_a_larger_insurer_is_recorded_in_batches_of_people(owner, directory, monkeypatch):
    monkeypatch.setattr(act, "PEOPLE_A_DECISION", 25)
    assert len(load_it(directory).entries) == 3 + 3
    assert count(owner, "person") == 60
    assert count(owner, "policy_coverage") == len(read_directory(directory).rows["coverages.jsonl"])


def test_a_bsn_is_nowhere_in_the_clear_and_found_by_its_blind_index(owner, directory):
    load_it(directory)
    dump = str(owner.execute("SELECT person::text FROM records.person").fetchall())
    for person in read_directory(directory).rows["people.jsonl"]:
        if person.bsn is not None:
            assert person.bsn not in dump
            row = owner.execute(
                "SELECT id FROM records.person WHERE bsn_index = %s", [bsn_index(person.bsn)]
            ).fetchone()
            assert row[0] == person.id


def test_somebody_without_a_bsn_is_found_by_the_number_of_the_label(owner, directory):
    load_it(directory)
    rows = read_directory(directory).rows
    person = next(each.id for each in rows["people.jsonl"] if each.bsn is None)
    cover = next(c for c in rows["coverages.jsonl"] if c.subject == person and c.regime == "Zvw")
    policy = next(p for p in rows["insurance_policies.jsonl"] if p.id == cover.insurance_policy)
    label = next(each for each in rows["labels.jsonl"] if each.id == policy.label)
    index = insured_number_index(label.uzovi, policy.number)
    found = owner.execute("SELECT id, bsn_sealed FROM records.person WHERE bsn_index = %s", [index])
    assert found.fetchall() == [(person, None)]


def test_logins_lead_to_staff_and_to_insured_people(owner, directory):
    load_it(directory)
    handler = actor_of("behandelaar", date(2026, 11, 21))
    assert (handler.kind, handler.role, handler.unit) == ("staff", "claims-handler", "claims")
    assert handler.facts["confidentiality_bound"].value is True
    assert actor_of("nieuweling", date(2026, 11, 21)).facts["confidentiality_bound"].value is False
    cast = {each["username"]: each for each in json.loads((directory / "demo_cast.json").read_text())["cast"]}
    youth = actor_of("jongere", date(2026, 11, 21))
    assert (youth.kind, youth.identifier) == ("subject", cast["jongere"]["id"])


def test_the_same_directory_twice_is_refused_and_changes_nothing(owner, directory):
    load_it(directory)
    before = count(owner, "person")
    with pytest.raises(AlreadyLoadedError, match="UZOVI number 9101, 9102, 9103 are in the records already"):
        load_it(directory)
    assert count(owner, "person") == before


def test_two_loads_at_once_cannot_both_win(owner, directory, monkeypatch):
    load_it(directory)
    monkeypatch.setattr(act, "label_numbers", lambda _numbers: [])  # as the second of two sees it
    with pytest.raises(CollisionError, match="does not fit beside what is in the records") as collided:
        load_it(directory)
    assert "table insurer" in str(collided.value)
    assert count(owner, "person") == 60


def test_another_insurer_with_the_same_logins_collides_without_telling_whose(owner, directory, tmp_path):
    owner.execute(
        "INSERT INTO records.staff_member (id, username, display_name, secrecy_ground, employed_during) "
        "VALUES (gen_random_uuid(), 'fg', 'Somebody', 'declaration', '[2020-01-01,)')"
    )
    with pytest.raises(CollisionError) as collided:
        load_it(directory)
    assert "table staff_member" in str(collided.value)
    assert "fg" not in str(collided.value).replace("unfit", "")
    assert count(owner, "label") == 0


def test_a_failure_in_the_last_step_leaves_no_row_behind(owner, directory, monkeypatch):
    def fail(_recorder: act.Recorder, _at: datetime) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(act.Recorder, "record_logins", fail)
    with pytest.raises(RuntimeError, match="the power went"):
        load_it(directory)
    assert {table: count(owner, table) for table in TABLES.values()} == dict.fromkeys(TABLES.values(), 0)
    assert count(owner, "data_key") == 0


def test_a_failed_load_can_be_done_again(owner, directory, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(act.Recorder, "record_wishes", lambda _recorder: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load_it(directory)
    assert load_it(directory).people == 60


def test_whoever_is_not_bound_to_secrecy_loads_nothing_and_the_refusal_is_kept(owner, directory):
    facts = {"confidentiality_bound": Sourced(value=False, source="test")}
    with pytest.raises(Refused) as refused:
        load_it(directory, actor=replace(load.LOADER, facts=facts))
    assert "GC-4.0.1" in refused.value.decision.norms
    assert count(owner, "insurer") == 0
    kept = owner.execute("SELECT entry_id, outcome FROM ledger.intake").fetchall()
    assert kept == [(refused.value.entry_id, "forbid")]


def _altered(directory: Path, target: Path, **fields: object) -> Path:
    """Copy the directory with a person more, like the first but for these fields."""
    shutil.copytree(directory, target)
    person = json.loads((target / "people.jsonl").read_text().splitlines()[0]) | fields
    lines = (target / "people.jsonl").read_text().splitlines()
    lines = [json.dumps(person), *lines[1:]] if "id" not in fields else [*lines, json.dumps(person)]
    (target / "people.jsonl").write_text("\n".join(lines) + "\n")
    manifest = json.loads((target / "manifest.json").read_text())
    digest = hashlib.sha256((target / "people.jsonl").read_bytes()).hexdigest()
    manifest["files"]["people.jsonl"]["sha256"] = digest
    (target / "manifest.json").write_text(json.dumps(manifest))
    return target


def test_people_without_an_insurance_contract_are_not_recorded(owner, directory, tmp_path):
    somebody = {"id": "11111111-1111-4111-8111-111111111111", "bsn": "999990019"}
    with pytest.raises(Refused) as refused:
        load_it(_altered(directory, tmp_path / "more", **somebody))
    assert "GC-3.4" in refused.value.decision.norms
    assert count(owner, "person") == 0


def test_the_progress_counts_every_row(database, directory):
    seen = Counter()
    loaded = load_it(directory, progress=lambda file, rows: seen.update({file: rows}))
    assert sum(seen.values()) == loaded.rows


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    load.add_arguments(parser)
    return load.run(parser.parse_args(words))


def test_the_command_loads_and_says_what(owner, directory, capsys):
    assert run(str(directory)) == 0
    assert "60 people" in capsys.readouterr().out
    assert count(owner, "person") == 60
    assert run(str(directory)) == 2
    assert "in the records already" in capsys.readouterr().err


def test_the_command_names_a_directory_that_is_none(database, tmp_path, capsys):
    assert run(str(tmp_path / "nowhere")) == 2
    assert "no such directory" in capsys.readouterr().err
