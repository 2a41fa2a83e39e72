"""FHIR R4 for claims: Claim in, ClaimResponse and ExplanationOfBenefit out; it translates and never decides.

A claim that comes in is laid out as the EI message that its service belongs to (`translating`), so that one
road exists: the same control, decisions, records and payments. What comes of it goes back as ClaimResponse.
"""
