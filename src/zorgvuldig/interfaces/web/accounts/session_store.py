"""The store of sessions: what a session carries stands in `web`, that it lives stands at the gate.

A session key is 165 random bits, so that a plain hash suffices (ASVS 7.2.3); the key itself stands in the
cookie alone. What a session carries is signed with its key and its moment by the application, and counts for
twenty minutes: a row that is put back later carries nothing.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core import signing
from django.utils import timezone

from zorgvuldig.interfaces.web.accounts.brief_waits import brief_waits
from zorgvuldig.interfaces.web.accounts.login_settings import IDLE_SECONDS
from zorgvuldig.interfaces.web.accounts.models import WebSession
from zorgvuldig.ledger import login_sessions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

ACCOUNT_KEY = "_auth_user_id"
"""Where Django itself notes who logged in."""


def kept_key(session_key: str) -> str:
    """Give what the database keeps of a session's key."""
    return hashlib.sha256(f"zorgvuldig session {session_key}".encode()).hexdigest()


def end_sessions(account: UUID, *, key: str | None = None, but: str | None = None, keep: int = 0) -> int:
    """End sessions of an account for good, as `login_sessions.end` says, and give how many lived."""
    ended = login_sessions.end(account=account, key=key, but=but, keep=keep)
    with brief_waits():
        WebSession.objects.filter(pk__in=ended).delete()
    return len(ended)


class SessionStore(DatabaseSessions):
    """Sessions in the database, found by the hash of their key."""

    @classmethod
    def get_model_class(cls) -> type[WebSession]:
        """Give the table."""
        return WebSession

    @property
    def kept_key(self) -> str:
        """Give what the database keeps of this session's key."""
        return kept_key(self.session_key or "")

    @property
    def key_salt(self) -> str:
        """Bind what a session holds to its key: copied beside another key it opens nothing."""
        return f"zorgvuldig.session.{self.kept_key}"

    def decode(self, session_data: str) -> dict[str, Any]:  # type: ignore[override] # the column holds text
        """Read what a session carries, if the application itself wrote it in the last twenty minutes."""
        try:
            carried: dict[str, Any] = signing.loads(
                session_data, salt=self.key_salt, serializer=self.serializer, max_age=IDLE_SECONDS
            )
        except signing.BadSignature:
            # Nothing is ever written under this key again.
            self._session_key = None
            return {}
        return carried

    def exists(self, session_key: str) -> bool:
        """Tell whether a key is taken."""
        return WebSession.objects.filter(session_key=kept_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        """End a session for good: whoever puts its row back does not wake it."""
        key = session_key or self.session_key
        if key:
            login_sessions.end(key=kept_key(key))
            with brief_waits():
                WebSession.objects.filter(session_key=kept_key(key)).delete()

    def cycle_key(self) -> None:
        """Go on under a new key; of somebody who is logged in the hours count on.

        Raises:
            SessionInterrupted: the session ended, or got another key, while this request ran.
        """
        account, before = self.get(ACCOUNT_KEY), self.session_key
        carried = self._session  # type: ignore[attr-defined] # Django's own
        self.create()
        self._session_cache = carried
        if not before:
            return
        if account:
            if not login_sessions.move(kept_key(before), account, to=self.kept_key):
                raise SessionInterrupted("the session ended while the request ran: log in again")
            WebSession.objects.filter(session_key=kept_key(before)).delete()
        else:
            self.delete(before)

    def create_model_instance(self, data: Mapping[str, Any]) -> WebSession:
        """Write what a session carries."""
        # First the key: what is signed is signed for it.
        key = kept_key(self._get_or_create_session_key())  # type: ignore[attr-defined] # Django's own
        return WebSession(
            session_key=key, session_data=self.encode(dict(data)), expire_date=self.get_expiry_date()
        )

    def _get_session_from_db(self) -> WebSession | None:
        found = WebSession.objects.filter(session_key=self.kept_key, expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found
