"""Which family of processing may ever touch which category of data: the outer bound of every grant.

A family is a database role (`zv_…`) that the application takes on for one processing and lays down again.
The matrix says what a role can do at most; the grant that a decision opened says what it sees now. A table is
out of a family's reach when its lead category is not listed: marketing has no right on anything of health.
"""

from __future__ import annotations

from dataclasses import dataclass

from zorgvuldig.records.declaration import (
    CASE_FRAME,
    DATA_KEY,
    HOLD_FRAME,
    LETTER_FRAME,
    PARTY_FRAME,
    PROPOSAL_FRAME,
    REFERENCE,
)

#: The role that owns the gate's functions and sees what they need, through them alone.
GATE = "zv_gate"
#: The role of whoever acts for another person: it meets no number, no address and nothing of the household.
OF_REPRESENTATIVES = "zv_representation"
#: The role of whoever carries out a granted correction or erasure.
OF_CORRECTIONS = "zv_correction"
#: The families that record many rows at once: what came in with a run, and the register.
RECORDERS = ("zv_intake", "zv_administration")
#: The role of whoever logs in for a care provider or business partner: its grants are bound to that party.
OF_PARTIES = "zv_parties"
#: The role that alone takes readable content out of the log, once its published term is over.
PRUNER = "zv_pruner"


@dataclass(frozen=True)
class Rights:
    """The data categories that a family may read, write anew, change and erase, at most."""

    read: frozenset[str]
    insert: frozenset[str] = frozenset()
    update: frozenset[str] = frozenset()
    delete: frozenset[str] = frozenset()
    of_party: bool = False
    """Whether only tables open that say whose each row is: of a care provider or a business partner."""


_WHO = frozenset({REFERENCE, "identification", "birthdate", "gender"})
_REACH = frozenset({"address", "contact"})
_INSURED = frozenset({"policy"})
_PROVIDERS = frozenset({"professional", "contract"})
_CASE = frozenset({CASE_FRAME})
#: What parties ask of us by right: kept by the party, answered by whoever keeps the relation with it.
_ASKED = frozenset({PARTY_FRAME})
_LETTERS = frozenset({LETTER_FRAME})
_HOLDS = frozenset({HOLD_FRAME})
_SEALED = frozenset({DATA_KEY})
_MEDICAL = frozenset({"claim", "diagnosis", "health", "medical-file", "authorisation-request"})
_WISHES = frozenset({"consent-record", "objection-record"})
_WHOLE_PERSON = _WHO | _REACH | _INSURED | {"bsn", "location-shielded"}

