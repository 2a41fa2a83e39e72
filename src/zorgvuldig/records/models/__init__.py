"""Thin models of what the insurer holds, each behind the wall."""

from zorgvuldig.records.models.access import AccessGrant, AccessReview, GrantKind, GrantState
from zorgvuldig.records.models.base import Held, Regime
from zorgvuldig.records.models.cases import Case, CaseStep, CaseTerm, Signal
from zorgvuldig.records.models.claim_files import ClaimFile, ClaimFileOrigin, ClaimFileState, ReturnMessage
from zorgvuldig.records.models.claims import (
    Claim,
    ClaimDiagnosis,
    ClaimLine,
    ClaimState,
    ClaimText,
    LineReason,
)
from zorgvuldig.records.models.consents import (
    Consent,
    Objection,
    ObjectionKind,
    ObjectionState,
    ObjectionText,
)
from zorgvuldig.records.models.documents import (
    DocumentKind,
    DocumentRoute,
    DocumentState,
    OutboundDocument,
    RunLetters,
)
from zorgvuldig.records.models.emergencies import BreakGlass, PrivilegedSession, PrivilegedTicket
from zorgvuldig.records.models.holds import PersonHold
from zorgvuldig.records.models.insurance_policies import (
    InsurancePolicy,
    PolicyCoverage,
    PriorAuthorization,
    Tariff,
)
from zorgvuldig.records.models.keys import DataKey
from zorgvuldig.records.models.parties import (
    Gender,
    Household,
    HouseholdMember,
    Insurer,
    Label,
    Mandate,
    MandateScope,
    Person,
    PersonAddress,
    PersonContact,
    Relation,
)
from zorgvuldig.records.models.partners import BusinessPartner, PartnerContract, PartnerKind, PartyLogin
from zorgvuldig.records.models.party_requests import PartyKind, PartyRequest, PartyRight
from zorgvuldig.records.models.payments import PaymentOrder
from zorgvuldig.records.models.providers import (
    Provider,
    ProviderContract,
    ProviderKind,
    ProviderQualification,
)
from zorgvuldig.records.models.reference import (
    ChangeProposal,
    ContractTariff,
    LetterheadVersion,
    ListedCode,
    MarketRule,
    NormChoice,
    PackageCover,
    ProposalState,
    ProviderDetails,
    ServiceRule,
)
from zorgvuldig.records.models.requests import ReceiverToTell, RequestKind, RequestState, RightsRequest
from zorgvuldig.records.models.shielding import ShieldEnd, ShieldEndGround
from zorgvuldig.records.models.staff import AccountLink, SecrecyGround, StaffMember, Training
from zorgvuldig.records.models.tables import PublishedTable

__all__ = [
    "AccessGrant",
    "AccessReview",
    "AccountLink",
    "BreakGlass",
    "BusinessPartner",
    "Case",
    "CaseStep",
    "CaseTerm",
    "ChangeProposal",
    "Claim",
    "ClaimDiagnosis",
    "ClaimFile",
    "ClaimFileOrigin",
    "ClaimFileState",
    "ClaimLine",
    "ClaimState",
    "ClaimText",
    "Consent",
    "ContractTariff",
    "DataKey",
    "DocumentKind",
    "DocumentRoute",
    "DocumentState",
    "Gender",
    "GrantKind",
    "GrantState",
    "Held",
    "Household",
    "HouseholdMember",
    "InsurancePolicy",
    "Insurer",
    "Label",
    "LetterheadVersion",
    "LineReason",
    "ListedCode",
    "Mandate",
    "MandateScope",
    "MarketRule",
    "NormChoice",
    "Objection",
    "ObjectionKind",
    "ObjectionState",
    "ObjectionText",
    "OutboundDocument",
    "PackageCover",
    "PartnerContract",
    "PartnerKind",
    "PartyKind",
    "PartyLogin",
    "PartyRequest",
    "PartyRight",
    "PaymentOrder",
    "Person",
    "PersonAddress",
    "PersonContact",
    "PersonHold",
    "PolicyCoverage",
    "PriorAuthorization",
    "PrivilegedSession",
    "PrivilegedTicket",
    "ProposalState",
    "Provider",
    "ProviderContract",
    "ProviderDetails",
    "ProviderKind",
    "ProviderQualification",
    "PublishedTable",
    "ReceiverToTell",
    "Regime",
    "Relation",
    "RequestKind",
    "RequestState",
    "ReturnMessage",
    "RightsRequest",
    "RunLetters",
    "SecrecyGround",
    "ServiceRule",
    "ShieldEnd",
    "ShieldEndGround",
    "Signal",
    "StaffMember",
    "Tariff",
    "Training",
]
