"""The log leaves in pages, and whoever reads it does not see where one ends."""

from __future__ import annotations

import pytest

from zorgvuldig.ledger import exporting
from zorgvuldig.ledger.sequencer import ALIAS


def exported():
    return [
        line["body"]["adl.core.request"]["resource"]["id"]
        for line in exporting.lines("decision-log", using=ALIAS)
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 4, 5])
def test_every_entry_is_written_once_and_in_order_however_it_falls_into_pages(plant, monkeypatch, count):
    monkeypatch.setattr(exporting, "_PAGE", 2)
    planted = [str(plant.entry()) for _ in range(count)]
    assert exported() == planted
