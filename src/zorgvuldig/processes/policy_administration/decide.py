"""What policy administration asks before it records: a request for each group of data, none per person.

Who is insured follows from the insurance contract (GC-3.4b); wishes, logins and providers are recorded
because a statute demands it (GC-3.4 c). Each fact carries where it comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

_DIRECTORY = "directory of the insurer, read whole and strictly"
_ALWAYS: Mapping[str, Sourced] = {
    "necessary": Sourced(value=True, source="every field of the directory is one that the register holds"),
    "proportionate": Sourced(value=True, source="only people with an insurance contract are in it"),
    "obtained_lawfully": Sourced(value=True, source="data_origin and obtained_for of each row"),
}

_BSN_STATUTE = "Zvw art. 86: an insurer records the BSN of whom it insures (GC-T-4.2.1-bsn)"
#: What obliges both sides to name the person by BSN where they exchange data; not that they exchange them.
_EXCHANGE_STATUTE = "Wabvpz: care providers and insurers name a person to each other by BSN"

PEOPLE = frozenset(
    {"identification", "birthdate", "gender", "bsn", "address", "contact", "policy", "location-shielded"}
)
WISHES = frozenset({"consent-record", "objection-record"})
LOGINS = frozenset({"login"})
PROVIDERS = frozenset({"professional", "contract"})
#: By which somebody is found, with what the row of a person also holds; told is of these the policy alone.
INSURANCE_CHECK = frozenset({"identification", "gender", "bsn", "birthdate", "policy"})


def record_people(
    *, subject_ids: Sequence[UUID], in_contract: bool, from_others: bool, informed: bool
) -> ProcessingRequest:
    """Ask to record people with their insurance policies (polisadministratie; GC-1.24, GC-3.4b).

    `from_others`: some of the data came from somebody else (GC-3.7); `informed`: everybody was told.
    """
    return ProcessingRequest(
        purpose="policy-administration",
        action="record",
        data=PEOPLE,
        scope=Scope.subjects(subject_ids),
        facts={
            **_ALWAYS,
            "basis": Sourced("b", "insurance contract"),
            "legal_obligation": Sourced(value=True, source=_BSN_STATUTE),
            "in_contract": Sourced(in_contract, f"coverages and policyholders in the {_DIRECTORY}"),
            "source": Sourced("third-party" if from_others else "own", f"data_origin in the {_DIRECTORY}"),
            "informed": Sourced(informed, f"informed_on in the {_DIRECTORY}"),
        },
    )


def record_wishes(*, subject_ids: Sequence[UUID]) -> ProcessingRequest:
    """Ask to record what people allowed and objected to (toestemming, verzet; GC-1.19, GC-5.3, GC-5.4)."""
    return _by_statute(
        "data-subject-rights",
        WISHES,
        Scope.subjects(subject_ids),
        "GDPR art. 7(1) and 21: it must be provable",
    )


def record_logins(*, subject_ids: Sequence[UUID]) -> ProcessingRequest:
    """Ask to record staff and which login belongs to whom (autorisaties; GC-4.0.1)."""
    scope = Scope.subjects(subject_ids) if subject_ids else Scope.none()
    return _by_statute(
        "access-control", LOGINS, scope, "GDPR art. 32: only who is authorised may have access"
    )


def record_providers() -> ProcessingRequest:
    """Ask to record care providers, their qualifications and contracts (zorgaanbieders; GC-1.8, GC-1.27)."""
    return _by_statute(
        "partner-relations", PROVIDERS, Scope.none(), "Wmg art. 35 and 36: only competent providers are paid"
    )


def check_insurance(
    *, run_id: UUID, subject_indexes: Sequence[bytes], provider: str, published: bool
) -> ProcessingRequest:
    """Ask to tell a care provider whether whom it treats is insured (controle op verzekering; GC-T-3.6-COV).

    `provider` says whose client asks; `published`: whether the privacy statement tells of this check.
    """
    return ProcessingRequest(
        purpose="policy-administration",
        action="disclose",
        data=INSURANCE_CHECK,
        scope=Scope.run(run_id, subject_indexes),
        facts={
            "necessary": Sourced(value=True, source="the bill goes to the right insurer"),
            "proportionate": Sourced(value=True, source="insured or not, label, regime and package"),
            "obtained_lawfully": Sourced(value=True, source="register of insured persons"),
            "basis": Sourced("b", "insurance contract and treatment"),
            "legal_obligation": Sourced(value=True, source=_EXCHANGE_STATUTE),
            "in_contract": Sourced(value=True, source=f"{provider} states that it treats this person"),
            "informed": Sourced(published, "privacy statement in force"),
            "statement_published": Sourced(published, "privacy statement in force"),
            "recipient": Sourced("provider", provider),
            "channel": Sourced("api", "insurance check"),
            "requested_fields": Sourced(frozenset({"policy"}), "the answer has no other field of a person"),
        },
    )


def _by_statute(purpose: str, data: frozenset[str], scope: Scope, statute: str) -> ProcessingRequest:
    return ProcessingRequest(
        purpose=purpose,
        action="record",
        data=data,
        scope=scope,
        facts={
            **_ALWAYS,
            "basis": Sourced("c", statute),
            "legal_obligation": Sourced(value=True, source=statute),
        },
    )
