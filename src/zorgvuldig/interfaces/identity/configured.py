"""Which providers are configured: a file outside of the checkout. Without it there are none, and no page.

The file is JSON: the name of a scheme ("digid", "eherkenning", "staff") to what is agreed with its provider
(`issuer`, `client_id`, `secret` or `secret_file`, and what docs/login.md lists).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from zorgvuldig.interfaces.identity.oidc import OpenIdScheme, Provider
from zorgvuldig.interfaces.identity.schemes import DIGID, EHERKENNING, STAFF

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLES = {DIGID: "DigiD", EHERKENNING: "eHerkenning", STAFF: "uw werkaccount"}
_DEFAULTS: dict[str, dict[str, Any]] = {
    DIGID: {"identity_claim": "bsn"},
    EHERKENNING: {"identity_claim": "kvk", "service_claim": "service"},
    # A working day old at most, as our own sessions are.
    STAFF: {"max_age": 36_000},
}
_NEEDED = ("issuer", "client_id")
_WORDS = frozenset(Provider.__dataclass_fields__) - {"name"} | {"secret_file"}


class IdentityConfigurationError(ValueError):
    """The file of providers cannot be used as it is; says what and where."""


def scheme_of(name: str) -> OpenIdScheme | None:
    """Give a configured scheme, or None."""
    return schemes().get(name)


def schemes() -> Mapping[str, OpenIdScheme]:
    """Give every configured scheme."""
    path = Path(getattr(settings, "IDENTITY_FILE", "identity.json"))
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    return _read(path, changed)


@cache
def _read(path: Path, changed: int) -> Mapping[str, OpenIdScheme]:
    del changed  # a file that was changed is read anew
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise IdentityConfigurationError(f"{path} is no JSON: {error}") from None
    if not isinstance(read, dict):
        raise IdentityConfigurationError(f"{path} must hold an object: scheme to provider")
    return {name: OpenIdScheme(_provider(path, name, words)) for name, words in read.items()}


def _provider(path: Path, name: str, words: dict[str, Any]) -> Provider:
    if name not in TITLES:
        raise IdentityConfigurationError(f"{path}: no scheme {name!r}; there are: {', '.join(TITLES)}")
    if unknown := words.keys() - _WORDS:
        raise IdentityConfigurationError(f"{path}, {name}: unknown {', '.join(sorted(unknown))}")
    if lacking := [word for word in _NEEDED if not words.get(word)]:
        raise IdentityConfigurationError(f"{path}, {name}: {', '.join(lacking)} is missing")
    words = {"title": TITLES[name], **_DEFAULTS[name], **words}
    if secret_file := words.pop("secret_file", None):
        words["secret"] = Path(secret_file).read_text(encoding="utf-8").strip()
    if not words.get("secret"):
        raise IdentityConfigurationError(f"{path}, {name}: `secret` or `secret_file` is missing")
    for word in ("two_factors", "other_hosts"):
        if word in words:
            words[word] = frozenset(words[word])
    return Provider(name=name, **words)
