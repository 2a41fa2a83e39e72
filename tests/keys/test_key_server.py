"""The key server: it does the work, gives no key out, knows who asks, and closes when it cannot write."""

import base64
import json
import os
import socket
import threading
import time
from contextlib import contextmanager
from datetime import date

import pytest

from zorgvuldig.interfaces.key_server.places import KeyFolderError, own_folder
from zorgvuldig.interfaces.key_server.rules import Peers, Rates, RefusedError
from zorgvuldig.interfaces.key_server.serving import LOCK_FILE, Audit, KeyServer, Service
from zorgvuldig.records.key_chains import OLDEST
from zorgvuldig.records.key_client import ServedKeys
from zorgvuldig.records.key_encryption import USES, WrappingError
from zorgvuldig.records.key_provider import FileKeys, KeySettingError, key_provider, mac_key, period_key
from zorgvuldig.records.key_wire import Peer, receive, send
from zorgvuldig.records.keys import KeyUnavailableError, read_ring

ME = os.geteuid()
USER, KEEPER, STRANGER = Peer(1, 33), Peer(2, 2), Peer(3, 1000)
WRAPS = ("data-keys", "ledger-keys", "login-secrets")
STATEMENT = json.dumps({"kind": "open"}).encode()


@pytest.fixture
def keys(tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir()
    for number, name in enumerate(sorted({use.ring for use in USES.values()})):
        (folder / name).write_bytes(bytes([number + 65]) * 32)
        (folder / name).chmod(0o600)
    return folder


@pytest.fixture
def service(tmp_path, keys):
    place = tmp_path / "server"
    own_folder(place)
    peers = Peers(frozenset({33}), frozenset({2}))
    rates = Rates(1e9, 1e9, 3.0)
    return Service(FileKeys(keys), peers, rates, Audit(place / "audit.log"), place / LOCK_FILE)


@pytest.fixture
def served(service):
    """A server in a thread, for the account that runs this test."""
    service.peers = Peers(frozenset({ME}), frozenset({ME}))
    path = service.lock_file.parent / "socket"
    server = KeyServer(path, service)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield path
    server.shutdown()
    thread.join()
    server.server_close()


def audit(service):
    return [json.loads(line) for line in service.audit.path.read_text().splitlines()]


@pytest.mark.parametrize("use", WRAPS)
def test_both_providers_open_what_the_other_wrapped(served, keys, use):
    file, server = FileKeys(keys), ServedKeys(served)
    pairs = [(b"secret", b"place"), (bytes(32), b"other")]
    for one, other in ((file, server), (server, file)):
        wrapped = one.wrap(use, pairs)
        opened = other.unwrap(
            use, [(item, context) for item, (_, context) in zip(wrapped, pairs, strict=True)]
        )
        assert opened == [secret for secret, _ in pairs]
    assert file.names(use) == server.names(use)


@pytest.mark.parametrize("use", ["bsn-index", "subject-index", "pseudonym"])
def test_both_providers_make_the_same_keyed_hashes(served, keys, use):
    file, server = FileKeys(keys), ServedKeys(served)
    assert server.mac(use, [b"a", b"b"]) == file.mac(use, [b"a", b"b"])
    assert server.mac(use, [b"a"]) != server.mac(use, [b"b"])


def test_thousands_go_in_one_question_and_come_back_in_their_order(served):
    server = ServedKeys(served)
    pairs = [(str(number).encode(), b"place") for number in range(12_345)]
    wrapped = server.wrap("data-keys", pairs)
    assert server.unwrap("data-keys", [(item, b"place") for item in wrapped]) == [item for item, _ in pairs]
    assert len(server.mac("bsn-index", [item for item, _ in pairs])) == 12_345


def test_what_was_wrapped_for_one_use_or_place_opens_for_no_other(served):
    server = ServedKeys(served)
    (wrapped,) = server.wrap("data-keys", [(b"secret", b"place")])
    for use, context in (("ledger-keys", b"place"), ("login-secrets", b"place"), ("data-keys", b"elsewhere")):
        with pytest.raises(WrappingError):
            server.unwrap(use, [(wrapped, context)])


def test_an_account_that_has_nothing_to_do_here_gets_nothing(service):
    for message in ({"op": "names", "use": "data-keys"}, {"op": "state"}, {"op": "lock"}):
        assert service.answer(STRANGER, message)["error"] == "refused"
    assert [line["outcome"] for line in audit(service)] == ["refused"] * 3


@pytest.mark.parametrize("op", ["lock", "unlock", "state"])
def test_who_only_uses_keys_does_not_lock_them(service, op):
    assert "only the keeper" in service.answer(USER, {"op": op})["told"]


def test_locked_keys_do_nothing_for_anyone_until_their_keeper_opens_them(service):
    names = {"op": "names", "use": "data-keys"}
    assert service.answer(KEEPER, {"op": "lock"}) == {"locked": True}
    assert service.answer(USER, names)["error"] == "unavailable"
    assert service.answer(KEEPER, names)["error"] == "unavailable"
    again = Service(service.keys, service.peers, service.rates, service.audit, service.lock_file)
    assert "locked" in again.answer(USER, names)["told"]
    assert service.answer(KEEPER, {"op": "unlock"}) == {"locked": False}
    assert "names" in service.answer(USER, names)


def prove(payload):
    return {"op": "mac", "use": "gate-proof", "which": "", "items": packed_one(payload)}


def packed_one(payload):
    return [base64.b64encode(payload).decode()]


def test_a_statement_about_keys_is_proved_for_their_keeper_only(service):
    about_keys = json.dumps({"kind": "keys-rewrap"}).encode()
    twice = b'{"kind": "open", "kind": "keys-rewrap"}'
    assert "items" in service.answer(USER, prove(STATEMENT))
    assert "items" in service.answer(KEEPER, prove(about_keys))
    for payload in (about_keys, twice, b"no statement", b"[]", b"{}"):
        assert service.answer(USER, prove(payload))["error"] == "refused"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"op": "give", "use": "data-keys", "items": []},
        {"op": "mac", "use": "kek", "which": "", "items": []},
        {"op": "mac", "use": "bsn-index", "which": "", "items": ["=%"]},
        {"op": "mac", "use": "bsn-index", "which": "", "items": 3},
        {"op": "wrap", "use": "data-keys", "items": ["AA=="], "contexts": []},
        {"op": ["lock"], "use": {}},
    ],
)
def test_what_is_no_request_is_refused_and_written_down_without_its_content(service, message):
    answer = service.answer(USER, message)
    assert answer["error"] == "refused"
    assert "%" not in answer["told"]
    assert audit(service)[0]["outcome"] in {"no request", "refused"}


