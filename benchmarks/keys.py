"""Keys in files beside keys behind a key server: proving a processing, wrapping one by one and many."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.rows import Row, per_second, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from zorgvuldig.records.key_provider import KeyProvider

NAME = "keys"
ONE, MANY = 2_000, 20_000
_PAYLOAD = json.dumps({"kind": "open", "entry": "x" * 2000}).encode()


def run() -> Iterable[Row]:
    """Measure in a process of its own, which reads its settings anew."""
    folder = tempfile.mkdtemp(prefix="zv-bench-")
    environment = {**os.environ, "ZORGVULDIG_VAR": folder}
    environment |= {"DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings"}
    words = [sys.executable, "-m", "benchmarks.keys", folder]
    try:
        measured = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows: list[Row] = json.loads(measured.stdout)
    return rows


def _measure(folder: Path) -> Iterator[Row]:
    """Measure the same work by both providers; the server is a thread of a process of its own."""
    provider: Any = importlib.import_module("zorgvuldig.records.key_provider")
    client: Any = importlib.import_module("zorgvuldig.records.key_client")
    importlib.import_module("zorgvuldig.interfaces.database.keys").make_keys(folder / "keys")
    words = [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "keys", "serve"]
    words += [
        "--rate",
        "1e9",
        "--burst",
        "1e9",
        "--peer",
        str(os.geteuid()),
        "--socket",
        str(folder / "s" / "socket"),
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        if server.stdout is None or not server.stdout.readline().startswith("READY"):
            raise RuntimeError("the key server did not start")
        try:
            file, served = provider.FileKeys(folder / "keys"), client.ServedKeys(folder / "s" / "socket")
            yield from _compared("proofs of a processing", ONE, "proofs/s", file, served, _prove)
            yield from _compared("keys wrapped one by one", ONE, "keys/s", file, served, _wrap_each)
            yield from _compared("keys unwrapped together", MANY, "keys/s", file, served, _unwrap_all)
            yield from _compared("proofs by four threads", ONE, "proofs/s", file, served, _prove_together)
        finally:
            server.terminate()


def _compared(
    name: str,
    count: int,
    unit: str,
    file: KeyProvider,
    served: KeyProvider,
    work: Callable[[KeyProvider, int], None],
) -> Iterator[Row]:
    of_files = per_second(lambda: work(file, count), count=count)
    of_server = per_second(lambda: work(served, count), count=count)
    yield row(f"{name}, by the key server", of_server, unit, against="by files", other=of_files)


def _prove(keys: KeyProvider, count: int) -> None:
    for _ in range(count):
        keys.mac("gate-proof", [_PAYLOAD])


def _prove_together(keys: KeyProvider, count: int) -> None:
    threads = [threading.Thread(target=_prove, args=(keys, count // 4)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _wrap_each(keys: KeyProvider, count: int) -> None:
    for _ in range(count):
        keys.wrap("data-keys", [(bytes(32), b"place")])


def _unwrap_all(keys: KeyProvider, count: int) -> None:
    wrapped = keys.wrap("data-keys", [(bytes(32), b"place")] * 1000)
    for _ in range(count // 1000):
        keys.unwrap("data-keys", [(one, b"place") for one in wrapped])


if __name__ == "__main__":
    importlib.import_module("django").setup()
    json.dump(list(_measure(Path(sys.argv[1]))), sys.stdout)
