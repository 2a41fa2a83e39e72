"""Rules written out for one purpose: every name in its place, and what is constant folded away."""

import json
from datetime import date

import cedarpy
import pytest
from norm_texts import article, written

from zorgvuldig.norms import NormError, Writer, bundle_at, policy, schema
from zorgvuldig.norms.blocks import expression
from zorgvuldig.norms.bundle import make_bundle
from zorgvuldig.norms.model import Place

DAY = date(2026, 11, 21)
PLACE = Place("made_up.md", 7)
BLOCKS = """```term
name = "kept"
when = "context.hold || context.term.old"
```

```term
name = "old"
date = "ends_on"
plus = "years"
```

```term
name = "round"
when = "context.term.about"
```

```term
name = "about"
when = "context.term.round"
```

```term
name = "lost"
date = "ends_on"
plus = "nothing"
```

```parameter
name = "years"
[[value]]
from = 2011-12-13
is = "P7Y"
reference = "r"
```
"""


@pytest.fixture(scope="module")
def writer():
    return Writer(make_bundle(written(article(BLOCKS)), DAY), "claims")


def wrote(writer, text):
    return writer.write(expression(text, PLACE), PLACE)


FOLDED = [
    ('context.purpose == "claims"', {"Value": True}),
    ('context.purpose != "claims" && context.hold', {"Value": False}),
    ('context.hold && context.purpose != "claims"', {"Value": False}),
    ('["claims"].contains(context.purpose) || context.hold', {"Value": True}),
    ('!(context.purpose == "claims")', {"Value": False}),
    ("context.hold || false", "context.hold"),
    ("true && context.hold", "context.hold"),
    ('["a"].containsAll(["a", "b"])', {"Value": False}),
    ('["a"].containsAny(["a", "b"])', {"Value": True}),
    ("3 > 2 && 2 <= 2 && 1 < 2 && 2 >= 2", {"Value": True}),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED, ids=[case[0] for case in FOLDED])
def test_what_is_constant_for_a_purpose_is_folded(writer, text, folded):
    expected = expression(folded, PLACE) if isinstance(folded, str) else folded
    assert wrote(writer, text) == expected


def test_facts_given_and_moved_dates_become_attributes(writer):
    tree = wrote(writer, "context.given.hold && context.now > context.term.old && context.hold")
    found = writer.attributes(tree)
    assert {name: (found[name].fact, found[name].kind, found[name].cedar_type) for name in found} == {
        "date_old": ("ends_on", "moved", "Long"),
        "given_hold": ("hold", "given", "Bool"),
        "hold": ("hold", "fact", "Bool"),
        "now": ("now", "fact", "Long"),
    }
    assert found["date_old"].period == "P7Y"


BAD = [
    ("context.nonsense", "no fact is called 'nonsense'"),
    ("context.given.nonsense", "no fact is called 'nonsense'"),
    ("context.term.nonsense", "no term is called 'nonsense'"),
    ("context.parameter.nonsense == 1", "no parameter is called 'nonsense'"),
    ("context.data.containsAny(context.set.NONSENSE)", "no data set is called 'NONSENSE'"),
    ("context.magic.hold", "no group is called 'magic'"),
    ("principal.hold", "cannot read 'hold' here"),
    ('context.unit like "a*"', "rules do not use 'like'"),
    ("context has hold", "rules do not use 'has'"),
    ("context.subject_age + 1 > 2", "rules do not use '+'"),
    ("context.term.round", "is defined by itself"),
    ("context.now > context.term.lost", "moves no fact by a period"),
]


@pytest.mark.parametrize(("text", "problem"), BAD, ids=[case[0] for case in BAD])
def test_a_name_that_means_nothing_is_an_error_with_its_place(text, problem):
    writer = Writer(make_bundle(written(article(BLOCKS)), DAY), "claims")
    with pytest.raises(NormError) as raised:
        wrote(writer, text)
    assert problem in str(raised.value)


def test_folding_never_changes_what_cedar_answers():
    """Every rule, folded and not, is the same to Cedar on the lawful view of a claim and its variations."""
    bundle = bundle_at(DAY)
    writer = Writer(bundle, "claims")
    for rule in bundle.rules.values():
        tree = writer.write(rule.tree, rule.place)
        attributes = writer.attributes(tree)
        samples = {
            "Bool": (True, False),
            "Long": (0, 10**6),
            "String": ("send", "claims"),
            "Set<String>": ([], ["claim"]),
        }
        for pick in (0, 1):
            context = {name: samples[attribute.cedar_type][pick] for name, attribute in attributes.items()}
            assert answer(tree, attributes, context) is answer(
                {"&&": {"left": {"Value": True}, "right": tree}}, attributes, context
            )


def answer(tree, attributes, context):
    text = json.dumps(
        {"templates": {}, "staticPolicies": {"rule": policy("permit", tree)}, "templateLinks": []}
    )
    request = {
        "principal": 'Actor::"a"',
        "action": 'Action::"process"',
        "resource": 'Data::"d"',
        "context": context,
    }
    result = cedarpy.is_authorized(
        request, cedarpy.PolicySet.from_json_str(text), [], schema(attributes.values())
    )
    assert result.diagnostics.errors == []
    return result.allowed
