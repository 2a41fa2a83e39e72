"""What cannot be answered: a status of the standard (section 10.1.2) and a sentence for whoever programs."""

from __future__ import annotations

BAD_REQUEST = 400
LONGEST_MESSAGE = 500


class RequestError(ValueError):
    """A request, or one evaluation of many, that cannot be decided on."""

    def __init__(self, message: str, *, status: int = BAD_REQUEST) -> None:
        super().__init__(message[:LONGEST_MESSAGE])
        self.status = status

    def as_json(self) -> dict[str, object]:
        """Give the error of one evaluation, as the standard shows it (section 7.2.1)."""
        return {"status": self.status, "message": str(self)}
