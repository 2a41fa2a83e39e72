"""Keys change while everything stays in use, and an old key goes only when nothing needs it."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, connections, transaction
from key_world import AT, FIELD, forget, holder, looking, opened_years, recording, sealed_years

from proofs.wall.attacks_gate import opens_lawfully
from zorgvuldig.interfaces.key_care import rewrapping
from zorgvuldig.interfaces.key_care.files import BusyError, keeping
from zorgvuldig.interfaces.key_care.rewrapping import LOGIN_SECRETS, wrapped_by
from zorgvuldig.interfaces.key_care.rotation import NotYetError, RotationError
from zorgvuldig.interfaces.key_care.state import settle
from zorgvuldig.interfaces.web.accounts import sealing
from zorgvuldig.interfaces.web.accounts.models import Account
from zorgvuldig.ledger import gate, reading
from zorgvuldig.ledger.views import UNREADABLE
from zorgvuldig.records import tombstones
from zorgvuldig.records.envelope import KeyRing
from zorgvuldig.records.key_provider import key_encryption, key_provider, period_key
from zorgvuldig.records.keys import read_ring
from zorgvuldig.records.tombstones import DATA_KEY, PERSONAL_KEY

LATER = AT + timedelta(minutes=11)
YEARS = range(2000, 2030)


@pytest.fixture
def filled(world, own_keys, owner_connection):
    """Thirty data keys, some personal keys."""
    forget(owner_connection)
    sealed = sealed_years(world, YEARS)
    for _ in range(5):
        with transaction.atomic(), looking(world):
            pass
    return sealed


def names(ring="kek"):
    return [key.name for key in read_ring(ring).keys]


def test_everything_is_wrapped_anew_and_opens_as_before(world, filled, keeper):
    (first,) = names()
    assert wrapped_by()[DATA_KEY] == {first: 30}
    personal = wrapped_by()[PERSONAL_KEY][first]
    done = keeper.rotate("kek", at=AT)
    second, old = names()
    assert old == first
    assert done == {DATA_KEY: 30, PERSONAL_KEY: personal}
    assert wrapped_by()[DATA_KEY] == {second: 30}
    assert wrapped_by()[PERSONAL_KEY] == {second: personal}
    assert opened_years(world, filled) == {year: str(year).encode() for year in YEARS}
    entries = reading.recent_entries(limit=50, using="sequencer")
    assert not any(entry.reason == UNREADABLE for entry in entries)


def test_the_name_beside_a_data_key_is_that_of_the_key_which_wraps_it_now(filled, keeper, owner_connection):
    keeper.rotate("kek", at=AT)
    found = owner_connection.execute("SELECT DISTINCT key_encryption_key FROM records.data_key").fetchall()
    assert found == [(names()[0],)]


def test_an_old_key_is_retired_only_after_the_grace_and_when_nothing_is_wrapped_by_it(
    world, filled, keeper, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(rewrapping.Rewrapping, "run", lambda *_: 0)
        keeper.rotate("kek", at=AT)
    new, old = names()
    with pytest.raises(NotYetError, match="may still come in"):
        keeper.retire("kek", at=AT + timedelta(minutes=9))
    with pytest.raises(NotYetError, match="still wrapped by old keys"):
        keeper.retire("kek", at=LATER)
    keeper.rotate("kek", at=AT)
    assert keeper.retire("kek", at=LATER) == [old]
    assert names() == [new]
    assert opened_years(world, filled)[2026] == b"2026"
    assert keeper.retire("kek", at=LATER) == []


def test_a_writer_that_has_not_committed_yet_holds_the_old_key(world, filled, keeper, monkeypatch):
    monkeypatch.setattr("zorgvuldig.interfaces.key_care.rotation._HORIZON_SECONDS", 0.3)
    go_on, written = threading.Event(), threading.Event()

    def write():
        with transaction.atomic(), recording(world):
            KeyRing().seal(b"late", holder=holder(world, 1990), field=FIELD)
            written.set()
            go_on.wait(20)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(20)
    keeper.rotate("kek", at=AT)
    try:
        with pytest.raises(NotYetError, match="still open"):
            keeper.retire("kek", at=LATER)
    finally:
        go_on.set()
        writer.join()
    with pytest.raises(NotYetError, match="still wrapped"):
        keeper.retire("kek", at=LATER)
    assert keeper.rotate("kek", at=LATER)[DATA_KEY] == 1
    assert len(keeper.retire("kek", at=LATER)) == 1


def test_what_was_wrapped_before_keys_had_names_opens_and_is_wrapped_anew(
    world, filled, keeper, owner_connection
):
    # As the first versions wrote it: nonce and ciphertext, without the name of the key.
    owner_connection.execute("UPDATE records.data_key SET wrapped = substring(wrapped FROM 10)")
    owner_connection.execute("UPDATE ledger.personal_key SET wrapped = substring(wrapped FROM 10)")
    assert wrapped_by()[DATA_KEY] == {"": 30}
    assert opened_years(world, filled)[2000] == b"2000"
    keeper.rotate("kek", at=AT)
    assert wrapped_by()[DATA_KEY] == {names()[0]: 30}
    assert opened_years(world, filled)[2000] == b"2000"


def test_a_key_that_was_destroyed_while_it_was_wrapped_anew_stays_destroyed(
    filled, keeper, owner_connection, monkeypatch
):
    really = rewrapping.gate.ask

    def ask(using, function, kind, body):
        if function == "keys_rewrapped" and body["table"] == DATA_KEY:
            owner_connection.execute("DELETE FROM records.data_key WHERE year = 2001")
        return really(using, function, kind, body)

    monkeypatch.setattr(rewrapping.gate, "ask", ask)
    keeper.rotate("kek", at=AT)
    assert wrapped_by()[DATA_KEY] == {names()[0]: 29}


def test_readers_and_writers_go_on_while_the_change_is_killed_and_run_again(world, filled, own_keys, keeper):
    stop, errors, done = threading.Event(), [], {"read": 0, "written": 0}

    def work(kind, one):
        number = 0
        try:
            while not stop.is_set():
                one(number)
                number += 1
                done[kind] += 1
        except BaseException as error:  # noqa: BLE001 — any error at all is a find
            errors.append(error)
        finally:
            connections.close_all()

    def read(_):
        assert opened_years(world, filled)[2003] == b"2003"

    def write(number):
        sealed = sealed_years(world, [number])
        assert opened_years(world, sealed)[number] == str(number).encode()

    threads = [threading.Thread(target=work, args=words) for words in (("read", read), ("written", write))]
    for thread in threads:
        thread.start()
    try:
        killed = [rotate_and_kill(own_keys, after=after) for after in (1, 2)]
        old = names()[1]
        keeper.rotate("kek", at=AT)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert errors == []
    assert killed == [-signal.SIGKILL, -signal.SIGKILL]
    assert min(done.values()) > 5
    assert old not in wrapped_by()[DATA_KEY]
    assert old not in wrapped_by()[PERSONAL_KEY]
    # The command took the moment from the clock.
    assert len(keeper.retire("kek", at=datetime.now(UTC) + keeper.grace)) == 1
    assert opened_years(world, filled) == {year: str(year).encode() for year in YEARS}


def rotate_and_kill(folder, after):
    """Run the command in a process of its own, and kill it after so many batches."""
    words = [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "keys", "rotate", "kek"]
    words += ["--batch", "3", "--keys", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ.copy()) as running:
        for _ in range(after):
            assert " of data-key" in running.stdout.readline()
        running.kill()
    return running.returncode


def test_the_proof_key_changes_without_a_moment_in_which_nothing_is_proved(world, own_keys, keeper):
    assert opens_lawfully(world) == 1
    asked = gate.prove("open", {"n": 1})
    keeper.rotate("gate-proof", at=AT)
    new, old = names("gate-proof")
    assert opens_lawfully(world) == 1
    assert key_provider().mac("gate-proof", [asked[0].encode()], which=old)[0] == asked[1]
    assert keeper.retire("gate-proof", at=LATER) == [old]
    assert names("gate-proof") == [new]
    assert opens_lawfully(world) == 1


def test_a_proof_under_a_retired_key_proves_nothing(world, own_keys, keeper):
    payload, proof = gate.prove("keys-wrapped", {})
    ask = "SELECT gate.keys_wrapped(%s, %s)"
    keeper.rotate("gate-proof", at=AT)
    with connection.cursor() as cursor:
        cursor.execute(ask, [payload, proof])
    keeper.retire("gate-proof", at=LATER)
    with pytest.raises(Exception, match="no decision proved this"), connection.cursor() as cursor:
        cursor.execute(ask, [payload, proof])


def test_login_secrets_are_sealed_anew_however_deep_they_stand(own_keys, keeper):
    account = Account.objects.create(username="a", desk="staff")
    other = Account.objects.create(username="b", desk="staff")
    data = {"secret": sealing.seal_text("JBSWY3DP"), "codes": [sealing.seal_text("one"), "plain"], "n": 1}
    Authenticator.objects.create(user=account, type="totp", data=data)
    Authenticator.objects.create(user=other, type="webauthn", data={"name": "sleutel"})
    old = names("login-secrets")[0]
    assert wrapped_by()[LOGIN_SECRETS] == {old: 2}
    assert keeper.rotate("login-secrets", at=AT) == {LOGIN_SECRETS: 1}
    assert wrapped_by()[LOGIN_SECRETS] == {names("login-secrets")[0]: 2}
    kept = Authenticator.objects.get(user=account).data
    assert sealing.open_text(kept["secret"]) == "JBSWY3DP"
    assert sealing.open_text(kept["codes"][0]) == "one"
    assert kept["codes"][1] == "plain"
    assert keeper.retire("login-secrets", at=LATER) == [old]


def test_a_period_keeps_the_key_of_its_pseudonyms_and_loses_it_for_good(own_keys, keeper):
    now = period_key(purpose="compliance", period="2026")
    keeper.rotate("pseudonym", at=AT, period="2027")
    assert period_key(purpose="compliance", period="2026") == now
    (old,) = keeper.retire("pseudonym", at=AT, before="2027")
    assert old not in names("pseudonym")
    assert period_key(purpose="compliance", period="2027") != now
    with pytest.raises(Exception, match="no key for the period 2026"):
        period_key(purpose="compliance", period="2026")


@pytest.mark.parametrize("period", ["", "2026", "2025"])
def test_the_key_of_a_period_that_is_in_use_does_not_change(own_keys, keeper, period):
    with pytest.raises(RotationError, match="--period 2027"):
        keeper.rotate("pseudonym", at=AT, period=period)


@pytest.mark.parametrize(
    ("name", "told"),
    [("django-secret", "sessions end"), ("ledger-signing", "begins anew"), ("other", "there is no key")],
)
def test_a_key_that_cannot_change_says_why(own_keys, keeper, name, told):
    with pytest.raises(RotationError, match=told):
        keeper.rotate(name, at=AT)


def test_two_keepers_do_not_change_keys_at_once(own_keys, keeper):
    with keeping(own_keys), pytest.raises(BusyError, match="another command"):
        keeper.rotate("kek", at=AT)


def test_the_ring_keeps_its_mode_and_owner_and_the_old_file_is_wiped(own_keys, keeper, filled):
    before = (own_keys / "kek").read_bytes()
    with (own_keys / "kek").open("rb") as held:
        if os.geteuid() == 0:
            os.chown(own_keys / "kek", 33, 33)
        keeper.rotate("kek", at=AT)
        wiped = held.read()
    found = (own_keys / "kek").stat()
    assert found.st_mode & 0o777 == 0o600
    assert found.st_uid == (33 if os.geteuid() == 0 else os.geteuid())
    assert before not in wiped
    assert set(wiped) == {0}


@pytest.mark.parametrize(
    "function",
    [
        "keys_wrapped",
        "keys_to_rewrap",
        "keys_rewrapped",
        "keys_alive",
        "keys_indexed",
        "keys_to_reindex",
        "keys_reindexed",
    ],
)
def test_smuggled_sql_neither_reads_nor_replaces_a_wrapped_key(world, filled, function):
    payload = '{"kind": "keys-wrapped", "expires": 9999999999}'
    with transaction.atomic():
        connection.ensure_connection()
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.connection.transaction():
            connection.connection.execute(f"SELECT gate.{function}(%s, %s)", [payload, bytes(32)])
    for statement in ("SELECT * FROM records.data_key", "UPDATE ledger.personal_key SET wrapped = 'x'"):
        with (
            transaction.atomic(),
            looking(world),
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            connection.connection.transaction(),
        ):
            connection.connection.execute(statement)


def test_a_lawful_proof_of_another_kind_does_not_open_the_keys(world, filled):
    payload, proof = gate.prove("facts", {"table": DATA_KEY, "name": "", "limit": 10})
    with transaction.atomic():
        connection.ensure_connection()
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="another kind"),
            connection.connection.transaction(),
        ):
            connection.connection.execute("SELECT gate.keys_to_rewrap(%s, %s)", [payload, proof])


def test_a_value_wrapped_for_one_use_does_not_open_for_another(own_keys):
    wrapped = key_encryption("ledger-keys").wrap(b"x", context=b"")
    with pytest.raises(ValueError, match="does not open"):
        key_encryption("data-keys").unwrap(wrapped, context=b"")


def test_an_erasure_that_was_interrupted_is_settled_by_what_the_database_holds(
    world, filled, var, owner_connection
):
    rows = owner_connection.execute("SELECT id FROM records.data_key ORDER BY year LIMIT 3").fetchall()
    gone, stays, fresh = (key for (key,) in rows)
    tombstones.write_down(DATA_KEY, [gone, stays], tombstones.BEGUN, at=AT)
    tombstones.write_down(DATA_KEY, [fresh], tombstones.BEGUN, at=AT + timedelta(hours=2))
    owner_connection.execute("DELETE FROM records.data_key WHERE id = %s", [gone])
    assert settle(at=AT + timedelta(hours=2)) == 2
    found = tombstones.read_tombstones()
    assert found.destroyed[DATA_KEY] == {gone}
    assert set(found.begun[DATA_KEY]) == {fresh}
    assert settle(at=AT + timedelta(hours=2)) == 0
