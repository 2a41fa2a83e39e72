"""What the insured person reads about the own data: claims, reasons, and who looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.ledger.standing import ReleasedWords
    from zorgvuldig.norms.citing import Citation


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why something was refused or reduced, in a sentence with its articles."""

    sentence: str
    articles: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class MyLine:
    """A line of the own claim; amounts in cents."""

    description: str
    started_on: date | None
    ended_on: date | None
    charged_cents: int
    approved_cents: int
    state: str
    why: tuple[Why, ...]


@dataclass(frozen=True, kw_only=True)
class MyClaim:
    """An own claim (declaratie) with how it was decided."""

    claim_id: UUID
    claim_number: str
    provider_name: str
    received_at: datetime
    started_on: date | None
    ended_on: date | None
    charged_cents: int
    approved_cents: int
    state: str
    sentence: str
    why: tuple[Why, ...]
    lines: tuple[MyLine, ...]
    entry_id: UUID | None
    """The processing in which this claim was decided, for its proof; none while the ledger is behind."""
    entry_row: int | None = None
    """The row of this claim in that processing, for its proof."""
    own_share_cents: int = 0
    """What the insured person bears of what is approved (eigen risico)."""

    @property
    def because(self) -> tuple[str, ...]:
        """Give the sentences that say why, of the claim and of its lines, each once (afwijsredenen)."""
        every = (*self.why, *(why for line in self.lines for why in line.why))
        return tuple(dict.fromkeys(why.sentence for why in every))


@dataclass(frozen=True, kw_only=True)
class MyClaims:
    """The own claims, newest first, with totals in cents."""

    name: str
    claims: tuple[MyClaim, ...]
    charged_cents: int
    approved_cents: int
    next_offset: int | None = None


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One processing of the own data: who looked, when, for what, by which article, with what outcome."""

    entry_id: UUID
    position: int
    """Where it came into the log, by which a line opens and a page goes on."""
    at: datetime
    who: str
    purpose: str
    action: str
    data: tuple[str, ...]
    outcome: str
    sentence: str
    articles: tuple[Citation, ...]
    provable: bool
    """Whether the processing stands under a checkpoint already, so that a proof can be taken away."""
    later: ReleasedWords | None = None
    """Since when it is shown, and why not before, where it was deferred (art. 3.13)."""
    times: int = 1
    """How many equal refusals of that day this line stands for."""
    first_at: datetime | None = None
    """The moment of the oldest of them."""


@dataclass(frozen=True, kw_only=True)
class LooksPage:
    """A page of the list of looks, newest first."""

    looks: tuple[Looked, ...]
    older: int | None
    """Below which position the next page begins; none at the very end."""


#: A table with more columns than this is told row by row; nobody reads fifteen columns side by side.
_WIDE = 6
#: How many rows a page shows before it folds the others.
_FIRST = 8


@dataclass(frozen=True, kw_only=True)
class MyRow:
    """One row that we hold about a person: a name to recognise it by, and each value with its heading."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class MyTable:
    """One kind of row that we hold about a person, as text, with its origin and its term (inzage)."""

    key: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[MyRow, ...]
    categories: tuple[str, ...]
    source: str
    purpose: str
    kept: str
    kept_by: tuple[Citation, ...]
    uses: tuple[str, ...] = ()
    """For what data of these kinds were used, how often and when last; also whether they left us."""

    @property
    def wide(self) -> bool:
        """Tell whether each row is told by itself."""
        return len(self.headers) > _WIDE

    @property
    def first(self) -> tuple[MyRow, ...]:
        """Give the rows that a page shows at once."""
        return self.rows[:_FIRST]

    @property
    def rest(self) -> tuple[MyRow, ...]:
        """Give the rows that a page folds away."""
        return self.rows[_FIRST:]


@dataclass(frozen=True, kw_only=True)
class MySection:
    """One part of all that we hold about a person; empty where we hold nothing."""

    key: str
    heading: str
    tables: tuple[MyTable, ...]

    @property
    def count(self) -> int:
        """Count the rows of this part."""
        return sum(len(table.rows) for table in self.tables)


@dataclass(frozen=True, kw_only=True)
class MyData:
    """All that we hold about a person, part by part (article 5.2; GDPR art. 15)."""

    sections: tuple[MySection, ...]
