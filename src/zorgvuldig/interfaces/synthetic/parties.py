"""Business partners of the synthetic insurer, and the logins of care providers and partners in its cast."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zorgvuldig.interfaces.synthetic import words
from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.processes.policy_administration.intake.rows import (
    LabelRow,
    PartnerContractRow,
    PartnerRow,
    PartyLoginRow,
    ProviderRow,
)

_KIND = Literal["intermediary", "employer", "supplier"]
# Kind, how many, the word before the name, what the contract is about.
_PARTNERS: tuple[tuple[_KIND, int, str, str], ...] = (
    ("intermediary", 3, "Assurantiekantoor", "Bemiddeling bij zorgverzekeringen"),
    ("employer", 4, "Bedrijf", "Collectieve zorgverzekering voor werknemers"),
    ("supplier", 2, "Drukkerij", "Drukken en verzenden van brieven"),
)
# Numbers of eight digits that begin with 9: the trade register gives none of these.
_FIRST_NUMBER, _STEP = 90_000_011, 37


@dataclass(frozen=True, slots=True)
class PartyPost:
    """A login of the cast for a party: its name, its desk, and what it is for."""

    username: str
    desk: str
    role: str


PARTY_POSTS = (
    PartyPost("zorgaanbieder", "provider", "provider"),
    PartyPost("apotheek", "provider", "provider"),
    PartyPost("tussenpersoon", "partner", "partner-contact"),
    PartyPost("werkgever", "partner", "partner-contact"),
)


@dataclass(slots=True)
class Parties:
    """The rows of business partners, their contracts and the logins of parties."""

    partners: list[PartnerRow]
    contracts: list[PartnerContractRow]
    logins: list[PartyLoginRow]


def draw_parties(*, seed: int, at: date, labels: list[LabelRow], providers: Iterable[ProviderRow]) -> Parties:
    """Draw the business partners, and a login for two care providers and two partners."""
    chance = Chance(seed, "parties")
    partners = list(_partners(chance))
    contracts = [
        contract for kind, partner in partners for contract in _contracts(chance, kind, partner, labels, at)
    ]
    first = {partner.kind: partner for _about, partner in reversed(partners)}
    of_posts: list[ProviderRow | PartnerRow] = [*providers, first["intermediary"], first["employer"]]
    logins = [
        PartyLoginRow(
            id=chance.identifier(),
            username=post.username,
            provider=party.id if isinstance(party, ProviderRow) else None,
            partner=party.id if isinstance(party, PartnerRow) else None,
            valid_from=date(at.year - 1, 1, 1),
            valid_until=None,
        )
        for post, party in zip(PARTY_POSTS, of_posts, strict=True)
    ]
    return Parties([partner for _about, partner in partners], contracts, logins)


def _partners(chance: Chance) -> Iterator[tuple[str, PartnerRow]]:
    number = _FIRST_NUMBER
    for kind, count, word, about in _PARTNERS:
        for _ in range(count):
            name = words.family_name(chance)
            yield (
                about,
                PartnerRow(
                    id=chance.identifier(),
                    kind=kind,
                    name=f"{word} {name}",
                    kvk_number=str(number),
                    contact_name=f"{words.initials(chance)} {words.family_name(chance)}",
                    email=f"contact{number}@voorbeeld.test",
                    phone="0850000000",
                ),
            )
            number += _STEP


def _contracts(
    chance: Chance, about: str, partner: PartnerRow, labels: list[LabelRow], at: date
) -> Iterator[PartnerContractRow]:
    """Yield a contract that runs, and with some an earlier one that ended."""
    label = labels[chance.whole(0, len(labels) - 1)]
    since = date(at.year - chance.whole(1, 4), 1, 1)
    if chance.happens(0.5):
        yield PartnerContractRow(
            id=chance.identifier(),
            partner=partner.id,
            label=label.id,
            subject_matter=about,
            valid_from=date(since.year - 3, 1, 1),
            valid_until=since,
        )
    yield PartnerContractRow(
        id=chance.identifier(),
        partner=partner.id,
        label=label.id,
        subject_matter=about,
        valid_from=since,
        valid_until=None,
    )
