"""Read all that is held about one person, table by table, from the declarations (inzageoverzicht).

Which tables there are, is asked of the models: whoever adds a model that says something of a person adds it
to this overview, or names why not. What the grant does not open does not come out.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields.ranges import RangeField
from django.db.models import BinaryField, DateField, ForeignKey, Q

from zorgvuldig.records.declaration import NOT_PERSONAL, SECTIONS
from zorgvuldig.records.envelope import KeyRing, SealError
from zorgvuldig.records.models import Label, Person
from zorgvuldig.records.retention import RETENTION_CLASSES
from zorgvuldig.records.stored_overview import DESTROYED, HeldTable
from zorgvuldig.records.wall.matrix import OF_PARTIES
from zorgvuldig.records.wall.tables import models_behind_the_wall, opens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.db.models import Field, Model

    from zorgvuldig.records.declaration import Declaration

    Reader = Callable[[Any], object]

#: The family that answers a person; what it may not read is in no overview.
FAMILY = "zv_rights"
#: What is registered about a party as such; its files, payments and letters have pages of their own.
PARTY_SECTIONS = frozenset({"asked", "partner", "provider"})
#: Someone else, whom an overview does not name.
ANOTHER = "another-person"
_FOUND_BY = "a keyed hash by which the number beside it is found back"
_FETCHED = "the letter itself, which its reader fetches as it left"
_OF_ANOTHER = "what another person thinks of the answer, which is that person's own (notes on 5.2)"
_THOUGHT = "what colleagues still think over together: the answer itself stands beside it (notes on 5.2)"
_PROVED = "the number of the entry in the log, which stands under who looked"
_IN_THE_FILE = "where in the sender's file it stood"
_WHO_ENDS = "which employee took the step: the log tells the role, as for every look"
#: Fields that say something of a person and yet stand in no overview, each with the reason.
LEFT_OUT: Mapping[str, str] = {
    "Person.bsn_index": _FOUND_BY,
    "Claim.bsn_index": _FOUND_BY,
    "Claim.provider": "the key of the provider, whose AGB number stands beside it",
    "LineReason.record": _IN_THE_FILE,
    "LineReason.row": _IN_THE_FILE,
    "LineReason.field": _IN_THE_FILE,
    "OutboundDocument.sealed": _FETCHED,
    "RightsRequest.view_sealed": _OF_ANOTHER,
    "RightsRequest.view_outcome": _OF_ANOTHER,
    "RightsRequest.proposed_outcome": _THOUGHT,
    "RightsRequest.proposed_sealed": _THOUGHT,
    "RightsRequest.proposed_by": _THOUGHT,
    "RightsRequest.ground": _THOUGHT,
    "RightsRequest.ground_until": _THOUGHT,
    "RightsRequest.ground_ended_on": _THOUGHT,
    "RightsRequest.prolonged_on": _THOUGHT,
    "RightsRequest.officer_asked": _THOUGHT,
    "RightsRequest.officer_on": _THOUGHT,
    "RightsRequest.officer_sealed": _THOUGHT,
    "Objection.proposed_by": _WHO_ENDS,
    "Objection.settled_by": _WHO_ENDS,
    "ShieldEnd.proposed_by": _WHO_ENDS,
    "ShieldEnd.settled_by": _WHO_ENDS,
    "OutboundDocument.address_sealed": _FETCHED,
    "OutboundDocument.digest": _FETCHED,
    "OutboundDocument.made_by_entry": _PROVED,
    "OutboundDocument.sent_by_entry": _PROVED,
    "OutboundDocument.handed_by_entry": _PROVED,
    "CaseStep.case": "the key of the case, which stands above it",
    "CaseStep.actor": "which employee took the step: the log tells the role, as for every look",
    "Signal.reference": "the key of what the signal is about, which stands in its own table",
}


#: Parts of what is held that somebody sees at another place than this overview, each with where.
ELSEWHERE: Mapping[str, str] = {
    "account": "which login is whose: the page of the own login",
    "asked": "what a party asked: the own desk of that party",
    "looked-at": "access in an emergency is an entry of the log, under who looked",
    "partner": "what is held of a business partner: the partner's own desk",
    "provider": "what is held of a care provider: the provider's own desk",
    "work": "what is held of an employee as such: the file of human resources, and the page of access",
}


@lru_cache(maxsize=1)
def about_a_person() -> tuple[type[Model], ...]:
    """Give every model of which rows concern a person who may see them, in the order of the sections."""
    return _in_order(lambda declared: declared.subject is not None)


@lru_cache(maxsize=1)
def about_a_party() -> tuple[type[Model], ...]:
    """Give every model of what is registered about a care provider or business partner, in that order."""
    return _in_order(lambda declared: declared.party is not None and declared.overview in PARTY_SECTIONS)


def told_fields(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    """Give the fields of a model that say something of the person, in the order of their declaration."""
    return tuple(
        field
        for field in model._meta.local_fields  # noqa: SLF001 — Django's documented way in
        if f"{model.__name__}.{field.name}" not in LEFT_OUT
        and not _names_the_person(model, field)
        and (_category(field) != NOT_PERSONAL or _is_label(field))
    )


def held_about(subject_id: UUID, *, categories: frozenset[str]) -> tuple[HeldTable, ...]:
    """Read all rows about a person that a grant with these categories opens, table by table.

    A table of which there is no row is given too, so that an overview can say so.
    """
    reader = _Reader(subject_id)
    opened = opens(FAMILY, categories)
    return tuple(reader.table(model) for model in about_a_person() if _table_name(model) in opened)


def held_about_party(*, categories: frozenset[str]) -> tuple[HeldTable, ...]:
    """Read all that is registered about the party behind the login, table by table.

    No query names the party: the wall opens the rows of that party and no other.
    """
    reader = _Reader(None)
    opened = opens(OF_PARTIES, categories)
    tables = (reader.table(model) for model in about_a_party() if _table_name(model) in opened)
    # A provider has no partner's tables, and a partner no provider's.
    return tuple(table for table in tables if table.rows)


class _Reader:
    """Reads the tables about one person with one ring of keys."""

    def __init__(self, subject_id: UUID | None) -> None:
        self._subject_id = subject_id
        self._ring = KeyRing()
        self._labels: dict[UUID, str] = dict(Label.objects.values_list("id", "name"))

    def table(self, model: type[Model]) -> HeldTable:
        declaration, fields = _declared(model), told_fields(model)
        readers = [self._reader(model, field) for field in fields]
        columns = [field.attname for field in fields]
        rows = model._default_manager.filter(self._theirs(declaration)).order_by(*_newest_first(model))  # noqa: SLF001 — Django's own
        return HeldTable(
            name=model.__name__,
            section=str(declaration.overview),
            source=declaration.origin.source,
            purpose=declaration.origin.purpose,
            retention=RETENTION_CLASSES[declaration.retention],
            categories=tuple(sorted({_category(field) for field in fields} - {NOT_PERSONAL})),
            fields=tuple(field.name for field in fields),
            rows=tuple(
                tuple(read(value) for read, value in zip(readers, row, strict=True))
                for row in rows.values_list(*columns)
            ),
        )

    def _theirs(self, declaration: Declaration) -> Q:
        if declaration.subject is None:
            return Q()
        own = Q(**{declaration.subject: self._subject_id})
        # Who is covered by somebody else's policy sees it too; the wall opens these rows and no other.
        return own | ~Q(pk=None) if declaration.policies_of else own

    def _reader(self, model: type[Model], field: Field[Any, Any]) -> Reader:
        if isinstance(field, BinaryField):
            return self._opener(f"{_table_name(model)}.{field.name}")
        if _is_label(field):
            return lambda key: self._labels.get(key, "") if key else ""
        if isinstance(field, ForeignKey):
            return self._who if field.related_model is Person else lambda key: str(key or "")
        if isinstance(field, RangeField):
            return lambda period: (period.lower, period.upper)
        named = dict(field.flatchoices)
        return lambda value: named.get(value, value) if isinstance(value, str) else value

    def _who(self, person_id: UUID | None) -> object:
        if person_id is None:
            return ""
        return "self" if person_id == self._subject_id else ANOTHER

    def _opener(self, place: str) -> Reader:
        def opened(sealed: bytes | memoryview | None) -> object:
            if sealed is None:
                return ""
            try:
                return self._ring.open(bytes(sealed), subject=self._subject_id, field=place).decode()
            except SealError:
                return DESTROYED

        return opened


def _declared(model: type[Model]) -> Declaration:
    declaration: Declaration = model.held_as  # type: ignore[attr-defined] # told apart by the wall's `problems`
    return declaration


def _in_order(chosen: Callable[[Declaration], bool]) -> tuple[type[Model], ...]:
    order = list(SECTIONS)
    found = {
        model: order.index(where)
        for model in models_behind_the_wall()
        if isinstance(where := _declared(model).overview, str) and chosen(_declared(model))
    }
    return tuple(sorted(found, key=lambda model: (found[model], model.__name__)))


def _names_the_person(model: type[Model], field: Field[Any, Any]) -> bool:
    declaration = _declared(model)
    return field.name == declaration.subject and declaration.policies_of is None


def _category(field: Field[Any, Any]) -> str:
    return str(field.data_category)  # type: ignore[attr-defined] # given by `held`


def _newest_first(model: type[Model]) -> tuple[str, ...]:
    """Order by the first day, moment or period that a row has, and by its key where that is the same."""
    dated = (field.name for field in told_fields(model) if isinstance(field, DateField | RangeField))
    return (*(f"-{name}" for name in islice(dated, 1)), "id")


def _is_label(field: Field[Any, Any]) -> bool:
    return isinstance(field, ForeignKey) and field.related_model is Label


def _table_name(model: type[Model]) -> str:
    return model._meta.db_table.rpartition('."')[2].removesuffix('"')  # noqa: SLF001 — Django's documented way in
