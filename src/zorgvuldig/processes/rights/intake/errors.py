"""What a form about a right brought that cannot be taken in."""

from __future__ import annotations


class RequestError(ValueError):
    """What was filled in cannot be taken in; its text says what to do, and `field` says where."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
