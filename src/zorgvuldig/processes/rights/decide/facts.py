"""What every request for a decision about rights tells: why, and on which ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping

_RIGHT = "right of access (Code of Conduct art. 5.2; GDPR art. 15)"
_LOGIN = "login with a password and a one-time code"

FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _RIGHT),
    "legal_obligation": Sourced(value=True, source=_RIGHT),
    "necessary": Sourced(value=True, source=_RIGHT),
    "proportionate": Sourced(value=True, source="only the person's own data are opened"),
    "obtained_lawfully": Sourced(value=True, source="held for the own insurance"),
    "request_by_insured": Sourced(value=True, source="opened by the person"),
    "identity_verified": Sourced(value=True, source=_LOGIN),
    "mfa": Sourced(value=True, source=_LOGIN),
}

#: The answer is prepared here; whom it is handed to, and how that person proved to be who, is checked there.
ANSWERING: Mapping[str, Sourced] = {
    "basis": Sourced("c", _RIGHT),
    "legal_obligation": Sourced(value=True, source=_RIGHT),
    "necessary": Sourced(value=True, source=_RIGHT),
    "proportionate": Sourced(value=True, source="only the processings about this person are opened"),
    "obtained_lawfully": Sourced(value=True, source="written by the door itself"),
}

#: Whoever answers a request reads what is asked, and nothing of care or of claims.
HANDLING: Mapping[str, Sourced] = {
    "basis": Sourced("c", "rights of the data subject (Code of Conduct art. 5.2; GDPR art. 12)"),
    "legal_obligation": Sourced(value=True, source="GDPR art. 12"),
    "necessary": Sourced(value=True, source="a request cannot be answered unread"),
    "proportionate": Sourced(value=True, source="the request alone"),
    "obtained_lawfully": Sourced(value=True, source="told by the person, with the request"),
    "interpretation": Sourced(value=False, source="nothing of health is opened"),
    "addressed_to_ma": Sourced(value=False, source="sent to the desk of requests, whose form asks no health"),
}
