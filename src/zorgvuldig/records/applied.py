"""What was changed by two people and holds on a day: accounts, packages, codes, letterheads (stamgegevens).

Read under the grant of whichever process needs it; who may change it is decided in `reference_data`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zorgvuldig.records.models import (
    LetterheadVersion,
    ListedCode,
    PackageCover,
    Provider,
    ProviderDetails,
    ServiceRule,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

_A_DAY = timedelta(days=1)
#: In a rule: every service of its list; and that something is asked.
ALL_SERVICES, YES = "alle", "yes"


@dataclass(frozen=True)
class HeldAccount:
    """The business account of a provider as it stands on a day (rekening)."""

    provider_id: UUID
    name: str
    iban: str


@dataclass(frozen=True)
class DatedCode:
    """A code with its name, its first day and its last, if it has one (codelijst)."""

    name: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True)
class DatedCover:
    """A kind of care that a package covers from a first day until a day that is no longer in it (pakket)."""

    care_kind: str
    first_day: date
    until: date | None


@dataclass(frozen=True, kw_only=True)
class DatedRule:
    """What a label asks of a care service, and the most that it bears; zero is no bound (voorwaarden)."""

    uzovi: str
    code_list: str
    service_code: str
    authorization: bool
    referral: bool
    most_a_day: int
    most_a_year: int
    most_cents_a_year: int
    first_day: date
    until: date | None


def account_of(agb_code: str, *, on: date) -> HeldAccount | None:
    """Give the account of a provider on a day; nothing where none was told yet."""
    row = Provider.objects.filter(agb_code=agb_code).values_list("id", "name", "iban").first()
    if row is None:
        return None
    provider, name, iban = row
    later = ProviderDetails.objects.filter(provider_id=provider, valid_during__contains=on)
    name, iban = later.values_list("name", "iban").first() or (name, iban)
    return HeldAccount(provider, name, iban) if iban else None


def address_of_provider(agb_code: str, *, on: date) -> tuple[str, ...]:
    """Give the lines of the address where a provider gets post on a day; none where none was told yet."""
    held = ProviderDetails.objects.filter(provider__agb_code=agb_code, valid_during__contains=on)
    street, number, postcode, city = held.values_list(
        "street", "house_number", "postcode", "city"
    ).first() or ("", "", "", "")
    if not (street and city):
        return ()
    return (f"{street} {number}".strip(), f"{postcode[:4]} {postcode[4:]}  {city.upper()}".strip())


def listed_codes() -> Mapping[str, Mapping[str, tuple[DatedCode, ...]]]:
    """Give our own codes, and our days of published ones, by list and code, oldest first."""
    lists: defaultdict[str, dict[str, tuple[DatedCode, ...]]] = defaultdict(dict)
    rows = ListedCode.objects.order_by("valid_during")
    for name, code, words, during in rows.values_list("code_list", "code", "name", "valid_during"):
        if not during.isempty:
            last = during.upper - _A_DAY if during.upper else None
            lists[name][code] = (*lists[name].get(code, ()), DatedCode(words, during.lower, last))
    return lists


def covers_of(
    packages: Collection[tuple[str, str, str]],
) -> dict[tuple[str, str, str], tuple[DatedCover, ...]]:
    """Give what packages cover, by UZOVI number, name and regime; a package without rows is not there."""
    rows = PackageCover.objects.filter(package__in={package for _uzovi, package, _regime in packages})
    found: defaultdict[tuple[str, str, str], list[DatedCover]] = defaultdict(list)
    for uzovi, package, regime, kind, during in rows.values_list(
        "label__uzovi", "package", "regime", "care_kind", "valid_during"
    ):
        if not during.isempty:
            found[uzovi, package, regime].append(DatedCover(kind, during.lower, during.upper))
    return {key: tuple(each) for key, each in found.items()}


def rules_of(codes: Collection[str]) -> tuple[DatedRule, ...]:
    """Give what labels ask of these services, and how much of them they bear (voorwaarden)."""
    rows = ServiceRule.objects.filter(service_code__in=[*codes, ALL_SERVICES]).select_related("label")
    return tuple(
        DatedRule(
            uzovi=row.label.uzovi,
            code_list=row.code_list,
            service_code=row.service_code,
            authorization=row.authorization == YES,
            referral=row.referral == YES,
            most_a_day=row.most_a_day,
            most_a_year=row.most_a_year,
            most_cents_a_year=row.most_cents_a_year,
            first_day=row.valid_during.lower,
            until=row.valid_during.upper,
        )
        for row in rows
        if not row.valid_during.isempty
    )


def letterhead_of(label_id: UUID | None, *, on: date) -> dict[str, str] | None:
    """Give the letterhead of a label on a day; nothing where none was laid down yet (briefhoofd).

    A letter that belongs to no label in particular bears that of the first one.
    """
    rows = LetterheadVersion.objects.filter(valid_during__contains=on)
    if label_id is not None:
        rows = rows.filter(label_id=label_id)
    row = rows.order_by("label__uzovi").values("name", "return_address", "website", "phone", "iban").first()
    return {name: str(told) for name, told in row.items()} if row else None
