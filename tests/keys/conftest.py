"""A small insurer with keys of its own, which a test may change."""

import contextlib
import shutil

import pytest

from zorgvuldig.interfaces.database.identities import MIGRATOR
from zorgvuldig.interfaces.key_care.rotation import Keeper


@pytest.fixture
def own_keys(settings, tmp_path, database):
    """Copies of the keys that the database of this test knows."""
    folder = tmp_path / "keys"
    shutil.copytree(settings.KEYS_FOLDER, folder, ignore=shutil.ignore_patterns(".*"))
    settings.KEYS_FOLDER = folder
    return folder


class OpenServer:
    """The tests' server, whose doors stay open for maintenance."""

    database = "zorgvuldig"

    @contextlib.contextmanager
    def migrator(self):
        yield {"USER": MIGRATOR, "PASSWORD": ""}


@pytest.fixture
def keeper(own_keys):
    return Keeper(own_keys, OpenServer(), batch=7)


@pytest.fixture
def var(settings, tmp_path):
    """A folder for a journal of this test's own."""
    settings.VAR_FOLDER = tmp_path
    (tmp_path / "tombstones").mkdir()
    return tmp_path
