"""Every change of what lets an account in: first its seal must hold, then it is sealed as it stands.

By Django's signals, so that the login library's own changes are held too. A change of many rows at once
(`update`, `bulk_create`) gives no signals, leaves the seal behind and so closes the account: tests forbid it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from zorgvuldig.interfaces.web.accounts import seals
from zorgvuldig.interfaces.web.accounts.models import Account, Enrolment, ExternalIdentity
from zorgvuldig.ledger.seals import lift_seal

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db import models

#: Per table: the fields that decide who gets in, and the one that says into which account.
DECIDES: dict[type[models.Model], tuple[frozenset[str], str]] = {
    Account: (frozenset({"id", "username", "desk", "is_active", "password"}), "id"),
    Authenticator: (frozenset({"id", "user", "type", "data"}), "user_id"),
    Enrolment: (frozenset({"id", "account", "code_digest", "expires_at", "used_at"}), "account_id"),
    ExternalIdentity: (frozenset({"id", "account", "issuer", "subject"}), "account_id"),
}


def listen() -> None:
    """Hold every change from now on."""
    for model in DECIDES:
        named = f"zorgvuldig-seal-{model.__name__}"
        pre_save.connect(_before_save, sender=model, dispatch_uid=named)
        post_save.connect(_after_save, sender=model, dispatch_uid=named)
        pre_delete.connect(_before_delete, sender=model, dispatch_uid=named)
        post_delete.connect(_after_delete, sender=model, dispatch_uid=named)


def _before_save(
    sender: type[models.Model],
    instance: models.Model,
    update_fields: Collection[str] | None = None,
    **_more: object,
) -> None:
    if _decides(sender, update_fields) and not _is_new_account(instance):
        seals.before_change(_account_of(instance))


def _after_save(
    sender: type[models.Model],
    instance: models.Model,
    update_fields: Collection[str] | None = None,
    **_more: object,
) -> None:
    if _decides(sender, update_fields):
        seals.after_change(_account_of(instance))


def _before_delete(instance: models.Model, **_more: object) -> None:
    seals.before_change(_account_of(instance))


def _after_delete(instance: models.Model, **_more: object) -> None:
    account = _account_of(instance)
    if isinstance(instance, Account):
        lift_seal(account)
    else:
        seals.after_change(account)


def _decides(sender: type[models.Model], update_fields: Collection[str] | None) -> bool:
    return update_fields is None or bool(DECIDES[sender][0] & set(update_fields))


def _is_new_account(instance: models.Model) -> bool:
    return isinstance(instance, Account) and instance._state.adding  # noqa: SLF001 — Django's way to tell


def _account_of(instance: models.Model) -> UUID:
    account: UUID = getattr(instance, DECIDES[type(instance)][1])
    return account
