"""Requests that tests start from: lawful as they stand."""

CLAIM_VIEW = {
    "purpose": "claims",
    "action": "consult",
    "role": "claims-handler",
    "unit": "claims",
    "data": ["claim", "diagnosis"],
    "authorised": True,
    "confidentiality_bound": True,
    "necessary": True,
    "in_contract": True,
    "obtained_lawfully": True,
    "interpretation": False,
}
PAYMENT = {
    **CLAIM_VIEW,
    "action": "decide",
    "data": ["claim", "policy"],
    "sub_purpose": "payment",
    "insured_on_service_date": True,
    "in_package": True,
    "provider_competent": True,
}
MAILING = {
    "purpose": "marketing",
    "action": "select",
    "role": "marketer",
    "unit": "marketing",
    "data": ["identification", "birthdate"],
    "authorised": True,
    "confidentiality_bound": True,
    "necessary": True,
    "balancing_ok": True,
    "obtained_lawfully": True,
    "marketing_objection": False,
}
OWN_VIEW = {
    "purpose": "data-subject-rights",
    "action": "consult",
    "role": "insured",
    "data": ["identification", "claim", "policy"],
    "authorised": True,
    "necessary": True,
    "legal_obligation": True,
    "identity_verified": True,
}
