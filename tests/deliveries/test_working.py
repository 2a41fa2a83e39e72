"""A delivery is taken in once, whatever ends the work on it; what cannot be taken in is set aside."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import override_settings
from psycopg.sql import SQL, Identifier

from proofs.claims import fhir_bundles
from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.interfaces import receiving
from zorgvuldig.interfaces.command_line import claims_deliver, claims_deliveries, load
from zorgvuldig.interfaces.deliveries import settling, working
from zorgvuldig.interfaces.deliveries.models import Delivery, Progress
from zorgvuldig.interfaces.deliveries.overview import newest, on_their_way
from zorgvuldig.interfaces.deliveries.taking_over import copy_in, file_of, take_over
from zorgvuldig.interfaces.synthetic.directory import write_directory
from zorgvuldig.interfaces.synthetic.insurer import make_insurer
from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.processes.claims_handling.intake.claims import read_header


@pytest.fixture(scope="session")
def insurer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deliveries") / "insurer"
    made = make_insurer(insured=60, claims=80, seed=11)
    write_directory(made, folder, seed=11, step=lambda _what, _count: None)
    return folder


@pytest.fixture
def house(once_built, insurer, tmp_path):
    once_built("deliveries", lambda: load.run(SimpleNamespace(directory=insurer)))
    with override_settings(VAR_FOLDER=tmp_path):
        yield tmp_path


@pytest.fixture
def claim_file(insurer):
    told = json.loads((insurer / "truth.json").read_text(encoding="utf-8"))["files"]
    fullest = max(told, key=lambda each: each["approved_cents"])
    return insurer / "claims" / fullest["file"]


def declarant(path):
    return read_header(read_file(path, path.name).message).declarant


def delivered(source, *, sender="", name="juni.asc"):
    return take_over(copy_in(source), name=name, door="folder", sender_agb=sender)


def counted(owner, table):
    return owner.execute(SQL("SELECT count(*) FROM {}").format(Identifier("records", table))).fetchone()[0]


def test_a_delivery_is_taken_in_answered_and_forgotten(house, claim_file, owner_connection):
    agb = declarant(claim_file)
    delivery = delivered(claim_file, sender=agb)
    assert working.work_on(delivery.id) == "done"
    (shown,) = newest(5)
    assert shown.claims == counted(owner_connection, "claim") > 0
    assert shown.words == f"{shown.accepted} van {shown.claims} declaraties goedgekeurd"
    (answer,) = (house / "outbox" / agb).glob("*.ASC")
    assert answer.read_bytes() == (house / "returns" / answer.name).read_bytes()
    # What is paid is nothing for the sender's folder.
    assert not list((house / "outbox" / agb).glob("PAIN*"))
    assert not file_of(delivery.id).exists()
    assert not Progress.objects.exists()
    assert working.work_on(delivery.id) == "done"
    assert counted(owner_connection, "claim_file") == 1


def test_the_same_file_again_is_answered_as_a_double_and_pays_nothing(house, claim_file, owner_connection):
    working.work_on(delivered(claim_file).id)
    orders = counted(owner_connection, "payment_order")
    again = delivered(claim_file)
    assert working.work_on(again.id) == "done"
    assert Delivery.objects.get(id=again.id).accepted == 0
    assert counted(owner_connection, "payment_order") == orders


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "leeg"), (b"%PDF-1.7 geen declaratie", ""), (b"\x00" * 4000, ""), (b"<?xml version='1.0'?>", "")],
)
def test_what_is_no_message_is_set_aside_with_a_report(house, content, why, owner_connection):
    delivery = delivered(content)
    assert working.work_on(delivery.id) == "set-aside"
    kept = house / "set-aside" / str(delivery.id)
    assert (kept / "juni.asc").read_bytes() == content
    told = json.loads((house / "outbox" / "algemeen" / "juni.asc.melding.json").read_text(encoding="utf-8"))
    assert why in told["why"]
    assert told["what_to_do"]
    assert counted(owner_connection, "claim_file") == 0
    assert [each.why for each in on_their_way().aside] == [told["why"]]


def test_nobody_delivers_the_claims_of_another(house, claim_file, owner_connection):
    delivery = delivered(claim_file, sender="87654321")
    assert working.work_on(delivery.id) == "set-aside"
    assert "andere zorgaanbieder" in Delivery.objects.get(id=delivery.id).why
    assert counted(owner_connection, "claim") == 0


def test_a_file_that_ends_its_workers_is_set_aside_in_the_end(house, claim_file, monkeypatch):
    class KilledError(BaseException):
        pass

    def killed(*_words, **_more):
        raise KilledError

    delivery = delivered(claim_file)
    monkeypatch.setattr(working, "take_in", killed)
    for _ in range(working.MOST_ATTEMPTS):
        with pytest.raises(KilledError):
            working.work_on(delivery.id)
    assert settling.open_deliveries() == [delivery.id]
    assert working.work_on(delivery.id) == "set-aside"
    assert (house / "set-aside" / str(delivery.id) / "juni.asc").read_bytes() == claim_file.read_bytes()


def test_a_full_disk_costs_no_attempt_and_leaves_nothing(house, claim_file, monkeypatch, owner_connection):
    def full(*_words, **_more):
        raise OSError(28, "No space left on device")

    delivery = delivered(claim_file)
    with monkeypatch.context() as patched:
        patched.setattr(receiving.Response, "prepare", full)
        for _ in range(working.MOST_ATTEMPTS + 2):
            with pytest.raises(OSError, match="No space"):
                working.work_on(delivery.id)
        assert counted(owner_connection, "claim") == 0
    assert working.work_on(delivery.id) == "done"


def test_a_database_that_goes_away_in_the_middle_costs_no_attempt_and_leaves_nothing(
    house, claim_file, monkeypatch, owner_connection
):
    real = receiving.write_return

    def cut_off(*words):
        pid = connection.connection.info.backend_pid
        owner_connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        return real(*words)

    delivery = delivered(claim_file)
    for _ in range(working.MOST_ATTEMPTS + 1):
        with monkeypatch.context() as patched:
            patched.setattr(receiving, "write_return", cut_off)
            with pytest.raises(working.AWAY):
                working.work_on(delivery.id)
        assert counted(owner_connection, "claim") == 0
    assert working.work_on(delivery.id) == "done"
    assert counted(owner_connection, "claim_file") == 1


def test_a_file_that_may_not_be_taken_in_is_set_aside_with_the_reason_of_the_decision(
    house, claim_file, monkeypatch, owner_connection
):
    unbound = Actor(
        "system",
        "claims-intake",
        "system",
        "claims",
        {"confidentiality_bound": Sourced(value=False, source="test")},
    )
    monkeypatch.setattr(receiving, "SERVICE", unbound)
    delivery = delivered(claim_file)
    assert working.work_on(delivery.id) == "set-aside"
    assert "geheimhouding" in Delivery.objects.get(id=delivery.id).why
    assert counted(owner_connection, "claim") == 0


def test_too_little_memory_sets_the_file_aside_and_says_so(house, claim_file, monkeypatch):
    def too_much(*_words, **_more):
        raise MemoryError

    monkeypatch.setattr(receiving, "receive_claim_file", too_much)
    delivery = delivered(claim_file)
    assert working.work_on(delivery.id) == "set-aside"
    assert "te groot" in Delivery.objects.get(id=delivery.id).why


def test_each_stage_is_told_while_nothing_of_the_file_stands(
    house, claim_file, monkeypatch, owner_connection
):
    seen = []
    real = receiving.write_return

    def looking(*words):
        (going,) = on_their_way().going
        seen.append((going.stage, going.lines, going.words, counted(owner_connection, "claim")))
        return real(*words)

    monkeypatch.setattr(receiving, "write_return", looking)
    delivery = delivered(claim_file)
    working.work_on(delivery.id)
    ((stage, lines, words, claims),) = seen
    assert (stage, claims) == ("answering", 0)
    assert lines == len(claim_file.read_bytes().split(b"\r\n")) - 1
    assert "stap 6 van 6" in words


def test_an_answer_that_a_kill_left_hidden_is_shown_later(house, claim_file, monkeypatch):
    monkeypatch.setattr(receiving.Response, "publish", lambda _self: None)
    agb = declarant(claim_file)
    delivery = delivered(claim_file, sender=agb)
    working.work_on(delivery.id)
    assert not list((house / "outbox" / agb).glob("*.ASC"))
    # Of a run that does not stand the answer stays hidden.
    stray = house / "returns" / ".GZ322-00000000-0000-4000-8000-000000000000.ASC.waiting"
    stray.write_bytes(b"niets")
    settling.mend()
    assert len(list((house / "outbox" / agb).glob("*.ASC"))) == 1
    assert len(list((house / "returns").glob("*.ASC"))) == 1
    assert stray.exists()


def test_bytes_that_nobody_tells_of_are_forgotten_and_those_of_a_done_delivery_too(house, claim_file):
    done = delivered(claim_file)
    content = file_of(done.id).read_bytes()
    working.work_on(done.id)
    file_of(done.id).write_bytes(content)
    lost, new = copy_in(b"oud"), copy_in(b"nieuw")
    os.utime(file_of(lost.delivery_id), (time.time() - 7200,) * 2)
    settling.mend()
    assert [file_of(each).exists() for each in (done.id, lost.delivery_id, new.delivery_id)] == [
        False,
        False,
        True,
    ]


KILLED = """
import os, sys, django
django.setup()
from uuid import UUID
from django.db import connection
from zorgvuldig.interfaces import receiving
from zorgvuldig.interfaces.deliveries import working
stage = sys.argv[2]
real = receiving.write_return
def ends(*words):
    print("there", flush=True)
    import time
    time.sleep(60)
