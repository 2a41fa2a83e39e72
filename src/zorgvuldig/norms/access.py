"""Who may have which data for which purpose (autorisatiematrix, art. 4.0.1): our own choice, held as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from zorgvuldig.norms.catalogue import catalogue
from zorgvuldig.norms.model import NormError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILE = "access.toml"


@dataclass(frozen=True, slots=True)
class AccessGrant:
    """One row of the matrix: a role may do these actions with these data for this purpose."""

    role: str
    purpose: str
    actions: frozenset[str]
    data: frozenset[str]
    why: str


@cache
def access_text() -> str:
    """Return the matrix as written; it is part of the bundle of norms."""
    return files("zorgvuldig.norms").joinpath(_FILE).read_text(encoding="utf-8")


@cache
def access_grants() -> tuple[AccessGrant, ...]:
    """Return the rows of the access matrix."""
    return read_grants(access_text())


def read_grants(text: str) -> tuple[AccessGrant, ...]:
    """Return the rows of a matrix; a word that the catalogue lacks is an error."""
    words = catalogue().words
    actions = catalogue().facts["action"].values
    grants = []
    for number, row in enumerate(tomllib.loads(text)["grant"], start=1):
        grant = AccessGrant(
            row["role"], row["purpose"], frozenset(row["actions"]), frozenset(row["data"]), row["why"]
        )
        unknown = (
            ({grant.role} - words["actors"])
            | ({grant.purpose} - words["processes"])
            | (grant.actions - actions)
            | (grant.data - words["data_categories"])
        )
        if unknown:
            place = Place(_FILE, number)
            raise NormError(place, f"row {number} uses {sorted(unknown)}", "Use the words of the catalogue")
        grants.append(grant)
    return tuple(grants)


def authorised(role: str, purpose: str, action: str, data: Iterable[str]) -> bool:
    """Return whether the matrix grants this role all these data for this purpose (art. 4.0.1)."""
    granted = [
        grant.data
        for grant in access_grants()
        if grant.role == role and grant.purpose == purpose and action in grant.actions
    ]
    return bool(granted) and frozenset(data) <= frozenset().union(*granted)
