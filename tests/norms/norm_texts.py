"""Norm files made up for tests."""

from datetime import date

from zorgvuldig.norms import NormFile
from zorgvuldig.norms.loader import load

FIRST = date(2011, 12, 13)
HEAD = "# Bedacht\n\n"
ARTICLE = "## GC-3.4 · Grondslag\n\n*Art. 3.4*\n\nEen grond is nodig.\n\n"
RULE = """```cedar
@norm("GC-3.4")
@reason("Er is geen grond voor")
@english("no basis")
forbid (principal, action, resource)
unless { context.necessary };
```
"""


def written(text, *, source="code_of_conduct", valid_from=FIRST, chapter="made_up", scenarios=True):
    """Give the chapters of one made-up file."""
    return load([NormFile(source, valid_from, chapter, text)], scenarios=scenarios)


def article(block):
    """Give a file of one article with this block under it."""
    return HEAD + ARTICLE + block
