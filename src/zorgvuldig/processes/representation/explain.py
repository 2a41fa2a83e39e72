"""What a person reads of the own mandates, and a representative of whom he acts for. Dutch, B1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms.citing import cite
from zorgvuldig.records.writing import month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.norms.citing import Citation
    from zorgvuldig.records.stored import StoredClaim, StoredPerson

#: Each scope with what it lets somebody see.
SCOPES: Mapping[str, tuple[str, str]] = {
    "financial": (
        "Geldzaken",
        "Ziet bedragen, maanden en of wij betaalden. Ziet niet welke zorg u kreeg, en van wie.",
    ),
    "personal": (
        "Persoonlijke zaken",
        "Ziet ook welke zorg u kreeg, van wie, en de diagnose als wij die hebben.",
    ),
}
_ARTICLES = ("VGZ-wettelijk-vertegenwoordiger", "GC-4.2.2", "GC-T-4.2.2-16jaar")


@dataclass(frozen=True, kw_only=True)
class MandateView:
    """A mandate that a person gave."""

    mandate_id: UUID
    told: str
    title: str
    sees: str
    since: date | None
    until: date | None
    ended_at: datetime | None
    stands: bool


@dataclass(frozen=True, kw_only=True)
class RepresentedView:
    """Somebody for whom this person may act."""

    person_id: UUID
    name: str
    title: str
    until: date | None
    child: bool


@dataclass(frozen=True, kw_only=True)
class MandatesPage:
    """Who may act for a person, and for whom this person may act."""

    given: tuple[MandateView, ...]
    represented: tuple[RepresentedView, ...]
    scopes: tuple[tuple[str, str, str], ...]
    articles: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class SeenLine:
    """A line of a claim, for whoever acts in personal matters."""

    description: str
    approved_cents: int
    state: str


@dataclass(frozen=True, kw_only=True)
class SeenClaim:
    """A claim of the person represented, as far as the scope allows."""

    number: str
    when: str
    charged_cents: int
    approved_cents: int
    own_share_cents: int
    state: str
    provider: str = ""
    lines: tuple[SeenLine, ...] = ()
    sentences: tuple[str, ...] = ()
    diagnosis: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OnBehalf:
    """What a representative sees of the person represented."""

    name: str
    title: str
    personal: bool
    until: date | None
    child: bool
    insured: tuple[tuple[str, date | None, date | None], ...]
    claims: tuple[SeenClaim, ...]
    articles: tuple[Citation, ...]

    @property
    def charged_cents(self) -> int:
        """Give what was charged in all."""
        return sum(claim.charged_cents for claim in self.claims)

    @property
    def approved_cents(self) -> int:
        """Give what was approved in all."""
        return sum(claim.approved_cents for claim in self.claims)


def title(scope: str) -> str:
    """Name a scope."""
    return SCOPES[scope][0]


def mandates_page(
    given: Sequence[MandateView], represented: Sequence[RepresentedView], *, on: date
) -> MandatesPage:
    """Build the page of mandates."""
    return MandatesPage(
        given=tuple(given),
        represented=tuple(represented),
        scopes=tuple((key, *words) for key, words in SCOPES.items()),
        articles=cite(_ARTICLES, on),
    )


def claims_seen(
    claims: Sequence[StoredClaim],
    *,
    scope: str,
    providers: Mapping[str, str],
    care: Mapping[UUID, tuple[str, tuple[str, ...]]],
) -> tuple[SeenClaim, ...]:
    """Tell the claims as far as the scope allows: for money matters no more than a month and amounts."""
    if scope != "personal":
        return tuple(_neutral(claim) for claim in claims)
    return tuple(_whole(claim, providers, care.get(claim.id, ("", ()))) for claim in claims)


def on_behalf(
    person: StoredPerson | None,
    claims: Sequence[SeenClaim],
    insured: Sequence[tuple[str, date | None, date | None]],
    *,
    scope: str,
    until: date | None,
    child: bool,
    on: date,
) -> OnBehalf:
    """Build the page of the person represented."""
    return OnBehalf(
        name=person.name if person else "",
        title=title(scope),
        personal=scope == "personal",
        until=until,
        child=child,
        insured=tuple(insured),
        claims=tuple(claims),
        articles=cite(_ARTICLES, on),
    )


def _neutral(claim: StoredClaim) -> SeenClaim:
    return SeenClaim(
        number=claim.claim_number,
        when=month(claim.started_on) if claim.started_on else "",
        charged_cents=claim.charged_cents,
        approved_cents=claim.approved_cents,
        own_share_cents=claim.own_share_cents,
        state=claim.state,
    )


def _whole(claim: StoredClaim, providers: Mapping[str, str], care: tuple[str, tuple[str, ...]]) -> SeenClaim:
    plain = _neutral(claim)
    return SeenClaim(
        number=plain.number,
        when=plain.when,
        charged_cents=plain.charged_cents,
        approved_cents=plain.approved_cents,
        own_share_cents=plain.own_share_cents,
        state=plain.state,
        provider=providers.get(claim.provider_agb, f"AGB {claim.provider_agb}"),
        lines=tuple(
            SeenLine(
                description=line.service_name or f"Prestatie {line.service_code}",
                approved_cents=line.approved_cents,
                state=line.state,
            )
            for line in claim.lines
        ),
        sentences=tuple(dict.fromkeys(reason.sentence for reason in claim.reasons)),
        diagnosis=care[0],
        remarks=care[1],
    )