#: Family of processing to its rights. Diagnosis and free text: read by the adviser's unit and by the person.
FAMILIES: dict[str, Rights] = {
    "zv_claims": Rights(
        read=_INSURED | _PROVIDERS | _CASE | {REFERENCE, "identification", "birthdate", "claim", "aggregate"},
        insert=_CASE,
        update=_CASE,
    ),
    # Whoever compares a file with the administration must find persons by number, and writes nothing.
    "zv_formal_control": Rights(read=_WHO | _INSURED | _PROVIDERS | {"bsn", "claim", "objection-record"}),
    # Whoever writes what came in reads none of it back, not even its own rows.
    "zv_intake": Rights(
        read=_SEALED | {REFERENCE},
        insert=_CASE | _SEALED | {"bsn", "claim", "diagnosis", "health"},
    ),
    "zv_medical": Rights(
        read=_WHO | _INSURED | _PROVIDERS | _CASE | _SEALED | _MEDICAL,
        insert=_CASE | _SEALED | {"medical-file", "authorisation-request"},
        update=_CASE,
    ),
    "zv_control": Rights(
        read=_WHO | _INSURED | _PROVIDERS | _CASE | {"claim", "control-file"},
        insert=_CASE | {"control-file"},
        update=_CASE | {"control-file"},
    ),
    "zv_fraud": Rights(
        read=_WHO
        | _REACH
        | _INSURED
        | _PROVIDERS
        | _CASE
        | {"claim", "control-file", "event-registration", "incident-registration"},
        insert=_CASE | {"event-registration", "incident-registration"},
        update=_CASE | {"event-registration", "incident-registration"},
    ),
    "zv_marketing": Rights(read=_REACH | _WISHES | {REFERENCE, "identification", "birthdate"}),
    "zv_statistics": Rights(read=_INSURED | _PROVIDERS | {REFERENCE, "claim"}),
    "zv_rights": Rights(
        read=_WHO
        | _REACH
        | _INSURED
        | _PROVIDERS
        | _CASE
        | _LETTERS
        | _SEALED
        | _WISHES
        | {"bsn", "location-shielded", "claim", "diagnosis", "health"},
        insert=_CASE | _SEALED | _WISHES,
        update=_CASE | _WISHES,
    ),
    # Whoever carries out what was granted changes how somebody is named and reached, and meets no number, no
    # birth date, no insurance and no care (article 5.2 c).
    OF_CORRECTIONS: Rights(
        read=_REACH | {REFERENCE, "identification"},
        insert=_REACH,
        update=_REACH | {"identification"},
        delete=frozenset({"contact"}),
    ),
    "zv_administration": Rights(
        read=_WHOLE_PERSON | _PROVIDERS | _CASE | _SEALED | _WISHES,
        insert=_WHOLE_PERSON | _PROVIDERS | _CASE | _SEALED | _WISHES,
        update=_WHO | _REACH | _INSURED | _PROVIDERS | _CASE | _WISHES | {"location-shielded"},
    ),
    # Whoever writes and sends letters meets name, address, amounts and the letters, and never a number, a
    # birth date, a diagnosis or a shielded whereabouts.
    "zv_letters": Rights(
        read=_INSURED
        | _SEALED
        | _LETTERS
        | {REFERENCE, "identification", "address", "claim", "professional"},
        insert=_SEALED | _LETTERS,
        update=_LETTERS,
    ),
    # Whoever keeps tariffs, packages and the register of providers meets no insured person, and no claim.
    "zv_reference": Rights(
        read=_PROVIDERS | _ASKED | {REFERENCE, PROPOSAL_FRAME},
        insert=_PROVIDERS | {REFERENCE, PROPOSAL_FRAME},
        update=_PROVIDERS | _ASKED | {REFERENCE, PROPOSAL_FRAME},
    ),
    # A care provider or business partner sees its files, payments, letters and registration; of an insured
    # person no more than a claim says, and no name, number, birth date or diagnosis. It writes what it asks.
    OF_PARTIES: Rights(
        read=_PROVIDERS | _ASKED | _LETTERS | _SEALED | {REFERENCE, "claim"},
        insert=_ASKED,
        update=_ASKED,
        of_party=True,
    ),
    # A representative sees the claims and the insurance of the person represented, and with a mandate for
    # personal matters the care behind it; the decision says which.
    OF_REPRESENTATIVES: Rights(
        read=_INSURED
        | _SEALED
        | {REFERENCE, "identification", "birthdate", "professional", "claim", "diagnosis", "health"}
    ),
    # Whoever hands a letter over to somebody who is threatened sees name and whereabouts, and nothing of the
    # letter, of care or of insurance; whoever proposes that a shield ends keeps why.
    "zv_shielding": Rights(
        read=_CASE | _SEALED | {REFERENCE, "identification", "address", "location-shielded"},
        insert=_CASE | _SEALED,
        update=_CASE,
    ),
    # Whoever arranges access sees who works here and what was granted, and never anything of the insured.
    "zv_access": Rights(
        read=frozenset({REFERENCE, "login", "log"}),
        insert=frozenset({"login", "log"}),
        update=frozenset({"login", "log"}),
    ),
    "zv_audit": Rights(read=frozenset({REFERENCE, HOLD_FRAME, "aggregate"}), insert=frozenset({"aggregate"})),
    # Whoever erases takes the rows of the persons in the grant unseen, and reads no more than holds.
    "zv_retention": Rights(
        read=_SEALED | _HOLDS | {REFERENCE},
        insert=_HOLDS,
        update=_HOLDS,
        delete=_SEALED
        | _HOLDS
        | _CASE
        | _LETTERS
        | _WISHES
        | _WHOLE_PERSON
        | {"claim", "diagnosis", "health", "medical-file", "login"},
    ),
}

