"""What the rules say: the Code, the Protocol and the law over them, dated and cited. Data, no engine."""

from zorgvuldig.norms.access import AccessGrant, access_grants, authorised
from zorgvuldig.norms.bundle import Bundle, bundle_at
from zorgvuldig.norms.catalogue import Catalogue, CatalogueNorm, FactType, catalogue, dutch_words
from zorgvuldig.norms.expand import Attribute, Writer, policy, schema
from zorgvuldig.norms.loader import chapters
from zorgvuldig.norms.model import DutyRule, NormError, Rule, Scenario, Tree

__all__ = [
    "AccessGrant",
    "Attribute",
    "Bundle",
    "Catalogue",
    "CatalogueNorm",
    "DutyRule",
    "FactType",
    "NormError",
    "Rule",
    "Scenario",
    "Tree",
    "Writer",
    "access_grants",
    "authorised",
    "bundle_at",
    "catalogue",
    "chapters",
    "dutch_words",
    "policy",
    "schema",
]
