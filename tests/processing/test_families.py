"""Which role does which processing."""

import pytest

from zorgvuldig.interfaces.database import roles
from zorgvuldig.ledger.families import NoFamilyError, family_of
from zorgvuldig.norms.catalogue import catalogue
from zorgvuldig.records.wall.matrix import FAMILIES


@pytest.mark.parametrize(
    ("purpose", "action", "role", "family"),
    [
        ("claims", "consult", "claims-handler", "zv_claims"),
        ("claims", "record", "system", "zv_intake"),
        ("claims", "consult", "medical-adviser", "zv_medical"),
        ("formal-control", "consult", "system", "zv_formal_control"),
        ("formal-control", "record", "system", "zv_intake"),
        ("marketing", "select", "marketer", "zv_marketing"),
        ("data-subject-rights", "consult", "insured", "zv_rights"),
        ("compliance", "consult", "dpo", "zv_audit"),
        ("claims", "send", "system", "zv_letters"),
        ("data-subject-rights", "send", "system", "zv_letters"),
        ("data-subject-rights", "record", "service-agent", "zv_correction"),
        ("data-subject-rights", "decide", "service-agent", "zv_rights"),
        ("shielding", "consult", "security-affairs", "zv_shielding"),
    ],
)
def test_purpose_action_and_role_choose_the_family(purpose, action, role, family):
    assert family_of(purpose, action, role=role) == family


def test_a_purpose_without_a_role_opens_nothing():
    with pytest.raises(NoFamilyError, match=r"wall/matrix\.py"):
        family_of("camera-visitors", "consult", role="security-affairs")


def test_every_family_has_rights_and_a_database_role():
    purposes = set(catalogue().words["processes"])
    used = set()
    for purpose in purposes:
        for role in ("system", "medical-adviser", "service-agent", "provider", "legal-representative"):
            for action in ("consult", "record", "send"):
                try:
                    used.add(family_of(purpose, action, role=role))
                except NoFamilyError:
                    continue
    assert used == set(FAMILIES) == set(roles.FAMILIES)
