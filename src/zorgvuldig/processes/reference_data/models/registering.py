"""The register of care providers: what each may deliver when, and its name, account and address by date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from zorgvuldig.processes.reference_data.intake.difference import ENDED, Standing
from zorgvuldig.records.models import Provider, ProviderDetails, ProviderQualification

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from zorgvuldig.processes.reference_data.intake.difference import Change

_COLUMNS = ("name", "iban", "street", "house_number", "postcode", "city")


@dataclass(frozen=True)
class _Details:
    """What a provider is called, and where, from a day on."""

    id: UUID
    told: tuple[str, ...]
    first: date
    until: date | None


class Register:
    """Providers (zorgaanbieders): a row for each qualification, with what is said of the provider then."""

    def standing(self, keys: Collection[tuple[str, ...]] | None) -> list[Standing]:
        """Give what stands about these providers and qualifications."""
        qualified = ProviderQualification.objects.all()
        if keys is not None:
            qualified = qualified.filter(provider__agb_code__in={key[0] for key in keys})
        rows = qualified.values_list(
            "id",
            "provider_id",
            "provider__agb_code",
            "provider__name",
            "provider__kind",
            "provider__iban",
            "qualification",
            "valid_during",
        )
        details = _details({row[1] for row in rows} if keys is not None else None)
        found: list[Standing] = []
        for number, provider, agb, name, kind, iban, qualification, during in rows:
            if during.isempty:
                continue
            base = _held((name, iban, "", "", "", ""), kind)
            for first, until, held in _parts(during, base, kind, details.get(provider, ())):
                found.append(Standing(str(number), (agb, qualification), held, first, until))
        return found

    def count(self, on: date) -> int:
        """Count the qualifications that hold on a day."""
        return ProviderQualification.objects.filter(valid_during__contains=on).count()

    def write(self, changes: Sequence[Change], proposal: UUID) -> None:
        """Write what begins and ends; a provider that is new is entered with its first qualification."""
        for change in changes:
            agb, qualification = change.key
            if change.old is not None and change.until != change.old.until:
                _end(change.old, change.until)
            if change.how == ENDED:
                continue
            provider = self._provider(agb, change)
            if change.old is None:
                ProviderQualification(
                    id=uuid4(),
                    provider_id=provider,
                    qualification=qualification,
                    valid_during=DateRange(change.first, change.until),
                ).save(force_insert=True)
            _say(provider, change, proposal)

    def _provider(self, agb: str, change: Change) -> UUID:
        known = Provider.objects.filter(agb_code=agb).values_list("id", flat=True).first()
        if known is not None:
            return known
        name, kind, iban, *_ = change.new or ()
        made = Provider(id=uuid4(), agb_code=agb, name=name, kind=kind, iban=iban)
        made.save(force_insert=True)
        return made.id


def _end(old: Standing, until: date | None) -> None:
    rows = ProviderQualification.objects.filter(id=old.id)
    lower = rows.values_list("valid_during", flat=True)[0].lower
    rows.update(valid_during=DateRange(lower, until))


def _say(provider: UUID, change: Change, proposal: UUID) -> None:
    """Have the name, account and address of a provider hold from the first day of the change on."""
    name, _kind, *rest = change.new or ()
    told = (name, *rest)
    there = _details({provider}).get(provider, ())
    now = next((each for each in there if _on(each, change.first)), None)
    if now is not None and now.told == told:
        return
    later = min((each.first for each in there if each.first > change.first), default=None)
    if now is not None and now.first < change.first:
        ProviderDetails.objects.filter(id=now.id).update(valid_during=DateRange(now.first, change.first))
    ProviderDetails(
        id=uuid4(),
        provider_id=provider,
        valid_during=DateRange(change.first, later),
        proposal_id=proposal,
        **dict(zip(_COLUMNS, told, strict=True)),
    ).save(force_insert=True)


def _details(providers: Collection[UUID] | None) -> dict[UUID, tuple[_Details, ...]]:
    rows = ProviderDetails.objects.order_by("valid_during")
    if providers is not None:
        rows = rows.filter(provider_id__in=providers)
    found: dict[UUID, list[_Details]] = {}
    for number, provider, during, *told in rows.values_list("id", "provider_id", "valid_during", *_COLUMNS):
        found.setdefault(provider, []).append(_Details(number, tuple(told), during.lower, during.upper))
    return {provider: tuple(each) for provider, each in found.items()}


def _parts(
    during: DateRange, base: tuple[str, ...], kind: str, details: Sequence[_Details]
) -> Iterator[tuple[date, date | None, tuple[str, ...]]]:
    """Cut the days of a qualification where something else is said of its provider."""
    first: date = during.lower
    told = base
    for each in details:
        if each.until is not None and each.until <= first:
            continue
        if during.upper is not None and each.first >= during.upper:
            break
        if each.first > first:
            yield first, each.first, told
            first = each.first
        told = _held(each.told, kind)
    yield first, during.upper, told


def _held(told: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Put what is said in the order of the columns of a file."""
    name, *rest = told
    return (name, kind, *rest)


def _on(details: _Details, on: date) -> bool:
    return details.first <= on and (details.until is None or on < details.until)
