"""What happened to an account and its holder must know: told once, at the next login (ASVS 6.3.5, 6.3.7).

It waits at the gate (`ledger.login_notices`), where SQL alone does not remove it, until it stood on a page:
what was on its way there in a session whose row was deleted, is told at the login after. That somebody knew
the password is kept before the second factor is judged, so that no session that is ended keeps it quiet.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
from django.contrib import messages
from django.db import DatabaseError, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from zorgvuldig.ledger import login_notices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from zorgvuldig.interfaces.web.accounts.models import Account

TEXTS: dict[str, _StrPromise] = {
    "password-changed": _("Op {at} is uw wachtwoord veranderd."),
    "factor-added": _("Op {at} is een manier van inloggen toegevoegd aan uw account."),
    "factor-removed": _("Op {at} is een manier van inloggen verwijderd van uw account."),
    "recovery-codes-renewed": _("Op {at} zijn nieuwe herstelcodes gemaakt. De oude werken niet meer."),
    "recovery-code-used": _("Op {at} is ingelogd met een herstelcode."),
    "second-factor-failed": _("Op {at} kende iemand uw wachtwoord, maar niet uw code."),
    "new-device": _("Op {at} is ingelogd in een browser waarin dat nog niet eerder was gedaan."),
    "session-pushed-out": _("Op {at} is een oudere inlog van u beëindigd, omdat er te veel tegelijk waren."),
    "identity-bound": _("Op {at} is een andere manier van inloggen aan uw account gekoppeld."),
}
#: Where the session notes what its next page tells.
ON_ITS_WAY = "zv_notices"
IN_VAIN = "second-factor-failed"
#: Committed at once on a connection of its own, whatever becomes of the request.
APART = "refusals"
_CLOSING = _("Was u dat niet? Meld het meteen bij de verzekeraar.")


def keep(account: Account, kind: str) -> None:
    """Keep a notice until the holder logs in; the same one twice is told once."""
    if kind not in TEXTS:
        raise KeyError(f"no notice {kind!r}; say its words in notices.TEXTS")
    login_notices.keep(account.pk, kind)


@contextmanager
def told_unless_right(account: Account) -> Iterator[None]:
    """Judge a second factor in this block, which raises when it was given in vain.

    The notice is kept before, for good; where it cannot be kept, nothing is judged. The transaction that
    judges takes back that one alone, and whatever ends it otherwise, also the end of its session of the
    database, leaves it there: at worst one notice too many.
    """
    number = uuid4()
    login_notices.keep(account.pk, IN_VAIN, under_way=number, using=APART)
    try:
        with transaction.atomic():
            login_notices.told(account.pk, [str(number)])
            yield
    except Exception:
        # Only so that many in vain are one notice: without this each of them is told all the same.
        with suppress(DatabaseError, psycopg.Error):
            login_notices.keep(account.pk, IN_VAIN, instead_of=number, using=APART)
        raise


def tell(request: HttpRequest, account: Account) -> int:
    """Tell everything that was not told yet, on the next page."""
    waiting = login_notices.waiting(account.pk)
    # Of a kind the last one, for a second factor that was never judged to its end left one of its own.
    latest = {notice.kind: notice for notice in waiting}
    for notice in latest.values():
        at = formats.date_format(timezone.localtime(notice.at), "j F, H:i")
        messages.warning(request, f"{str(TEXTS[notice.kind]).format(at=at)} {_CLOSING}")
    if waiting:
        request.session[ON_ITS_WAY] = [notice.id for notice in waiting]
    return len(latest)


def told(request: HttpRequest, account: Account) -> None:
    """Let go what the page of this request told; asks the gate nothing when nothing was on its way."""
    if ON_ITS_WAY in request.session and getattr(messages.get_messages(request), "used", False):
        login_notices.told(account.pk, request.session.pop(ON_ITS_WAY))
