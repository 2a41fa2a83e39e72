"""Files made from every layout: a correct one has no finding, a planted violation is found where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from proofs.claims.judging import is_found, refusals
from proofs.claims.making import claim_layouts, correct
from proofs.claims.planting import planted

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.message import Layout

each_layout = pytest.mark.parametrize(
    "layout", claim_layouts(), ids=lambda layout: f"{layout.message}-{layout.version}"
)


@each_layout
def test_no_correct_file_is_refused(layout: Layout) -> None:
    assert [found for seed in range(40) for found in refusals(layout, correct(layout, seed))] == []


@each_layout
def test_a_violation_of_each_field_and_each_relation_is_found(layout: Layout) -> None:
    spoiled = list(planted(layout, correct(layout, seed=0)))
    missed = [(each.what, each.record, each.field) for each in spoiled if not is_found(layout, each)]
    assert missed == []
    assert len(spoiled) > 100