def test_the_audit_tells_who_did_what_and_how_often_and_nothing_of_the_content(service, keys):
    service.answer(USER, {"op": "mac", "use": "bsn-index", "which": "", "items": packed_one(b"999990019")})
    service.answer(USER, {"op": "give\n{}", "use": "x" * 99, "items": packed_one(b"999990019")})
    text = service.audit.path.read_text()
    first, second = audit(service)
    assert (first["uid"], first["pid"], first["op"], first["use"]) == (33, 1, "mac", "bsn-index")
    assert (first["count"], first["outcome"]) == (1, "done")
    assert second["op"] == "give"
    assert len(second["use"]) == 40
    assert "999990019" not in text
    assert packed_one(b"999990019")[0] not in text
    assert not any(key.read_bytes().decode() in text for key in keys.iterdir())
    assert service.audit.path.stat().st_mode & 0o077 == 0


def test_what_cannot_be_written_down_is_not_answered(service):
    service.audit.path.mkdir()
    answer = service.answer(USER, {"op": "names", "use": "data-keys"})
    assert answer == {"error": "unavailable", "told": answer["told"]}
    assert "audit" in answer["told"]


def test_who_asks_too_much_is_slowed_down_and_then_refused():
    now, slept = [0.0], []
    rates = Rates(rate=100, burst=200, patience=2, clock=lambda: now[0], sleep=slept.append)
    rates.take(33, 200)
    rates.take(33, 100)
    assert slept == [1.0]
    with pytest.raises(RefusedError, match="at most 100 a second"):
        rates.take(33, 150)
    rates.take(34, 200)
    now[0] = 10
    rates.take(33, 200)
    assert slept == [1.0]


def test_a_key_that_is_taken_away_closes_the_server_at_once(served, keys):
    server = ServedKeys(served)
    assert server.mac("bsn-index", [b"a"])
    (keys / "bsn-index").unlink()
    with pytest.raises(KeyUnavailableError, match="bsn-index"):
        server.mac("bsn-index", [b"a"])


def test_a_server_that_is_gone_says_what_to_do_and_one_that_came_back_serves(service, keys):
    service.peers = Peers(frozenset({ME}), frozenset({ME}))
    path = service.lock_file.parent / "socket"
    client = ServedKeys(path)
    with pytest.raises(KeyUnavailableError, match="keys serve"):
        client.names("data-keys")
    for _ in range(2):
        server = KeyServer(path, service)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        assert client.names("data-keys") == FileKeys(keys).names("data-keys")
        server.shutdown()
        thread.join()
        server.server_close()
    with pytest.raises(KeyUnavailableError):
        client.names("data-keys")


def test_a_server_that_does_not_answer_in_time_gives_no_data(tmp_path):
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(path))
        silent.listen()
        started = time.monotonic()
        with pytest.raises(KeyUnavailableError, match="timed out"):
            ServedKeys(path, patience=0.1).names("data-keys")
        assert time.monotonic() - started < 2


