"""The register of every field that is held, with its data category: written from the declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zorgvuldig.records.declaration import NOT_PERSONAL, SECTIONS, Declaration, Hidden
from zorgvuldig.records.wall.tables import models_behind_the_wall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

_HEAD = """# The register of data

Every table behind the wall and every field in it, with its data category (names of the norms). Written by
`zorgvuldig data register` from the declarations of the models, which also make the rights of the database; a
test fails when this page is behind. *Technical* says nothing about a person.
"""


def register() -> str:
    """Write the register in Markdown (register van gegevens; GDPR article 30)."""
    models = sorted(models_behind_the_wall(), key=lambda model: model.__name__)
    return _HEAD + "".join("\n" + "\n".join(_table(model)) + "\n" for model in models)


def _table(model: type[Model]) -> Iterator[str]:
    held: Declaration = model.held_as  # type: ignore[attr-defined] # the build stops at a model without
    fields: list[Any] = list(model._meta.local_fields)  # noqa: SLF001 — Django's documented way in
    origin = held.origin
    yield f"## {model.__name__}"
    yield ""
    yield (model.__doc__ or "").strip().splitlines()[0]
    yield ""
    yield (
        f"Kept by class *{held.retention}*, compartment *{held.compartment}*; from {origin.source}, "
        f"for {origin.purpose}. {_shown(held)}"
    )
    yield ""
    yield "| field | data category |"
    yield "|---|---|"
    for field in fields:
        category = field.data_category
        yield f"| `{field.column}` | {'technical' if category == NOT_PERSONAL else category} |"


def _shown(held: Declaration) -> str:
    if isinstance(held.overview, Hidden):
        return f"Not in a person's own overview: {held.overview.reason}."
    if held.overview is None:
        return "About nobody."
    return f"In a person's own overview under *{SECTIONS[held.overview]}*."
