"""Tables as the wall sees them: columns with their category, and how a row is tied to a grant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.apps import apps

from zorgvuldig.records.declaration import DATA_KEY, NOT_PERSONAL, OWN_CATEGORIES, REFERENCE, Declaration
from zorgvuldig.records.wall.matrix import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from zorgvuldig.records.wall.matrix import Rights

SCHEMA = "records"
_PREFIX = f'"{SCHEMA}"."'


@dataclass(frozen=True)
class Table:
    """One table behind the wall."""

    name: str
    columns: dict[str, str]
    """Column name to data category."""
    declaration: Declaration
    subject: str | None
    run: str | None
    policies_of: str | None
    row_category: str | None
    shielded: str | None
    party: str | None = None
    party_run: str | None = None

    @property
    def quoted(self) -> str:
        """Give the name as SQL writes it."""
        return f'"{SCHEMA}"."{self.name}"'

    def within(self, categories: frozenset[str]) -> list[str]:
        """Give the columns of these categories; none at all when the lead category is not among them."""
        if self.declaration.category not in categories:
            return []
        reached = categories | {NOT_PERSONAL}
        return [column for column, category in self.columns.items() if category in reached]

    def readable(self, rights: Rights) -> list[str]:
        """Give the columns that a family may read; a family of parties only where a row says whose it is."""
        tied = self.party or self.party_run or self.declaration.category in {REFERENCE, DATA_KEY}
        return self.within(rights.read) if tied or not rights.of_party else []

    def whole(self, categories: frozenset[str]) -> list[str]:
        """Give all columns, or none unless every one is of these categories: a row is written whole."""
        columns = self.within(categories)
        return columns if len(columns) == len(self.columns) else []

    def demanded(self, columns: list[str]) -> list[str]:
        """Give the categories that a grant must hold before these columns of any row are opened."""
        named = {self.columns[column] for column in columns} | {self.declaration.category}
        return sorted(named - OWN_CATEGORIES)

    @property
    def fixed(self) -> frozenset[str]:
        """Give the columns that tie a row to a person, a party or a run: never changed afterwards."""
        ties = {"id", self.subject, self.run, self.row_category, self.party}
        return frozenset(column for column in ties if column)


def models_behind_the_wall() -> Iterator[type[Model]]:
    """Give every model, of whatever room or process, whose table stands in the schema of records."""
    for model in apps.get_models():
        if model._meta.db_table.startswith(_PREFIX):  # noqa: SLF001 — Django's documented way in
            yield model


def table_of(model: type[Model]) -> Table:
    """Read a model's declarations."""
    meta = model._meta  # noqa: SLF001 — Django's documented way in
    declaration: Declaration = model.held_as  # type: ignore[attr-defined] # told apart by `problems`

    fields: list[Any] = list(meta.local_fields)

    def column(name: str | None) -> str | None:
        if name is None:
            return None
        field: Any = meta.get_field(name)
        return str(field.column)

    return Table(
        name=meta.db_table.removeprefix(_PREFIX).removesuffix('"'),
        columns={str(field.column): field.data_category for field in fields},
        declaration=declaration,
        subject=column(declaration.subject),
        run=column(declaration.run),
        policies_of=column(declaration.policies_of),
        row_category=column(declaration.row_category),
        shielded=column(declaration.shielded),
        party=column(declaration.party),
        party_run=column(declaration.party_run),
    )


@lru_cache(maxsize=1)
def tables() -> tuple[Table, ...]:
    """Give every table behind the wall, by name; models do not change while the program runs."""
    return tuple(_sorted_tables())


def _sorted_tables() -> list[Table]:
    return sorted((table_of(model) for model in models_behind_the_wall()), key=lambda table: table.name)


@lru_cache(maxsize=512)
def opens(family: str, categories: frozenset[str]) -> dict[str, list[str]]:
    """Tell which columns of which tables a grant with these categories would open to a family.

    A table of which the family can read a column outside the granted categories stays closed as a whole: a
    decision must name all that the role would see.
    """
    readable: dict[str, list[str]] = {}
    for table in tables():
        columns = table.readable(FAMILIES[family])
        if columns and categories.issuperset(table.demanded(columns)):
            readable[table.name] = columns
    return readable


@lru_cache(maxsize=512)
def closed(family: str, categories: frozenset[str]) -> dict[str, frozenset[str]]:
    """Tell which of these categories would open no table at all, and what else a request must name.

    A category of which the family has no table of its own (such as the log) is not told.
    """
    rights = FAMILIES[family]
    shut: dict[str, frozenset[str]] = {}
    for category in categories:
        demands = [
            frozenset(table.demanded(columns))
            for table in tables()
            if table.declaration.category == category
            for columns in (table.readable(rights), table.whole(rights.insert))
            if columns
        ]
        if demands and not any(demand <= categories for demand in demands):
            shut[category] = min(demands, key=len) - categories
    return shut
