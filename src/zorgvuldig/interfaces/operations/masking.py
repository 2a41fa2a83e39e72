"""The last sieve over every line of a log: what looks like a number or an address of a person is masked.

The lines are made of closed lists already. This is the net below them, for a template or a place in the code
that would hold such a thing against all rules.
"""

import re

__all__ = ["MASK", "plain", "scrub"]

MASK = "[…]"
BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_PATTERNS = (
    re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"),
    re.compile(r"\b[A-Z]{2}\d{2}[ ]?(?:[A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}\b"),
    re.compile(r"\b(?:19|20)\d{2}[-/.]?(?:0[1-9]|1[0-2])[-/.]?(?:0[1-9]|[12]\d|3[01])\b(?!T)"),
    re.compile(r"\b(?:0[1-9]|[12]\d|3[01])[-/.](?:0[1-9]|1[0-2])[-/.](?:19|20)\d{2}\b"),
)
_DIGITS = re.compile(r"(?<![0-9A-Fa-f])\d{8,9}(?![0-9A-Fa-f])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def scrub(text: str) -> str:
    """Mask e-mail addresses, IBANs, dates of birth and BSNs, and make it one line."""
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    return plain(_DIGITS.sub(lambda found: MASK if _is_bsn(found[0]) else found[0], text))


def plain(text: str) -> str:
    """Take out what could end a line or steer a terminal."""
    return _CONTROL.sub(" ", text)


def _is_bsn(digits: str) -> bool:
    """Tell whether digits pass the eleven test (elfproef)."""
    weighed = zip(BSN_WEIGHTS, map(int, digits.zfill(9)), strict=True)
    return sum(weight * digit for weight, digit in weighed) % 11 == 0
