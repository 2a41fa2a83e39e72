"""What tests of decisions share: norms made up for one test."""

from datetime import date

import pytest

from zorgvuldig.decisions import bulk, engine
from zorgvuldig.norms import NormFile
from zorgvuldig.norms.bundle import make_bundle
from zorgvuldig.norms.loader import load


@pytest.fixture
def norms_of(monkeypatch):
    """Let the engine decide by these norms alone."""

    def use(text):
        written = load(
            [NormFile("code_of_conduct", date(2011, 12, 13), "made_up", "# Bedacht\n" + text)],
            scenarios=False,
        )
        bundle = make_bundle(written, date(2026, 11, 21))
        for module in (engine, bulk):
            monkeypatch.setattr(module, "bundle_at", lambda _: bundle)
        return bundle

    return use
