"""Puts treatments together into claim files, and plants in them what must be found."""

from collections.abc import Callable
from dataclasses import replace

from zorgvuldig.interfaces.synthetic.patterns import PATTERNS, Pattern, Source
from zorgvuldig.interfaces.synthetic.providers import Practice, Providers
from zorgvuldig.interfaces.synthetic.treatments import ClaimFile, Insured, Treatment, TreatmentMaker
from zorgvuldig.processes.policy_administration.intake.rows import LabelRow

LEAST_CLAIMS = 60
# The same care in one file needs another serial number (prestatievolgnummer), or the whole file is refused.
_OTHER_SERIAL = {"f0413": "2", "f0609": "2", "f1709": "2"}
_CLAIMS_A_FILE = 250
# Of how many claims one carries a pattern: the usual reasons of refusal, and the rare ones.
_CLAIMS_A_USUAL_PATTERN = 80
_CLAIMS_A_RARE_PATTERN = 400
_USUAL = frozenset(
    {"unknown-person", "not-insured-on-the-date", "practitioner-ended", "practitioner-unknown"}
)
# The demo's insured people, adult and youth: care that was accepted, and refusals that their page explains.
_CAST_ACCEPTED = {True: 4, False: 2}
_CAST_PATTERNS = ("practitioner-ended", "practitioner-in-another-trade")
# What makes a person unfit for a claim that must simply be accepted.
_APART = frozenset({"ended", "switched", "no-bsn", "shielded", "privacy-statement", "cast"})


def plain(insured: Insured, *, adult: bool = True) -> bool:
    """Tell whether this is an adult, or a child, whose care must simply be accepted."""
    return insured.adult is adult and insured.insured_until is None and not insured.traits & _APART


class ClaimMaker:
    """Draws the claim files of all practices."""

    def __init__(
        self, *, treatments: TreatmentMaker, insured: list[Insured], providers: Providers, unknown_agb: str
    ) -> None:
        """Prepare the draws from the people who are insured and the practices that treat them."""
        self._maker = treatments
        self._chance = treatments.chance
        self._insured = insured
        self._suitable: dict[Callable[[Insured], bool], list[Insured]] = {}
        self._providers = providers
        self._unknown_agb = unknown_agb
        self._open: dict[tuple[str, str], ClaimFile] = {}
        self._files: list[ClaimFile] = []
        self._made = 0

    def draw(self, count: int) -> list[ClaimFile]:
        """Draw this many claims in files; among them every pattern, at least once."""
        usual, rare = max(1, count // _CLAIMS_A_USUAL_PATTERN), max(1, count // _CLAIMS_A_RARE_PATTERN)
        self._draw_cast()
        for pattern in PATTERNS:
            for _ in range(usual if pattern.name in _USUAL else rare):
                self._plant(pattern, self._somebody(pattern.on))
        for practice, planted in self._providers.unfit:
            self._draw_unfit(practice, planted)
        while self._made < count - usual - rare:
            self._add(*self._draw(self._somebody(plain)))
        self._repeat(in_file=rare, over_files=usual)
        for serial, file in enumerate(self._files, start=1):
            file.invoice = f"F{serial:06d}"
            file.name = f"{serial:04d}-GZ321-{file.label.uzovi}-{file.practice.organisation.agb_code}.asc"
        return self._files

    def _draw_cast(self) -> None:
        """Give the adult and the child of sixteen of the demo's family their claims."""
        family = [each for each in self._insured if "cast" in each.traits]
        adult = family[0]
        youth = next(each for each in family if not each.adult)
        for person in (adult, youth):
            for _ in range(_CAST_ACCEPTED[person.adult]):
                self._add(*self._draw(person))
        for pattern in PATTERNS:
            if pattern.name in _CAST_PATTERNS:
                self._plant(pattern, adult)

    def _draw_unfit(self, practice: Practice, pattern: str) -> None:
        """Draw claims of a practice that may not claim: unknown, or no longer registered."""
        for _ in range(2):
            treatment = self._maker.draw(self._somebody(plain), practice)
            treatment.planted = pattern
            self._add(treatment, practice)

    def _somebody(self, suits: Callable[[Insured], bool]) -> Insured:
        if suits not in self._suitable:
            self._suitable[suits] = [each for each in self._insured if suits(each)]
        suitable = self._suitable[suits]
        return suitable[self._chance.whole(0, len(suitable) - 1)]

    def _draw(self, insured: Insured) -> tuple[Treatment, Practice]:
        practices = self._providers.practices
        practice = practices[self._chance.whole(0, len(practices) - 1)]
        return self._maker.draw(insured, practice), practice

    def _plant(self, pattern: Pattern, insured: Insured) -> None:
        treatment, practice = self._draw(insured)
        label = treatment.insured.label
        pattern.plant(treatment, Source(self._providers, self._unknown_agb, self._made))
        treatment.planted = pattern.name
        self._add(treatment, practice, label=label, alone=pattern.alone)

    def _add(
        self, treatment: Treatment, practice: Practice, *, label: LabelRow | None = None, alone: bool = False
    ) -> ClaimFile:
        """Add a treatment to the open file of its practice for the label, or open a new one."""
        label = label or treatment.insured.label
        key = practice.organisation.agb_code, label.uzovi
        file = self._open.get(key)
        person = treatment.insured.person.id
        if file is None or len(file.treatments) >= _CLAIMS_A_FILE or file.keeps_out(person, alone=alone):
            file = self._open[key] = ClaimFile(practice, label)
            self._files.append(file)
        self._made += 1
        treatment.reference = f"P{self._made:07d}"
        file.treatments.append(treatment)
        if alone:
            file.alone.add(person)
        return file

    def _repeat(self, *, in_file: int, over_files: int) -> None:
        """Claim care twice: some in its own file, some (of the cast's adult first) in a later file."""
        accepted = [(file, found) for file in self._files for found in file.treatments if not found.planted]
        for file, original in accepted[-in_file:]:
            file.treatments.append(self._again(original, "same-care-twice-in-a-file", **_OTHER_SERIAL))
        later: dict[tuple[str, str], ClaimFile] = {}
        for file, original in accepted[:over_files]:
            key = file.practice.organisation.agb_code, file.label.uzovi
            again = self._again(original, "same-care-claimed-before")
            later.setdefault(key, ClaimFile(file.practice, file.label)).treatments.append(again)
        self._files.extend(later.values())

    def _again(self, original: Treatment, pattern: str, **changed: str) -> Treatment:
        self._made += 1
        reference = f"P{self._made:07d}"
        overwritten = original.changed | {name.removeprefix("f"): value for name, value in changed.items()}
        return replace(original, planted=pattern, reference=reference, changed=overwritten)
