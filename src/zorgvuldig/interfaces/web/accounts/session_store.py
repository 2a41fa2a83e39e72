"""The store of sessions: the database keeps the hash of a session's key, and whose session it is.

A session key is 165 random bits, so that a plain hash suffices (ASVS 7.2.3); the key itself stands in the
cookie alone.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

from zorgvuldig.interfaces.web.accounts.models import WebSession

if TYPE_CHECKING:
    from collections.abc import Mapping

DEVICE_KEY = "zv_device"
BEGAN_KEY = "zv_began"
ACCOUNT_KEY = "_auth_user_id"
"""Where Django itself notes who logged in."""


def kept_key(session_key: str) -> str:
    """Give what the database keeps of a session's key."""
    return hashlib.sha256(f"zorgvuldig session {session_key}".encode()).hexdigest()


class SessionStore(DatabaseSessions):
    """Sessions in the database, found by the hash of their key."""

    @classmethod
    def get_model_class(cls) -> type[WebSession]:
        """Give the table."""
        return WebSession

    @property
    def key_salt(self) -> str:
        """Bind what a session holds to its key: copied beside another key it opens nothing."""
        return f"zorgvuldig.session.{kept_key(self._session_key or '')}"

    def exists(self, session_key: str) -> bool:
        """Tell whether a key is taken."""
        return WebSession.objects.filter(session_key=kept_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        """End a session."""
        key = session_key or self.session_key
        if key:
            WebSession.objects.filter(session_key=kept_key(key)).delete()

    def create_model_instance(self, data: Mapping[str, Any]) -> WebSession:
        """Write a session with whose it is, on what device, and since when."""
        began = data.get(BEGAN_KEY)
        # First the key: what is signed is signed for it.
        key = kept_key(self._get_or_create_session_key())  # type: ignore[attr-defined] # Django's own
        return WebSession(
            session_key=key,
            session_data=self.encode(dict(data)),
            expire_date=self.get_expiry_date(),
            account_id=data.get(ACCOUNT_KEY),
            device=data.get(DEVICE_KEY, ""),
            began_at=datetime.fromisoformat(began) if began else None,
            seen_at=timezone.now(),
        )

    def _get_session_from_db(self) -> WebSession | None:
        found = WebSession.objects.filter(
            session_key=kept_key(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found
