"""Write a literate norm file the one way: Cedar formatted by Cedar, no loose spaces, one last line end."""

from __future__ import annotations

import re

import cedarpy

_CEDAR = re.compile(r"(?m)^```cedar\n(.*?)^```$", re.DOTALL)
_LINE_WIDTH = 100
_INDENT = 2


def formatted(text: str) -> str:
    """Return the file as it should be written."""
    tidy = "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n") + "\n"
    return _CEDAR.sub(_format, tidy)


def _format(block: re.Match[str]) -> str:
    policies = cedarpy.format_policies(block[1], _LINE_WIDTH, _INDENT)
    return f"```cedar\n{policies.strip()}\n```"
