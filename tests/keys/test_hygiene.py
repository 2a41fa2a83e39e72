"""What a process holds in memory stays there, and no key shows in what it says."""

import logging
import os
import pickle
import subprocess
import sys
import traceback

import pytest

from zorgvuldig.records.key_client import ServedKeys
from zorgvuldig.records.key_encryption import LocalMac, Wrapper, wrapper_of
from zorgvuldig.records.key_provider import FileKeys
from zorgvuldig.records.key_rings import Ring, RingError, RingKey
from zorgvuldig.records.keys import KeyUnavailableError, read_ring

SECRET = b"KANARIE-SLEUTEL-van-32-bytes-lang"[:32]
HARDENED = """
import os, resource
from zorgvuldig.interfaces.hygiene import harden_process, is_hardened
assert not is_hardened()
harden_process()
assert is_hardened()
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
print(os.stat(f"/proc/{os.getpid()}/mem").st_uid)
"""


def test_a_hardened_process_leaves_no_core_and_is_closed_to_its_neighbours():
    words = [sys.executable, "-c", HARDENED]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    # The kernel gives what it closes to root, whoever runs it.
    assert done.stdout.strip() == "0"


def test_a_hardened_process_that_dies_hard_writes_no_core(tmp_path):
    program = HARDENED + "\nos.abort()"
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False)
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_holds_a_key_shows_it(tmp_path):
    ring = Ring((RingKey(SECRET), RingKey(SECRET, coming=True)))
    things = [ring, ring.keys[0], LocalMac(SECRET), Wrapper.of(SECRET), wrapper_of(ring, b"x")]
    things += [FileKeys(tmp_path), ServedKeys(tmp_path)]
    for thing in things:
        for told in (repr(thing), str(thing), f"{thing}", f"{[thing]}"):
            assert "KANARIE" not in told
            assert SECRET.hex() not in told


@pytest.mark.parametrize("content", [SECRET + b"x", b"zorgvuldig-key-ring/1\n" + SECRET, SECRET[:31]])
def test_an_error_about_a_file_of_keys_does_not_repeat_it(tmp_path, content, caplog):
    (tmp_path / "kek").write_bytes(content)
    (tmp_path / "kek").chmod(0o600)
    with pytest.raises(KeyUnavailableError) as caught:
        read_ring("kek", folder=tmp_path)
    logging.getLogger("zorgvuldig.test").error("it failed", exc_info=caught.value)
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert "KANARIE" not in told
    assert caught.value.__cause__ is None


def test_a_damaged_ring_keeps_silent_about_its_content():
    content = b"zorgvuldig-key-ring/1\n" + b'{"key": "KANARIE"}\n'
    with pytest.raises(RingError) as caught:
        Ring.parse(content)
    assert "KANARIE" not in "".join(traceback.format_exception(caught.value))


def test_a_wrapper_cannot_be_pickled_into_a_cache():
    with pytest.raises(TypeError):
        pickle.dumps(Wrapper.of(SECRET))


def test_no_key_stands_in_the_environment(test_server, settings):
    environment = " ".join(os.environ.values()).encode()
    paths = [path for path in settings.KEYS_FOLDER.iterdir() if path.is_file()]
    assert len(paths) >= 9
    for path in paths:
        content = path.read_bytes()
        assert content not in environment
        assert content.hex().encode() not in environment


def test_every_command_forbids_core_dumps_and_closes_its_memory_before_it_does_anything():
    program = (
        "from zorgvuldig.interfaces.command_line.dispatch import main\n"
        "from zorgvuldig.interfaces.hygiene import is_hardened\n"
        "main(['norms', 'show', 'no-such-norm'])\n"
        "print(is_hardened())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "True"
