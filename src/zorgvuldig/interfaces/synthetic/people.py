"""Draws households with their people: ages, names, addresses, who is shielded, and the demo's own cast."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from zorgvuldig.interfaces.synthetic import words
from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.processes.policy_administration.intake.rows import (
    AddressRow,
    ContactRow,
    Gender,
    PersonRow,
    Relation,
)

ADULT = 18
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a household."""

    person: PersonRow
    relation: Relation
    age: int


@dataclass(slots=True)
class Household:
    """People at one address, and what is special about them."""

    id: UUID
    insurer: UUID
    members: list[Member] = field(default_factory=list)
    traits: frozenset[str] = frozenset()
    addresses: list[AddressRow] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)


# The demo's cast and every kind of person that the rules tell apart stand in front, whatever the seed.
# Each: (ages with relation, traits).
_FIRST: tuple[tuple[tuple[tuple[int, Relation], ...], frozenset[str]], ...] = (
    (((44, "policyholder"), (42, "partner"), (16, "child"), (9, "child")), frozenset({"cast"})),
    (((31, "policyholder"), (5, "child")), frozenset({"shielded"})),
    (((52, "policyholder"),), frozenset({"ended"})),
    (((38, "policyholder"), (36, "partner")), frozenset({"employer"})),
    (((47, "policyholder"), (49, "partner"), (17, "child")), frozenset({"own-policies"})),
    (((87, "policyholder"), (58, "other")), frozenset({"long-term-care", "mandate"})),
    (((29, "policyholder"),), frozenset({"switched"})),
    (((33, "policyholder"),), frozenset({"objector"})),
    (((26, "policyholder"),), frozenset({"no-bsn"})),
    (((41, "policyholder"), (12, "child")), frozenset({"privacy-statement"})),
)
LEAST_INSURED = sum(len(ages) for ages, _ in _FIRST)
_SHAPES = {"single": 38, "couple": 29, "family": 25, "one-parent": 8}
_TRAITS = {
    "": 800, "ended": 30, "employer": 60, "own-policies": 40, "switched": 40, "shielded": 5, "objector": 20,
    "privacy-statement": 5,
}  # fmt: skip


class PeopleMaker:
    """Draws the households of one insurer group."""

    def __init__(self, *, seed: int, at: date, insurers: dict[UUID, float], bsns: Iterator[str]) -> None:
        """Prepare the draws; ``at`` is the day on which ages hold."""
        self._chance = Chance(seed, "people")
        self._at = at
        self._insurers = insurers
        self._bsns = bsns

    def households(self, count: int) -> Iterator[Household]:
        """Yield households until they hold exactly this many people."""
        left = count
        for ages, traits in _FIRST:
            yield self._household(ages, traits)
            left -= len(ages)
        while left:
            ages = self._draw_ages()[:left]
            trait = self._chance.pick(_TRAITS)
            if trait == "ended" and min(age for age, _ in ages) <= 1:
                trait = ""  # a child born after the end was never insured here
            yield self._household(ages, frozenset({trait} if trait else ()))
            left -= len(ages)

    def _draw_ages(self) -> tuple[tuple[int, Relation], ...]:
        shape = self._chance.pick(_SHAPES)
        parents = shape in {"family", "one-parent"}
        first = self._chance.whole(24, 56) if parents else self._draw_adult_age()
        drawn: list[tuple[int, Relation]] = [(first, "policyholder")]
        if shape in {"couple", "family"}:
            drawn.append((max(ADULT, min(95, first + self._chance.whole(-6, 6))), "partner"))
        if parents:
            eldest = min(23, first - 22)
            children = self._chance.pick({1: 4, 2: 5, 3: 1})
            drawn.extend((self._chance.whole(0, eldest), "child") for _ in range(children))
        return tuple(drawn)

    def _draw_adult_age(self) -> int:
        low, high = self._chance.pick({(18, 29): 20, (30, 49): 30, (50, 69): 32, (70, 95): 18})
        return self._chance.whole(low, high)

    def _household(self, ages: tuple[tuple[int, Relation], ...], traits: frozenset[str]) -> Household:
        chance = self._chance
        household = Household(chance.identifier(), chance.pick(self._insurers), traits=traits)
        surname = chance.pick(words.PREFIXES), words.family_name(chance)
        for age, relation in ages:
            own_name = relation == "other" or (relation == "partner" and chance.happens(0.6))
            name = (chance.pick(words.PREFIXES), words.family_name(chance)) if own_name else surname
            person = self._person(household, age, name)
            household.members.append(Member(person, relation, age))
        self._settle(household)
        return household

    def _person(self, household: Household, age: int, name: tuple[str, str]) -> PersonRow:
        chance = self._chance
        birthdate = self._birthdate(age)
        known_since = max(birthdate, date(self._at.year - chance.whole(1, 9), 1, 1)) - timedelta(days=20)
        gender: Gender = chance.pick({"female": 50.2, "male": 49.4, "other": 0.2, "unknown": 0.2})
        return PersonRow(
            id=chance.identifier(),
            insurer=household.insurer,
            bsn=None if "no-bsn" in household.traits else next(self._bsns),
            initials=words.initials(chance),
            name_prefix=name[0],
            family_name=name[1],
            birthdate=birthdate,
            gender=gender,
            shielded="shielded" in household.traits,
            data_origin="subject" if age >= ADULT else "policyholder",
            obtained_at=max(birthdate, known_since),
            obtained_for="policy-administration",
            informed_on=max(birthdate, known_since),
        )

    def _birthdate(self, age: int) -> date:
        """Place a birthdate one to eleven months into the year of life, so that an age stays a while."""
        days = int(age * _YEAR) + self._chance.whole(30, 330)
        return self._at - timedelta(days=days)

    def _settle(self, household: Household) -> None:
        """Give the household an address and each adult a way to be reached."""
        chance = self._chance
        city, postcode = words.place(chance)
        street, number = words.street(chance), chance.whole(1, 240)
        suffix = chance.pick({"": 85, "A": 8, "B": 5, "2": 2})
        shielded = "shielded" in household.traits
        for member in household.members:
            person = member.person
            household.addresses.append(
                AddressRow(
                    id=chance.identifier(),
                    subject=person.id,
                    street=street,
                    house_number=number,
                    house_number_suffix=suffix,
                    postcode=postcode,
                    city=city,
                    country="NL",
                    valid_from=max(person.birthdate, date(self._at.year - 4, 5, 1)),
                    valid_until=None,
                    shielded=shielded,
                )
            )
            if member.age >= ADULT:
                household.contacts.append(self._contact(person))

    def _contact(self, person: PersonRow) -> ContactRow:
        """Make an e-mail address under a name that never resolves, and a phone number in no use."""
        local = f"{person.initials}.{person.family_name}{self._chance.whole(10, 9999)}".lower()
        return ContactRow(
            id=self._chance.identifier(),
            subject=person.id,
            email=f"{local}@post.example",
            phone=f"0600{self._chance.whole(0, 999_999):06d}",
        )