@contextmanager
def as_another(uid, work):
    """Run something in a child of another account until the block ends."""
    ready, go_on = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            kept = work()
            os.write(ready[1], b"x" if kept else b"-")
            os.close(go_on[1])
            os.read(go_on[0], 1)
        finally:
            os._exit(0)
    os.close(go_on[0])
    try:
        assert os.read(ready[0], 1) == b"x"
        yield
    finally:
        os.close(go_on[1])
        os.waitpid(child, 0)
        os.close(ready[0])
        os.close(ready[1])


def listening(path):
    false = socket.socket(socket.AF_UNIX)
    false.bind(str(path))
    false.listen()
    path.chmod(0o777)
    return false


@pytest.mark.skipif(ME != 0, reason="only root can be another account")
def test_a_server_of_another_account_than_the_folders_is_not_spoken_with(open_folder):
    place = open_folder / "server"
    place.mkdir()
    os.chown(place, 33, 33)
    place.chmod(0o777)
    path = place / "socket"
    with (
        as_another(65534, lambda: listening(path)),
        pytest.raises(KeyUnavailableError, match="runs as user 65534, who does not own"),
    ):
        ServedKeys(path).names("data-keys")


@pytest.mark.skipif(ME != 0, reason="only root can be another account")
def test_the_kernel_tells_the_server_who_asks(served, service):
    service.peers = Peers(frozenset({33}), frozenset({0}))
    for folder in (served.parent, *served.parent.parents):
        if folder.stat().st_uid == 0 and folder != folder.parent and folder.name:
            folder.chmod(folder.stat().st_mode | 0o011)

    def asked(client=None):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(served))
            send(peer, {"op": "names", "use": "data-keys"})
            return b"names" in json.dumps(receive(peer)).encode()

    with as_another(33, asked):
        pass
    with pytest.raises(AssertionError), as_another(65534, asked):
        pass
    assert [(line["uid"], line["outcome"]) for line in audit(service)] == [(33, "done"), (65534, "refused")]


def test_a_second_server_does_not_take_the_place_of_one_that_lives(served, service):
    with pytest.raises(RefusedError, match="answers at"):
        KeyServer(served, service)


def test_a_file_that_is_no_socket_is_not_removed(service, tmp_path):
    (tmp_path / "plain").write_text("mine")
    with pytest.raises(RefusedError, match="is no socket"):
        KeyServer(tmp_path / "plain", service)
    assert (tmp_path / "plain").read_text() == "mine"


@pytest.mark.skipif(ME != 0, reason="only root can give a folder away")
def test_a_folder_of_another_account_is_no_place_for_the_socket(tmp_path):
    os.chown(tmp_path, 33, 33)
    with pytest.raises(KeyFolderError, match="give it to user"):
        own_folder(tmp_path)


def test_nonsense_on_the_wire_ends_the_connection_and_nothing_else(served):
    for nonsense in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x02[]", b"\x00\x00\x00\x03abc", b"\x00\x00"):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(served))
            peer.sendall(nonsense)
            peer.shutdown(socket.SHUT_WR)
            assert peer.recv(10) == b""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(str(served))
        send(peer, {"op": "state"})
        assert receive(peer) == {"locked": False}


def test_the_setting_chooses_the_provider(settings, served, keys):
    settings.KEYS_FOLDER = keys
    from_files = mac_key("subject-index").mac(b"x"), period_key(purpose="compliance", period="2026")
    settings.KEY_STORE = f"unix:{served}"
    assert isinstance(key_provider(), ServedKeys)
    assert (mac_key("subject-index").mac(b"x"), period_key(purpose="compliance", period="2026")) == from_files
    settings.KEY_STORE = "vault"
    with pytest.raises(KeySettingError, match="ZORGVULDIG_KEYS"):
        key_provider()


def test_a_child_of_a_fork_gets_answers_of_its_own(served):
    client = ServedKeys(served)
    assert client.mac("bsn-index", [b"a"])
    before = client._own.connection
    client._own.pid = -1
    assert client.mac("bsn-index", [b"a"])
    assert client._own.connection is not before


def test_an_index_is_made_and_renewed_by_the_server_as_by_the_files(served, keys):
    ring = (
        read_ring("bsn-index", folder=keys).with_coming(on=date(2026, 11, 22)).with_coming_in_use(since="x")
    )
    old, new = ring.active.name, FileKeys(keys)
    (keys / "bsn-index").write_bytes(ring.render())
    client = ServedKeys(served)
    assert client.names("bsn-index") == [key.name for key in ring.keys]
    first = client.mac("bsn-index", [b"number"], which=OLDEST)
    assert client.lift("bsn-index", first) == new.mac("bsn-index", [b"number"], which=old)
    assert client.lift("bsn-index", new.mac("bsn-index", [b"number"])) == new.mac("bsn-index", [b"number"])
