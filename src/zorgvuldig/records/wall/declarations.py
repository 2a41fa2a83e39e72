"""What a model must say before a wall can be built: a lack stops the build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import FieldDoesNotExist

from zorgvuldig.records.declaration import (
    COMPARTMENTS,
    NOT_PERSONAL,
    OWN_CATEGORIES,
    REFERENCE,
    SECTIONS,
    Declaration,
    Hidden,
)
from zorgvuldig.records.retention import RETENTION_CLASSES
from zorgvuldig.records.wall.matrix import FAMILIES
from zorgvuldig.records.wall.tables import models_behind_the_wall, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model


def problems(models: Iterable[type[Model]] | None = None) -> list[str]:
    """List what the models behind the wall fail to declare, in words that say where and what to do."""
    found: list[str] = []
    for model in models_behind_the_wall() if models is None else models:
        declaration = getattr(model, "held_as", None)
        if not isinstance(declaration, Declaration):
            found.append(f"{_name(model)} lacks `held_as`: say what it holds (records/declaration.py)")
            continue
        found += _fields(model)
        found += _ties(model, declaration)
        found += _classes(model, declaration)
    return found or _reach(models)


def _name(model: type[Model]) -> str:
    return model._meta.label  # noqa: SLF001 — Django's documented way in


def _fields(model: type[Model]) -> Iterator[str]:
    for field in model._meta.local_fields:  # noqa: SLF001 — Django's documented way in
        if not getattr(field, "data_category", ""):
            yield f"{_name(model)}.{field.name} lacks a data category: wrap it in held(…, category)"


def _ties(model: type[Model], declaration: Declaration) -> Iterator[str]:
    for tie in ("subject", "run", "policies_of", "row_category", "shielded", "party", "party_run"):
        name = getattr(declaration, tie)
        if name is not None and not _has(model, name):
            yield f"{_name(model)} names {name!r} as its {tie}, and has no such field"
    if declaration.subject is None and (declaration.run or declaration.policies_of):
        yield f"{_name(model)} ties rows to a run or an insurance policy, and names no subject"


def _classes(model: type[Model], declaration: Declaration) -> Iterator[str]:
    if declaration.retention not in RETENTION_CLASSES:
        yield f"{_name(model)}: no retention class {declaration.retention!r} (records/retention.py)"
    if declaration.compartment not in COMPARTMENTS and not _has(model, declaration.compartment):
        yield f"{_name(model)}: compartment {declaration.compartment!r} is neither a regime nor a field"
    if told := _overview(model, declaration):
        yield f"{_name(model)}: {told}"
    if not all((declaration.origin.source, declaration.origin.obtained, declaration.origin.purpose)):
        yield f"{_name(model)}: origin must say from whom, when and for which purpose"


def _overview(model: type[Model], declaration: Declaration) -> str:
    """Say what is wrong with the place of these rows in what a person gets to see (inzage)."""
    shown = declaration.overview
    if isinstance(shown, Hidden):
        return "" if shown.reason.strip() else "is hidden from the person without a reason"
    if shown is None:
        personal = {getattr(field, "data_category", "") for field in model._meta.local_fields}  # noqa: SLF001 — Django's documented way in
        if personal <= {NOT_PERSONAL, REFERENCE, ""}:
            return ""
        return (
            "holds personal data and has no place in the overview: give a section, or Hidden with the reason"
        )
    return "" if shown in SECTIONS else f"the overview has no section {shown!r} (records/declaration.py)"


def _reach(models: Iterable[type[Model]] | None) -> list[str]:
    """Find a table of which no family may read or write anything: its policy is missing."""
    reachable = frozenset().union(*(rights.read | rights.insert for rights in FAMILIES.values()))
    return [
        f"{_name(model)}: no family has a right on {table_of(model).declaration.category!r} (wall/matrix.py)"
        for model in (models_behind_the_wall() if models is None else models)
        if table_of(model).declaration.category not in reachable | OWN_CATEGORIES
    ]


def _has(model: type[Model], path: str) -> bool:
    """Tell whether a field, or a path over one relation, exists."""
    here, _, rest = path.partition(".")
    try:
        field = model._meta.get_field(here)  # noqa: SLF001 — Django's documented way in
    except FieldDoesNotExist:
        return False
    related = field.related_model
    return not rest or (isinstance(related, type) and _has(related, rest))
