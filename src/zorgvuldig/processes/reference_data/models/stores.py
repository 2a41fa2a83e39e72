"""What stands of each kind, and how a change of it is written: an old row ends, a new one begins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, cast
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from zorgvuldig.norms import ParameterValue, is_own_choice, parameters_at, read_choice
from zorgvuldig.processes.reference_data.intake.difference import ENDED, Standing
from zorgvuldig.processes.reference_data.intake.kinds import parameter_words
from zorgvuldig.records.models import (
    ContractTariff,
    Label,
    LetterheadVersion,
    ListedCode,
    MarketRule,
    NormChoice,
    PackageCover,
    Provider,
    ProviderContract,
    ServiceRule,
    Tariff,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import Model

    from zorgvuldig.processes.reference_data.intake.difference import Change

_LATEST = date(9999, 1, 1)


class Store(Protocol):
    """How one kind stands in the records."""

    def standing(self, keys: Collection[tuple[str, ...]] | None) -> list[Standing]:
        """Give what stands, and stood, about these keys; of all where none are named."""

    def count(self, on: date) -> int:
        """Count what holds on a day."""

    def write(self, changes: Sequence[Change], proposal: UUID) -> None:
        """Write the changes of one proposal."""


class Dated:
    """A kind whose rows each stand in one table with a period (gedateerde regels)."""

    def __init__(
        self,
        model: type[Model],
        keys: tuple[str, ...],
        held: tuple[str, ...] = (),
        *,
        traced: bool = True,
    ) -> None:
        """Name the columns; a path ends at what a file says, such as the UZOVI number of a label."""
        self.model, self.keys, self.held, self.traced = model, keys, held, traced

    def standing(self, keys: Collection[tuple[str, ...]] | None) -> list[Standing]:
        """Give what stands about these keys."""
        rows: Any = self.model._default_manager.all()  # noqa: SLF001 — Django's documented way in
        if keys is not None:
            # The finest part of a key narrows enough; the rest is compared by whoever asked.
            rows = rows.filter(**{f"{self.keys[-1]}__in": {key[-1] for key in keys}})
        columns = ("id", "valid_during", *self.keys, *self.held)
        end = len(self.keys) + 2
        return [
            Standing(str(row[0]), _words(row[2:end]), _words(row[end:]), row[1].lower, row[1].upper)
            for row in rows.values_list(*columns)
            if not row[1].isempty
        ]

    def count(self, on: date) -> int:
        """Count what holds on a day."""
        rows = self.model._default_manager.filter(valid_during__contains=on)  # noqa: SLF001 — as above
        return rows.count()

    def write(self, changes: Sequence[Change], proposal: UUID) -> None:
        """End what changed or ended, and begin what is new."""
        for change in changes:
            if change.old is not None:
                self._end(change.old, change.first)
        made = [self._made(change, proposal) for change in changes if change.how != ENDED]
        self.model._default_manager.bulk_create(made, batch_size=1000)  # noqa: SLF001 — as above

    def _end(self, old: Standing, until: date) -> None:
        rows = self.model._default_manager.filter(id=old.id)  # noqa: SLF001 — as above
        rows.update(valid_during=DateRange(old.first, until))

    def _made(self, change: Change, proposal: UUID) -> Model:
        told: dict[str, Any] = dict(zip(self.keys, change.key, strict=True))
        told |= dict(zip(self.held, change.new or (), strict=True))
        for path, known in (("label__uzovi", labels), ("provider__agb_code", providers)):
            if path in told:
                code = told.pop(path)
                told[f"{path.partition('__')[0]}_id"] = known([code])[code]
        if self.traced:
            told["proposal_id"] = proposal
        return self.model(id=uuid4(), valid_during=DateRange(change.first, change.until), **told)


class Choices:
    """Own choices in the norms: what the norm files say, and what was chosen after (eigen keuzen)."""

    def standing(self, keys: Collection[tuple[str, ...]] | None) -> list[Standing]:
        """Give each choice from its day on, until the next; before the first stands what the norms say."""
        chosen: dict[str, list[tuple[date, ParameterValue]]] = {}
        for name, since, value in NormChoice.objects.order_by("valid_from").values_list(
            "name", "valid_from", "value"
        ):
            chosen.setdefault(name, []).append((since, cast("ParameterValue", value)))
        found: list[Standing] = []
        for (name,) in keys if keys is not None else [(name,) for name in own_choices(_LATEST)]:
            found += _of_a_choice(name, chosen.get(name, []))
        return found

    def count(self, on: date) -> int:
        """Count the parameters that are ours to choose."""
        return len(own_choices(on))

    def write(self, changes: Sequence[Change], proposal: UUID) -> None:
        """Lay down what was chosen."""
        for change in changes:
            parameter = parameters_at(change.first)[change.key[0]]
            NormChoice(
                id=uuid4(),
                name=change.key[0],
                value=read_choice((change.new or ("",))[0], parameter),
                valid_from=change.first,
                proposal_id=proposal,
            ).save(force_insert=True)


def _of_a_choice(name: str, chosen: Sequence[tuple[date, ParameterValue]]) -> list[Standing]:
    days = [(since, parameter_words(value)) for since, value in chosen]
    given = parameters_at(chosen[0][0] if chosen else _LATEST).get(name)
    if given is not None:
        days.insert(0, (given.valid_from, parameter_words(given.value)))
    ends = [since for since, _ in days[1:]] + [None]
    return [
        Standing(f"{name} {since}", (name,), (value,), since, until)
        for (since, value), until in zip(days, ends, strict=True)
    ]


def own_choices(on: date) -> tuple[str, ...]:
    """Name the parameters that are ours to choose, and no list (eigen keuzen)."""
    return tuple(
        sorted(
            name
            for name, parameter in parameters_at(on).items()
            if is_own_choice(parameter) and not isinstance(parameter.value, tuple)
        )
    )


def labels(codes: Collection[str]) -> dict[str, UUID]:
    """Give our labels by UZOVI number, as far as they are among these."""
    return dict(Label.objects.filter(uzovi__in=codes).values_list("uzovi", "id"))


def providers(codes: Collection[str]) -> dict[str, UUID]:
    """Give the care providers by AGB code, as far as they are among these."""
    return dict(Provider.objects.filter(agb_code__in=codes).values_list("agb_code", "id"))


def known(of: str, codes: Collection[str]) -> frozenset[str]:
    """Give which of these codes are ours, or known to us."""
    return frozenset(labels(codes) if of == "labels" else providers(codes))


def _words(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


#: Every kind that stands in rows of its own, by its name; providers stand in two tables (`registering`).
STORES: dict[str, Store] = {
    "tariffs": Dated(Tariff, ("label__uzovi", "code_list", "service_code"), ("amount_cents",), traced=False),
    "contracts": Dated(ProviderContract, ("provider__agb_code", "label__uzovi"), traced=False),
    "contract-tariffs": Dated(
        ContractTariff, ("provider_agb", "label__uzovi", "code_list", "service_code"), ("amount_cents",)
    ),
    "market-rules": Dated(MarketRule, ("label__uzovi", "code_list", "service_code"), ("amount_cents",)),
    "packages": Dated(PackageCover, ("label__uzovi", "package", "regime", "care_kind")),
    "rules": Dated(
        ServiceRule,
        ("label__uzovi", "code_list", "service_code"),
        ("authorization", "referral", "most_a_day", "most_a_year", "most_cents_a_year"),
    ),
    "letterhead": Dated(
        LetterheadVersion, ("label__uzovi",), ("name", "return_address", "website", "phone", "iban")
    ),
    "codes": Dated(ListedCode, ("code_list", "code"), ("name",)),
    "choices": Choices(),
}
