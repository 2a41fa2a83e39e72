"""Which database role does which processing: purpose and action to family (functiescheiding).

A purpose that is not listed opens nothing, whatever a decision says: no role could see its data.
"""

from __future__ import annotations

from zorgvuldig.records.wall.matrix import OF_CORRECTIONS, OF_PARTIES, OF_REPRESENTATIVES

#: Actions that add what came in; the family for it writes diagnosis and free text and never reads them back.
INTAKE_ACTIONS = frozenset({"collect", "record"})

_BY_PURPOSE = {
    "claims": "zv_claims",
    "formal-control": "zv_formal_control",
    "procurement": "zv_reference",
    "prior-authorisation": "zv_medical",
    "material-control": "zv_control",
    "fraud-investigation": "zv_fraud",
    "security-integrity": "zv_fraud",
    "marketing": "zv_marketing",
    "group-information": "zv_marketing",
    "research": "zv_statistics",
    "data-subject-rights": "zv_rights",
    "disputes-complaints": "zv_rights",
    "policy-administration": "zv_administration",
    "partner-relations": "zv_administration",
    "access-control": "zv_access",
    "compliance": "zv_audit",
    "retention": "zv_retention",
    "shielding": "zv_shielding",
}
_INTAKE_PURPOSES = frozenset({"claims", "formal-control"})
#: Purposes of which letters leave: written and sent by a role that sees the address and no diagnosis.
_LETTER_PURPOSES = frozenset({"claims", "data-subject-rights"})
#: Who logs in for a care provider or business partner meets that party's own rows, whatever the purpose.
PARTY_ROLES = frozenset({"provider", "partner-contact"})
#: Who looks at the data of another person, for whom he may act, in whatever process.
REPRESENTATIVE = "legal-representative"
_BY_ROLE = {**dict.fromkeys(PARTY_ROLES, OF_PARTIES), REPRESENTATIVE: OF_REPRESENTATIVES}
_BY_ROLE_AND_ACTION = {
    # What a representative asks by right for the person is an exchange with that person, and is kept and read
    # back as one; it opens no care, no claim and no whereabouts (article 5.1).
    (REPRESENTATIVE, "request"): "zv_rights",
    # To give a mandate up is to keep the register.
    (REPRESENTATIVE, "record"): "zv_administration",
}
_BY_ACTION = {
    # To propose an own choice of the insurer and have it hold (eigen keuze); oversight only looks and judges.
    **dict.fromkeys([("compliance", "request"), ("compliance", "retain")], "zv_reference"),
    # To tell a provider where somebody is insured is to look for the person by number, and to write nothing.
    ("policy-administration", "disclose"): "zv_formal_control",
    # To lay a shield on a whereabouts is to keep the register (afscherming); who brings letters only looks.
    ("shielding", "record"): "zv_administration",
}
_HANDLER = "service-agent"
_BY_ROLE_AND_PURPOSE = {
    # Who works under the medical adviser meets diagnosis and free text (functionele eenheid, GC-4.0.3).
    ("medical-adviser", "claims"): "zv_medical",
    ("functional-unit", "claims"): "zv_medical",
    # To propose that a shield ends changes no register: the gate alone ends one (57_shield_ends.sql).
    (_HANDLER, "shielding"): "zv_shielding",
    # Whoever keeps the relation with parties answers what they ask, and meets nobody insured.
    ("procurement-officer", "data-subject-rights"): "zv_reference",
}
#: What a handler of requests changes when one was granted, and how the name of whom it is is told: the role
#: that does it meets how somebody is named and reached, and nothing else of a person.
_CORRECTING = frozenset({"record", "erase", "use"})


class NoFamilyError(LookupError):
    """No database role does this processing yet."""


def _of_role(purpose: str, action: str, role: str) -> str | None:
    """Give the family of a role that does a purpose with other rights than everybody else."""
    if purpose == "data-subject-rights" and action in _CORRECTING and role == _HANDLER:
        return OF_CORRECTIONS
    return _BY_ROLE_AND_PURPOSE.get((role, purpose))


def family_of(purpose: str, action: str, *, role: str) -> str:
    """Give the family for a purpose and an action of an actor with this role."""
    if role in _BY_ROLE:
        return _BY_ROLE_AND_ACTION.get((role, action), _BY_ROLE[role])
    if purpose in _INTAKE_PURPOSES and action in INTAKE_ACTIONS:
        return "zv_intake"
    if purpose in _LETTER_PURPOSES and action == "send":
        return "zv_letters"
    if (by_role := _of_role(purpose, action, role)) is not None:
        return by_role
    if (purpose, action) in _BY_ACTION:
        return _BY_ACTION[purpose, action]
    try:
        return _BY_PURPOSE[purpose]
    except KeyError:
        raise NoFamilyError(
            f"no database role does processing for {purpose!r}: give it a family in ledger/families.py "
            "and rights in records/wall/matrix.py"
        ) from None
