"""What the rules say: the Code, the Protocol and the law over them, dated and cited. Data, no engine."""

from zorgvuldig.norms.access import AccessGrant, access_grants, authorised
from zorgvuldig.norms.bundle import Bundle, bundle_at
from zorgvuldig.norms.catalogue import Catalogue, CatalogueNorm, FactType, catalogue, dutch_words, texts
from zorgvuldig.norms.conflicts import Conflict, DutyName, Separation, health_roles, separation
from zorgvuldig.norms.coverage import Coverage, coverage
from zorgvuldig.norms.expand import Attribute, Writer, own_facts, policy, schema
from zorgvuldig.norms.folding import COMPARISONS, JUNCTIONS
from zorgvuldig.norms.loader import NormFile, chapters, find_files
from zorgvuldig.norms.model import PERIOD, DutyRule, NormError, Rule, Scenario, Section, Tree

__all__ = [
    "COMPARISONS",
    "JUNCTIONS",
    "PERIOD",
    "AccessGrant",
    "Attribute",
    "Bundle",
    "Catalogue",
    "CatalogueNorm",
    "Conflict",
    "Coverage",
    "DutyName",
    "DutyRule",
    "FactType",
    "NormError",
    "NormFile",
    "Rule",
    "Scenario",
    "Section",
    "Separation",
    "Tree",
    "Writer",
    "access_grants",
    "authorised",
    "bundle_at",
    "catalogue",
    "chapters",
    "coverage",
    "dutch_words",
    "find_files",
    "health_roles",
    "own_facts",
    "policy",
    "schema",
    "separation",
    "texts",
]