#: What the gate itself must look up before any decision, column by column, inside its functions only.
GATE_READS: dict[str, tuple[str, ...]] = {
    "person": (
        *("id", "insurer_id", "bsn_index", "birthdate", "shielded", "family_name"),
        *("shielded_on", "obtained_at"),
    ),
    "person_address": ("subject_id", "postcode", "valid_during", "shielded"),
    "insurance_policy": ("id", "policyholder_id", "employer_policyholder"),
    "policy_coverage": ("insurance_policy_id", "subject_id", "insured_during"),
    "prior_authorization": ("subject_id",),
    "case": ("id", "kind", "state", "subject_id", "data_category", "closed_on", "term", "last_changed_on"),
    "rights_request": (
        *("id", "subject_id", "kind", "state", "received_on", "due_on", "answered_on", "extended_on"),
        *("channel", "identified_on", "told_state", "lifted_on", "concerns", "data_category"),
        *(
            "effected_on",
            "ground",
            "ground_until",
            "ground_ended_on",
            "officer_asked",
            "officer_on",
            "proposed_by",
        ),
    ),
    "claim": ("id", "run_id", "subject_id", "bsn_index", "claim_number", "provider_id"),
    "mandate": ("id", "subject_id", "representative_id", "scope", "valid_during", "ended_at"),
    "household_member": ("household_id", "subject_id", "relation"),
    "consent": ("id", "subject_id", "purpose", "scope", "withdrawn_at"),
    "objection": ("id", "subject_id", "kind", "purpose", "channel", "made_at", "state", "proposed_by"),
    "receiver_to_tell": ("id", "request_id", "subject_id", "due_on", "told_on", "impossible_because"),
    "person_hold": ("subject_id", "ended_at"),
    # Whose a row is, to count what must go and to see that it went.
    "case_step": ("case_id", "subject_id"),
    "claim_diagnosis": ("run_id", "subject_id"),
    "claim_line": ("run_id", "subject_id"),
    "claim_text": ("run_id", "subject_id"),
    "objection_text": ("subject_id",),
    "line_reason": ("run_id", "subject_id"),
    "person_contact": ("subject_id",),
    "signal": ("id", "subject_id", "data_category", "taken_in_at"),
    # What goes by its own clock while whose it is stays (82_items.sql).
    "return_message": ("run_id",),
    "payment_order": ("run_id", "provider_id", "execute_on"),
    "party_request": ("id", "party_id", "state", "received_on", "answered_on"),
    "provider": ("id", "agb_code"),
    "provider_contract": ("provider_id", "label_id", "valid_during"),
    "label": ("id", "uzovi"),
    "provider_qualification": ("provider_id", "valid_during"),
    "business_partner": ("id",),
    "partner_contract": ("partner_id", "valid_during"),
    "staff_member": ("id", "username", "secrecy_ground", "secrecy_declared_on", "employed_during"),
    "training": ("staff_id", "kind", "completed_on"),
    "access_grant": ("id", "staff_id", "kind", "name", "unit", "state", "valid_during"),
    "break_glass": ("id", "actor", "person", "opened_at", "ends_at", "closed_at", "reviewed_at"),
    "account_link": ("username", "person_id"),
    "party_login": ("username", "provider_id", "partner_id", "valid_during"),
    "claim_file": ("id", "provider_id", "received_at"),
    "outbound_document": (
        "id",
        "kind",
        "data_category",
        "purpose",
        "subject_id",
        "run_id",
        "route",
        "state",
        "made_at",
        "handed_at",
        "digest",
    ),
    "shield_end": (
        *("id", "subject_id", "data_category", "ground", "proposed_at", "proposed_by", "letter_id"),
        *("settled_on", "dropped_on"),
    ),
    "norm_choice": ("name", "value", "valid_from"),
    "run_letters": ("run_id", "refused"),
    "data_key": ("id", "subject_id", "compartment", "retention_class", "year", "wrapped"),
}

#: What the gate itself writes in the records, inside its functions only: which login is whose, once.
GATE_INSERTS: dict[str, tuple[str, ...]] = {"account_link": ("id", "username", "person_id")}

#: What the gate itself changes, inside its functions only: a data key that is wrapped anew, an index that is
#: renewed.
GATE_UPDATES: dict[str, tuple[str, ...]] = {
    "data_key": ("wrapped", "key_encryption_key"),
    # A shield ends through the gate alone (57_shield_ends.sql).
    "person": ("bsn_index", "shielded"),
    "person_address": ("shielded",),
    "shield_end": ("settled_on", "settled_by"),
    "claim": ("bsn_index",),
    "outbound_document": ("state", "handed_at", "handed_by_entry"),
    "rights_request": ("told_state",),
}

#: What the gate itself erases, inside one function only: what is past its own term while whose it is stays.
GATE_DELETES: frozenset[str] = frozenset(
    {
        *("rights_request", "receiver_to_tell", "case", "case_step", "signal", "party_request", "shield_end"),
        *("claim", "claim_line", "claim_diagnosis", "claim_text", "line_reason"),
        *("claim_file", "return_message", "run_letters", "outbound_document", "payment_order"),
        *("provider", "provider_contract", "provider_qualification", "party_login"),
        *("business_partner", "partner_contract"),
    }
)
