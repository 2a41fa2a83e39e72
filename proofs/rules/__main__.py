"""Write the sentences that are proved over all requests as a page: `python -m proofs.rules`."""

from __future__ import annotations

import sys
from pathlib import Path

from proofs.rules.sentences import INVARIANTS

PAGE = Path(__file__).parents[2] / "docs" / "never.md"

_HEAD = """# What no request may ever get

Each sentence is proved by z3 over every combination of facts that the rules can read, for all purposes or for
those named ([the sentences as conditions](../proofs/rules/sentences.py),
[their tests](../tests/decisions/test_invariants.py)). What a request leaves out counts as free, so a gap is
never taken for a permit. For each sentence the tests also show that

- its own article holds it: z3 names rules that refuse, and without those somebody would get it;
- the nearest lawful thing is permitted: z3 finds such a request, and the decision itself permits it.

This page is written by `python -m proofs.rules`, and a test keeps it so.

| sentence | held by | for the purposes |
|---|---|---|
"""


def page() -> str:
    """Return the page: each sentence, the article that holds it, and for which purposes."""
    rows = (
        f"| {each.sentence} | `{each.norm}` | {', '.join(each.purposes) or 'all'} |\n" for each in INVARIANTS
    )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}: {len(INVARIANTS)} sentences\n")
