"""What the rules say: the Code, the Protocol and the law over them, dated and cited. Data, no engine."""

from zorgvuldig.norms.access import AccessGrant, access_grants, authorised
from zorgvuldig.norms.bundle import Bundle, bundle_at, parameters_at
from zorgvuldig.norms.catalogue import Catalogue, CatalogueNorm, FactType, catalogue, dutch_words, texts
from zorgvuldig.norms.choices import (
    Choice,
    ChoiceError,
    choices,
    is_own_choice,
    lay_choices,
    read_choice,
)
from zorgvuldig.norms.conflicts import Conflict, DutyName, Separation, health_roles, separation
from zorgvuldig.norms.coverage import Coverage, coverage
from zorgvuldig.norms.expand import Attribute, Writer, own_facts, policy, schema
from zorgvuldig.norms.folding import COMPARISONS, JUNCTIONS
from zorgvuldig.norms.loader import NormFile, chapters, find_files
from zorgvuldig.norms.model import (
    PERIOD,
    DutyRule,
    NormError,
    Parameter,
    ParameterValue,
    Rule,
    Scenario,
    Section,
    Tree,
)

__all__ = [
    "COMPARISONS",
    "JUNCTIONS",
    "PERIOD",
    "AccessGrant",
    "Attribute",
    "Bundle",
    "Catalogue",
    "CatalogueNorm",
    "Choice",
    "ChoiceError",
    "Conflict",
    "Coverage",
    "DutyName",
    "DutyRule",
    "FactType",
    "NormError",
    "NormFile",
    "Parameter",
    "ParameterValue",
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
    "choices",
    "coverage",
    "dutch_words",
    "find_files",
    "health_roles",
    "is_own_choice",
    "lay_choices",
    "own_facts",
    "parameters_at",
    "policy",
    "read_choice",
    "schema",
    "separation",
    "texts",
]
