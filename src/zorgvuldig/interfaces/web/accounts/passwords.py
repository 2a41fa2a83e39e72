"""What makes a password too easy to guess. No rule says which kinds of signs it must have (ASVS 6.2.5).

Every password that the list of common ones holds is refused by Django's own check (20,000 of them); here what
that list stands for is refused too: a common or fitting word with something before or behind it, keys in a
row, the same again and again. The words that fit us are listed below and in docs/login.md.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import verify_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zorgvuldig.interfaces.web.accounts import seals

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from zorgvuldig.interfaces.web.accounts.models import Account

#: Words that somebody who guesses here would try first (contextspecifieke woorden, ASVS 6.1.2).
CONTEXT_WORDS = frozenset(
    """
    zorgvuldig zilverlinde zorg zorgverzekeraar zorgverzekering verzekeraar verzekering verzekerde
    verzekerd polis declaratie declaraties premie gezondheid medewerker toezicht balie inloggen login
    wachtwoord password geheim welkom welcome hallo account digid eherkenning admin beheer beheerder
    lente zomer herfst winter
    januari februari maart april mei juni juli augustus september oktober november december maandag dinsdag
    woensdag donderdag vrijdag zaterdag zondag nederland amsterdam rotterdam utrecht
    """.split()  # noqa: SIM905 — sixty words in a row read best as words
)
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "01234567890123",
)
_LEET = str.maketrans("013457$@!|", "oieastsaii")
_SHORTEST_WORD = 3
_LEAST_REST = 8
_FEW_SIGNS = 4
_PHRASE = 4


class GuessableValidator:
    """Refuse what a guesser tries early."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise when hardly anything is left once the words and rows are taken out."""
        own = {user.get_username().casefold()} if user is not None else set()
        if guessable(password, own):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        """Say it in the words of the page."""
        return str(_("Dit wachtwoord is te makkelijk te raden. Neem vier woorden die niet bij elkaar horen."))


@transaction.atomic
def keep_up(account: Account, password: str) -> None:
    """Hash a password that was right by the parameters of today, if it was hashed by others (ASVS 11.4.2)."""
    right, outdated = verify_password(password, account.password)
    # Of the sealed row, held: another hand's hash is never made ours.
    if outdated and right and seals.held(account.pk).account[4] == account.password:
        account.set_password(password)
        account.save(update_fields=["password"])


def guessable(password: str, own: set[str]) -> bool:
    """Tell whether a password is a common or fitting word with little besides."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(set(plain)) <= _FEW_SIGNS or _repeats(plain):
        return True
    return any(_rest(form, own) < _LEAST_REST for form in {plain, plain.translate(_LEET)})


def _rest(plain: str, own: set[str]) -> int:
    """Count the signs that are left without words of ours, common passwords and rows of keys."""
    for word in sorted(CONTEXT_WORDS | own | _insurer(), key=len, reverse=True):
        if len(word) >= _SHORTEST_WORD:
            plain = plain.replace(word, " ")
    plain = _without_rows(plain)
    words = re.findall(r"[^\W\d_]+", plain)
    known = sum(len(word) for word in words if word in _common()) if len(words) < _PHRASE else 0
    return len("".join(plain.split())) - known


def _without_rows(plain: str) -> str:
    for row in (*_ROWS, *(each[::-1] for each in _ROWS)):
        for length in range(len(row), 3, -1):
            for start in range(len(row) - length + 1):
                plain = plain.replace(row[start : start + length], " ")
    return plain


def _repeats(plain: str) -> bool:
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, len(plain) // 2 + 1))


def _insurer() -> set[str]:
    return set(re.findall(r"[a-z]{4,}", settings.INSURER_NAME.casefold()))


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
