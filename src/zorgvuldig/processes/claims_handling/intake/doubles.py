"""Care that was claimed before, and claims that are taken back (dubbele declaratie, creditering; STB 5.4.8).

What stands of a line is what was accepted of it less what was taken back, over earlier files and earlier
claims of this one: what stands may not be claimed again, and only what stands may be taken back. A credit
takes back the whole of the claim that it names, for what we approved of it; after it the care may be claimed
anew, also in the same file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.known import line_key
from zorgvuldig.processes.claims_handling.intake.reasons import Reason, make_reason
from zorgvuldig.processes.claims_handling.intake.wording import euros

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim
    from zorgvuldig.processes.claims_handling.intake.known import Administration, LineKey


class Doubles:
    """What stands of each person's lines, before this file and within it."""

    def __init__(self, administration: Administration) -> None:
        """Begin with what stood before this file."""
        self._references = administration.earlier_references
        self._earlier: defaultdict[str, Counter[LineKey]] = defaultdict(Counter)
        self._in_file: defaultdict[str, Counter[LineKey]] = defaultdict(Counter)
        for person, lines in administration.earlier_lines.items():
            self._earlier[person].update(lines)

    def check(self, claim: FormalClaim, person: str) -> Iterator[Reason]:
        """Hold one claim against what stands (dubbele declaratie, creditering)."""
        yield from self._check_credit(claim, person) if claim.is_credit else self._check_debit(claim, person)

    def take(self, claim: FormalClaim, person: str, reasons: Iterable[Reason]) -> None:
        """Let a claim that nothing refuses count for those after it."""
        if not all(reason.warning for reason in reasons):
            return
        keys = [line_key(line) for line in claim.lines]
        if claim.is_credit:
            self._earlier[person].subtract(keys)
        else:
            self._in_file[person].update(keys)

    def _check_debit(self, claim: FormalClaim, person: str) -> Iterator[Reason]:
        for line in claim.lines:
            if self._earlier[person][line_key(line)] > 0:
                text = "Deze zorg is al eerder gedeclareerd en vergoed."
                yield make_reason("already-claimed", text, claim=claim, line=line)
            if self._in_file[person][line_key(line)] > 0:
                text = "Deze zorg staat in dit bestand al in een eerdere declaratie."
                yield make_reason("claimed-twice-in-file", text, claim=claim, line=line)

    def _check_credit(self, claim: FormalClaim, person: str) -> Iterator[Reason]:
        approved = self._references.get(person, {}).get(claim.previous_reference)
        if approved is None:
            text = "Deze creditering hoort niet bij een declaratie die wij hebben toegekend."
            yield make_reason("credit-without-debit", text, claim=claim, about="previous_reference")
            return
        if any(self._earlier[person][line_key(line)] <= 0 for line in claim.lines):
            text = "Deze zorg is al gecrediteerd, of is andere zorg dan in de declaratie die u crediteert."
            yield make_reason("already-credited", text, claim=claim, about="previous_reference")
        elif -claim.charged_cents != approved:
            text = (
                f"Een creditering draait de hele declaratie terug: {euros(approved)} is toegekend, "
                f"{euros(-claim.charged_cents)} wordt gecrediteerd."
            )
            yield make_reason("credit-in-part", text, claim=claim, about="previous_reference")
