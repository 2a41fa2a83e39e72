"""The access matrix: our own choice, held as data, and never wider than a task."""

from datetime import date

import pytest

from zorgvuldig.norms import NormError, access_grants, authorised, bundle_at, catalogue
from zorgvuldig.norms.access import read_grants

HEALTH = catalogue().data_sets["HEALTH"]


def test_a_role_may_do_what_its_row_says():
    assert authorised("claims-handler", "claims", "consult", {"claim", "identification"})


@pytest.mark.parametrize(
    ("role", "purpose", "action", "data"),
    [
        ("marketer", "claims", "consult", {"claim"}),
        ("claims-handler", "marketing", "select", {"identification"}),
        ("claims-handler", "claims", "erase", {"claim"}),
        ("claims-handler", "claims", "consult", {"claim", "health"}),
        ("claims-handler", "claims", "consult", {"all-personal"}),
        ("nobody", "claims", "consult", {"claim"}),
    ],
)
def test_what_no_row_says_is_not_granted(role, purpose, action, data):
    assert not authorised(role, purpose, action, data)


def test_nothing_is_granted_to_a_role_that_has_no_row_even_for_no_data():
    assert not authorised("board", "claims", "consult", set())


def test_the_marketer_has_no_health_data_at_all():
    assert not any(grant.data & HEALTH for grant in access_grants() if grant.role == "marketer")


def test_adviser_data_are_granted_to_the_adviser_to_a_run_that_stores_them_and_to_the_person_only():
    # What a representative sees is bounded by the mandate: the norms decide that, not the matrix.
    free_text = {(grant.role, grant.purpose) for grant in access_grants() if "health" in grant.data}
    own = {(who, "data-subject-rights") for who in ("insured", "co-insured", "legal-representative")}
    assert {role for role, _ in free_text - own} <= {"medical-adviser", "system"}


def test_every_grant_stays_within_the_data_of_its_purpose():
    purposes = bundle_at(date(2026, 11, 21)).purposes
    for grant in access_grants():
        assert grant.data <= purposes[grant.purpose].fields, grant
        assert grant.why


def test_a_matrix_that_uses_an_unknown_word_is_refused():
    row = '[[grant]]\nrole = "king"\npurpose = "claims"\nactions = ["rule"]\ndata = ["gold"]\nwhy = "x"\n'
    with pytest.raises(NormError, match=r"row 1 uses \['gold', 'king', 'rule'\]"):
        read_grants(row)
