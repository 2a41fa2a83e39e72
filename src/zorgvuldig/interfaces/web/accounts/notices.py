"""What happened to an account and its holder must know: told once, at the next login (ASVS 6.3.5, 6.3.7).

It waits at the gate (`ledger.login_notices`), where SQL alone does not remove it, until it stood on a page:
what was on its way there in a session whose row was deleted, is told at the login after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from zorgvuldig.ledger import login_notices

if TYPE_CHECKING:
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
_CLOSING = _("Was u dat niet? Meld het meteen bij de verzekeraar.")


def keep(account: Account, kind: str) -> None:
    """Keep a notice until the holder logs in; the same one twice is told once."""
    if kind not in TEXTS:
        raise KeyError(f"no notice {kind!r}; say its words in notices.TEXTS")
    login_notices.keep(account.pk, kind)


def tell(request: HttpRequest, account: Account) -> int:
    """Tell everything that was not told yet, on the next page."""
    waiting = login_notices.waiting(account.pk)
    for notice in waiting:
        at = formats.date_format(timezone.localtime(notice.at), "j F, H:i")
        messages.warning(request, f"{str(TEXTS[notice.kind]).format(at=at)} {_CLOSING}")
    if waiting:
        request.session[ON_ITS_WAY] = [notice.id for notice in waiting]
    return len(waiting)


def told(request: HttpRequest, account: Account) -> None:
    """Let go what the page of this request told; asks the gate nothing when nothing was on its way."""
    if ON_ITS_WAY in request.session and getattr(messages.get_messages(request), "used", False):
        login_notices.told(account.pk, request.session.pop(ON_ITS_WAY))
