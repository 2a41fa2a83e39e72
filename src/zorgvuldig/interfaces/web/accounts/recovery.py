"""Recovery codes: shown once, good for one time each, kept as hashes (ASVS 6.5.1, 6.5.2, 6.5.4).

The library would keep what the codes are made from, so that whoever reads the database and the key file knows
them all. Ours are 120 random bits each, for which a plain hash is enough.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction

from zorgvuldig.interfaces.web.accounts.lifecycle import code_digest, draw_code

if TYPE_CHECKING:
    from zorgvuldig.interfaces.web.accounts.models import Account

HOW_MANY = 8
_HASHES = "hashes"


@transaction.atomic
def renew(account: Account) -> list[str]:
    """Make new codes and forget the old ones; this is the only moment at which they can be read."""
    codes = [draw_code() for _ in range(HOW_MANY)]
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.RECOVERY_CODES,
        data={_HASHES: [code_digest(code).hex() for code in codes]},
    )
    return codes


@transaction.atomic
def use(account: Account, code: str) -> Authenticator | None:
    """Use a code up; of two at once one finds it gone."""
    kept = (
        Authenticator.objects.select_for_update()
        .filter(user=account, type=Authenticator.Type.RECOVERY_CODES)
        .first()
    )
    if kept is None:
        return None
    given = code_digest(code).hex()
    left = [each for each in kept.data[_HASHES] if not hmac.compare_digest(each, given)]
    if len(left) == len(kept.data[_HASHES]):
        return None
    kept.data[_HASHES] = left
    kept.save(update_fields=["data"])
    return kept


def left(account: Account) -> int:
    """Count the codes that are still good."""
    kept = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.data[_HASHES]) if kept else 0
