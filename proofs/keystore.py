"""Break the key store in every way, and count what is answered all the same: nothing may be.

Part of b15. Each break is undone afterwards, and then everything must answer again.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.test.utils import override_settings

from proofs.wall.attempt import about_anna, recording
from proofs.wall.world import ANNA_BSN
from zorgvuldig.interfaces.key_server.places import own_folder
from zorgvuldig.interfaces.key_server.rules import Peers, Rates
from zorgvuldig.interfaces.key_server.serving import LOCK_FILE, Audit, KeyServer, Service
from zorgvuldig.interfaces.web.accounts import sealing
from zorgvuldig.records import key_provider, keys
from zorgvuldig.records.blind_index import bsn_index
from zorgvuldig.records.envelope import Holder, KeyRing
from zorgvuldig.records.key_client import ServedKeys
from zorgvuldig.records.models import ClaimLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from proofs.wall.world import World

__all__ = ["Broken", "break_key_store"]

FIELD = "claim_diagnosis.sealed"
PATIENCE = 0.2


@dataclass
class Broken:
    """What became of it."""

    breaks: int = 0
    attempts: int = 0
    answers: int = 0
    """Data that were given while the store was broken; the bar is none."""
    failures: list[str] = field(default_factory=list)
    control: str = ""


@dataclass(frozen=True)
class Probe:
    """Something that needs a key, and gives data when it is answered."""

    name: str
    needs: tuple[str, ...]
    run: Callable[[], object]


def break_key_store(world: World, *, times: int = 3) -> Broken:
    """Break files and server in turn, on a copy of the keys; `times` attempts at each probe in each break."""
    told = Broken()
    with _copy_of_keys() as folder:
        probes = _probes(world)
        _must_answer(probes, told, "before anything was broken")
        for name in sorted({ring for probe in probes for ring in probe.needs}):
            for how, harm in _FILE_HARMS.items():
                with _harmed(folder / name, harm):
                    _attempt(_needing(probes, name), told, f"{name} {how}", times)
        _must_answer(probes, told, "after the files were mended")
        for how, harmed in _SERVER_HARMS.items():
            with _server(folder) as service, harmed(service):
                _attempt(probes, told, f"key server {how}", times)
        with _server(folder):
            _must_answer(probes, told, "by the key server")
        told.control = _control(folder, probes)
        if not told.control:
            told.failures.append("control: a store that remembers its keys was not found out")
    return told


def _probes(world: World) -> list[Probe]:
    holder = Holder(world.anna.id, "AV", "insurance", 2026)
    with transaction.atomic(), recording(world, frozenset({"claim", "bsn"})):
        sealed = KeyRing().seal(b"E11", holder=holder, field=FIELD)
    secret = sealing.seal_text("JBSWY3DP")

    def look() -> object:
        with transaction.atomic(), about_anna(world):
            return list(ClaimLine.objects.all())

    def open_sealed() -> object:
        with transaction.atomic(), recording(world, frozenset({"claim", "bsn"})):
            return KeyRing().open(sealed, subject=world.anna.id, field=FIELD)

    return [
        Probe("a look at claims", ("gate-proof", "subject-index", "kek"), look),
        Probe("a sealed value", ("kek", "gate-proof"), open_sealed),
        Probe("a person by BSN", ("bsn-index",), lambda: bsn_index(ANNA_BSN)),
        Probe("a login secret", ("login-secrets",), lambda: sealing.open_text(secret)),
        Probe(
            "a pseudonym",
            ("pseudonym",),
            lambda: key_provider.period_key(purpose="compliance", period="2026"),
        ),
    ]


def _needing(probes: list[Probe], name: str) -> list[Probe]:
    return [probe for probe in probes if name in probe.needs]


def _answered(probe: Probe) -> bool:
    try:
        return bool(probe.run())
    except Exception:  # noqa: BLE001 — whatever the error is, it is no answer
        return False


def _must_answer(probes: list[Probe], told: Broken, when: str) -> None:
    told.failures += [f"{probe.name} is not answered {when}" for probe in probes if not _answered(probe)]


def _attempt(probes: list[Probe], told: Broken, how: str, times: int) -> None:
    told.breaks += 1
    for probe in probes:
        got = sum(_answered(probe) for _ in range(times))
        told.attempts += times
        told.answers += got
        if got:
            told.failures.append(f"{how}: {probe.name} was answered {got} times")


@contextmanager
def _copy_of_keys() -> Iterator[Path]:
    """Let the program use a copy of its keys, which may be broken."""
    real = Path(os.environ["ZORGVULDIG_VAR"]) / "keys"
    folder = real.with_name("keys-of-the-drill")
    shutil.copytree(real, folder)
    try:
        with override_settings(KEYS_FOLDER=folder):
            yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _harmed(path: Path, harm: Callable[[Path], None]) -> Iterator[None]:
    kept = path.with_suffix(".kept")
    path.rename(kept)
    shutil.copy2(kept, path)
    try:
        harm(path)
        yield
    finally:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        path.unlink(missing_ok=True)
        kept.rename(path)


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_suffix(".kept"))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir(mode=0o700)


_FILE_HARMS: dict[str, Callable[[Path], None]] = {
    "is missing": Path.unlink,
    "is another key": lambda path: _overwrite(path, bytes(range(32))),
    "is cut short": lambda path: _overwrite(path, bytes(31)),
    "is empty": lambda path: _overwrite(path, b""),
    "is a damaged ring": lambda path: _overwrite(path, b"zorgvuldig-key-ring/1\n{}\n"),
    "is open to others": lambda path: path.chmod(0o644),
    "is a link": _link,
    "is a folder": _folder,
}


def _overwrite(path: Path, content: bytes) -> None:
    path.write_bytes(content)


@contextmanager
def _server(folder: Path) -> Iterator[KeyServer]:
    """Run a key server in a thread, and let the program use it."""
    place = folder.with_name("server-of-the-drill")
    own_folder(place)
    me = frozenset({os.geteuid()})
    rates = Rates(1e6, 1e6, 0.1)
    service = Service(
        key_provider.FileKeys(folder), Peers(me, me), rates, Audit(place / "audit.log"), place / LOCK_FILE
    )
    server = KeyServer(place / "socket", service)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    before = key_provider._served  # noqa: SLF001 — the drill waits less long
    client = ServedKeys(server.path, patience=PATIENCE)
    try:
        key_provider._served = lambda _: client  # type: ignore[assignment] # noqa: SLF001 — as above
        with override_settings(KEY_STORE=f"unix:{server.path}"):
            yield server
    finally:
        key_provider._served = before  # noqa: SLF001 — as above
        server.shutdown()
        thread.join()
        server.server_close()
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _gone(server: KeyServer) -> Iterator[None]:
    server.shutdown()
    server.server_close()
    yield


@contextmanager
def _silent(server: KeyServer) -> Iterator[None]:
    """Something listens at the place and never answers."""
    server.shutdown()
    server.server_close()
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(server.path))
        silent.listen(64)
        yield


@contextmanager
def _locked(server: KeyServer) -> Iterator[None]:
    server.service.lock()
    yield
    server.service.unlock()


@contextmanager
def _stranger(server: KeyServer) -> Iterator[None]:
    server.service.peers = Peers(frozenset(), frozenset())
    yield


@contextmanager
def _no_audit(server: KeyServer) -> Iterator[None]:
    server.service.audit.path.unlink(missing_ok=True)
    server.service.audit.path.mkdir()
    yield


@contextmanager
def _no_keys(server: KeyServer) -> Iterator[None]:
    with ExitStack() as stack:
        for path in server.service.keys.folder.iterdir():
            if path.is_file() and path.name != keys.PRINTS:
                stack.enter_context(_harmed(path, Path.unlink))
        yield


_SERVER_HARMS = {
    "is gone": _gone,
    "does not answer": _silent,
    "is locked": _locked,
    "knows another account": _stranger,
    "cannot write its audit": _no_audit,
    "lost its keys": _no_keys,
}


def _control(folder: Path, probes: list[Probe]) -> str:
    """Build a fault in: a store that remembers keys it once read; the drill must see answers then."""
    provider: Any = key_provider
    really, remembered = provider.read_ring, {}

    def forgetful_of_nothing(name: str, *, folder: Path | None = None) -> object:
        if name not in remembered:
            remembered[name] = really(name, folder=folder)
        return remembered[name]

    provider.read_ring = forgetful_of_nothing
    try:
        for probe in probes:
            _answered(probe)
        with _harmed(folder / "bsn-index", Path.unlink):
            seen = sum(_answered(probe) for probe in _needing(probes, "bsn-index"))
    finally:
        provider.read_ring = really
    return f"a store that remembers its keys was found out by {seen} answers" if seen else ""
