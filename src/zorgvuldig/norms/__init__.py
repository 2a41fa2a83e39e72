"""What the rules say: the Code, the Protocol and the law over them, dated and cited. Data, no engine."""

from zorgvuldig.norms.access import AccessGrant, access_grants, authorised
from zorgvuldig.norms.blocks import expression
from zorgvuldig.norms.bundle import Bundle, bundle_at, bundle_of, parameters_at
from zorgvuldig.norms.catalogue import (
    Catalogue,
    CatalogueNorm,
    FactType,
    catalogue,
    dutch_words,
    ordinary_facts,
    texts,
)
from zorgvuldig.norms.choices import (
    Choice,
    ChoiceError,
    choices,
    is_own_choice,
    lay_choices,
    read_choice,
)
from zorgvuldig.norms.conflicts import Conflict, DutyName, Separation, health_roles, separation
from zorgvuldig.norms.contradictions import Contradiction, Part, contradictions
from zorgvuldig.norms.coverage import Coverage, coverage
from zorgvuldig.norms.expand import Attribute, Writer, literal, names_read, own_facts, policy, schema
from zorgvuldig.norms.folding import COMPARISONS, JUNCTIONS, compared, joined, negated
from zorgvuldig.norms.loader import NormFile, chapters, find_files
from zorgvuldig.norms.model import (
    PERIOD,
    DutyRule,
    NormError,
    Parameter,
    ParameterValue,
    Place,
    Rule,
    Scenario,
    Section,
    Tree,
)
from zorgvuldig.norms.ways_out import FEWER, LATER, MORE, Way, Ways, ways

__all__ = [
    "COMPARISONS",
    "FEWER",
    "JUNCTIONS",
    "LATER",
    "MORE",
    "PERIOD",
    "AccessGrant",
    "Attribute",
    "Bundle",
    "Catalogue",
    "CatalogueNorm",
    "Choice",
    "ChoiceError",
    "Conflict",
    "Contradiction",
    "Coverage",
    "DutyName",
    "DutyRule",
    "FactType",
    "NormError",
    "NormFile",
    "Parameter",
    "ParameterValue",
    "Part",
    "Place",
    "Rule",
    "Scenario",
    "Section",
    "Separation",
    "Tree",
    "Way",
    "Ways",
    "Writer",
    "access_grants",
    "authorised",
    "bundle_at",
    "bundle_of",
    "catalogue",
    "chapters",
    "choices",
    "compared",
    "contradictions",
    "coverage",
    "dutch_words",
    "expression",
    "find_files",
    "health_roles",
    "is_own_choice",
    "joined",
    "lay_choices",
    "literal",
    "names_read",
    "negated",
    "ordinary_facts",
    "own_facts",
    "parameters_at",
    "policy",
    "read_choice",
    "schema",
    "separation",
    "texts",
    "ways",
]
