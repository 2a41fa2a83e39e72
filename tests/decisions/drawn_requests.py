"""Requests drawn at random: often lawful, with some facts left out."""

from datetime import date, timedelta

from hypothesis import assume
from hypothesis import strategies as st

from zorgvuldig.decisions import FactError
from zorgvuldig.decisions.consistency import demand_consistent
from zorgvuldig.decisions.slices import prepare
from zorgvuldig.norms import bundle_at, catalogue

TODAY = date(2026, 11, 21)
PURPOSES = (
    "acceptance",
    "claims",
    "compliance",
    "data-subject-rights",
    "formal-control",
    "marketing",
    "material-control",
    "policy-administration",
    "prior-authorisation",
    "recourse",
    "retention",
    "shielding",
)
LIKELY = {
    "authorised": True,
    "confidentiality_bound": True,
    "obtained_lawfully": True,
    "necessary": True,
    "in_contract": True,
    "interpretation": False,
    "consent_withdrawn": False,
    "under_ma": True,
    "identity_verified": True,
}
WORDS = {
    "role": ["claims-handler", "insured", "policyholder", "medical-adviser", "underwriter", "dpo", "system"],
    "recipient": ["insured", "policyholder", "provider", "employer", "group-company", "processor", "court"],
    "action": ["collect", "record", "consult", "use", "decide", "disclose", "send", "request", "retain"],
    "unit": ["claims", "medical"],
    "record_unit": ["claims", "medical"],
    "regime_from": ["Zvw", "AV", "Wlz"],
    "regime_to": ["Zvw", "AV", "Wlz"],
    "sub_purpose": ["payment", "deductible", "training"],
}
DATA = ["identification", "address", "bsn", "claim", "diagnosis", "health", "policy", "log", "ethnicity"]


def value_of(fact):
    """Give values of a fact that rules can tell apart."""
    if fact.type == "boolean":
        return st.booleans()
    if fact.type == "integer":
        return st.integers(0, 30)
    if fact.type == "date":
        return st.integers(-4000, 4000).map(lambda days: TODAY + timedelta(days=days))
    if fact.type == "set":
        values = DATA if fact.name == "data" else sorted(fact.values)
        return st.frozensets(st.sampled_from(values), max_size=3)
    return st.sampled_from(WORDS.get(fact.name) or sorted(fact.values) or ["something"])


@st.composite
def requests(draw, *, known=0.8):
    """Give requests that are often lawful, with some facts left out."""
    purpose = draw(st.sampled_from(PURPOSES))
    facts = {"purpose": purpose}
    prepared = prepare(bundle_at(TODAY), purpose)
    for name in sorted(prepared.facts_read - {"purpose", "now", "contract_performance"}):
        if draw(st.floats(0, 1)) > known:
            continue
        likely = name in LIKELY and draw(st.integers(0, 9)) > 0
        facts[name] = LIKELY[name] if likely else draw(value_of(catalogue().facts[name]))
    assume(consistent(facts))
    return facts


def consistent(facts):
    """Tell whether these facts can be true together."""
    try:
        demand_consistent(facts)
    except FactError:
        return False
    return True