if stage == "before":
    receiving.write_return = ends
else:
    receiving.Response.publish = lambda self: ends()
working.work_on(UUID(sys.argv[1]))
"""


@pytest.mark.parametrize("stage", ["before", "after"])
def test_killed_before_or_after_it_stands_it_is_paid_once(house, claim_file, stage, owner_connection):
    agb = declarant(claim_file)
    delivery = delivered(claim_file, sender=agb)
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests_settings_of_a_killed_worker",
        "PYTHONPATH": os.pathsep.join([str(house), *sys.path]),
    }
    (house / "tests_settings_of_a_killed_worker.py").write_text(
        "from pathlib import Path\nfrom zorgvuldig.interfaces.settings import *\n"
        f"VAR_FOLDER = Path({str(house)!r})\nDATABASES = {{'default': {told_database()!r}}}\n",
        encoding="utf-8",
    )
    words = [sys.executable, "-c", KILLED, str(delivery.id), stage]
    with subprocess.Popen(words, env=surroundings, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout.readline() == "there\n"
        worker.send_signal(signal.SIGKILL)
    stands = counted(owner_connection, "claim")
    assert bool(stands) is (stage == "after")
    settling.mend()
    assert working.work_on(delivery.id) == "done"
    assert counted(owner_connection, "claim_file") == 1
    assert counted(owner_connection, "payment_order") <= 1
    assert len(list((house / "outbox" / agb).glob("*.ASC"))) == 1


def told_database():
    told = dict(connection.settings_dict)
    return {key: value for key, value in told.items() if isinstance(value, str | int | dict | bool)}


def test_the_command_hands_files_over_and_tells_of_them(house, claim_file, capsys):
    words = SimpleNamespace(
        files=[str(claim_file), str(claim_file), "/bestaat/niet.asc"], again=[], json=True
    )
    assert claims_deliver.run(words) == 2
    first, second, third = json.loads(capsys.readouterr().out)["files"]
    assert first["delivery"] == second["delivery"]
    assert "wachten al" in second["why"]
    assert third["delivery"] is None
    claims_deliveries.run(SimpleNamespace(most=5, json=True))
    (told,) = json.loads(capsys.readouterr().out)["deliveries"]
    assert told["state"] == "waiting"
    assert told["file"] == Path(claim_file).name
    claims_deliveries.run(SimpleNamespace(most=5, json=False))
    assert "wacht op verwerking" in capsys.readouterr().out


def test_a_bundle_of_fhir_comes_in_by_the_same_inbox_and_is_answered_in_its_own_kind(house):
    bundle = fhir_bundles.bundle(fhir_bundles.Sent())
    delivery = delivered(fhir_bundles.as_bytes(bundle), sender="54019993", name="juni.json")
    assert working.work_on(delivery.id) == "done"
    (answer,) = (house / "outbox" / "54019993").iterdir()
    assert answer.name.startswith("ClaimResponse-")
    assert json.loads(answer.read_bytes())["resourceType"] == "Bundle"
    spoiled = delivered(b'{"resourceType": "Bundle", "type": "collection"}', name="leeg.json")
    assert working.work_on(spoiled.id) == "set-aside"


def test_what_was_set_aside_is_tried_again_when_somebody_says_so(house, claim_file, monkeypatch, capsys):
    def too_much(*_words, **_more):
        raise MemoryError

    delivery = delivered(claim_file)
    with monkeypatch.context() as patched:
        patched.setattr(receiving, "receive_claim_file", too_much)
        working.work_on(delivery.id)
    again = SimpleNamespace(files=[], again=[delivery.id], json=True)
    assert claims_deliver.run(again) == 0
    assert settling.open_deliveries() == [delivery.id]
    assert working.work_on(delivery.id) == "done"
    assert claims_deliver.run(again) == 2
    assert "niet apart gezet" in capsys.readouterr().out
