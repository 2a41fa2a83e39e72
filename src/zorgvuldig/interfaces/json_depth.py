"""How deep a JSON text is nested, counted before anything is built of it."""

from __future__ import annotations


def depth(text: str) -> int:
    """Return the deepest nesting of objects and lists; signs inside strings do not count."""
    now = deepest = 0
    inside = escaped = False
    for sign in text:
        if inside:
            escaped, inside = (sign == "\\" and not escaped), (sign != '"' or escaped)
        elif sign == '"':
            inside = True
        elif sign in "[{":
            now += 1
            deepest = max(deepest, now)
        elif sign in "]}":
            now -= 1
    return deepest
