"""Remembers what was planted where, with the control that must find it and its return code (`truth.json`)."""

from typing import Any
from uuid import UUID

from zorgvuldig.interfaces.synthetic.messages import MESSAGE, MESSAGE_VERSION, Built
from zorgvuldig.interfaces.synthetic.patterns import ACCEPTED, OTHER_CONTROLS, PATTERNS
from zorgvuldig.interfaces.synthetic.treatments import ClaimFile, Treatment
from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.processes.claims_handling.intake.return_codes import controls, return_code

_PATTERN_OF = {pattern.name: pattern for pattern in PATTERNS}
_CONTROL_OF = {pattern.name: pattern.control for pattern in PATTERNS} | OTHER_CONTROLS


class TruthBook:
    """The answers that a right intake must give."""

    def __init__(self) -> None:
        """Start an empty book."""
        self._files: list[dict[str, Any]] = []
        self._planted: list[dict[str, Any]] = []
        self._claims: dict[UUID, list[dict[str, str]]] = {}

    def note(self, file: ClaimFile, built: Built) -> None:
        """Note a file that was written, and what is planted in it."""
        refused = 0
        for treatment in file.treatments:
            control = _CONTROL_OF.get(treatment.planted or "", ACCEPTED)
            refused += control != ACCEPTED
            self._note_claim(file, treatment, control)
            if treatment.planted:
                self._planted.append(_planted(file, treatment, built))
        accepted = [
            each for each in file.treatments if _CONTROL_OF.get(each.planted or "", ACCEPTED) == ACCEPTED
        ]
        self._files.append(
            {
                "file": file.name,
                "expected": "accepted" if not refused else "partly" if accepted else "refused-lines",
                "claims": len(file.treatments),
                "refused": refused,
                "approved_cents": sum(each.cents for each in accepted),
            }
        )

    def _note_claim(self, file: ClaimFile, treatment: Treatment, control: str) -> None:
        noted = {"file": file.name, "claim": treatment.reference, "expected": ACCEPTED}
        if control != ACCEPTED:
            noted |= {"expected": "refused", "control": control}
        self._claims.setdefault(treatment.insured.person.id, []).append(noted)

    def note_other(self, name: str, *, claims: int, cents: int) -> None:
        """Note a file of another message, of which everything must be accepted."""
        told = {"file": name, "expected": "accepted", "claims": claims, "refused": 0, "approved_cents": cents}
        self._files.append(told)

    def note_spoiled(self, file: ClaimFile, content: bytes) -> dict[str, bytes]:
        """Spoil copies of a file so that each must be refused as a whole; returns their names and bytes."""
        stem = file.name.removeprefix("0001")
        cut = content[: len(content) // 2 - 5]
        total_at = content.rindex(b"\r\n99") + 2 + 62 - 1
        cent_off = str((int(content[total_at : total_at + 1]) + 1) % 10).encode()
        spoiled = {
            f"9001{stem}": ("total-off-by-a-cent", "total"),
            f"9002{stem}": ("cut-off", "record-length"),
            f"9003{stem}": ("same-file-again", "file-came-before"),
        }
        for name, (pattern, control) in spoiled.items():
            known = controls().get(control)
            self._files.append(
                {
                    "file": name,
                    "expected": "refused-file",
                    "pattern": pattern,
                    "control": control,
                    "return_code": known.code if known else "8067",
                    "claims": len(file.treatments),
                    "approved_cents": 0,
                }
            )
        contents = (content[:total_at] + cent_off + content[total_at + 1 :], cut, content)
        return dict(zip(spoiled, contents, strict=True))

    def claims_of(self, person: UUID) -> list[dict[str, str]]:
        """List what was claimed for a person and what must become of it."""
        return self._claims.get(person, [])

    def as_json(self) -> dict[str, Any]:
        """Give the whole book."""
        return {"files": self._files, "planted": self._planted}


def _planted(file: ClaimFile, treatment: Treatment, built: Built) -> dict[str, Any]:
    pattern = _PATTERN_OF.get(treatment.planted or "")
    control = _CONTROL_OF[treatment.planted or ""]
    entry: dict[str, Any] = {
        "file": file.name,
        "row": built.rows["04", treatment.reference],
        "claim": treatment.reference,
        "pattern": treatment.planted,
        "expected": ACCEPTED,
    }
    if pattern is not None and pattern.mark:
        entry["mark"] = pattern.mark
    if control == ACCEPTED:
        return entry
    entry |= {"expected": "refused", "control": control, "level": controls()[control].level}
    if pattern is None or pattern.field is None:
        return entry | {"return_code": return_code(control)}
    record = pattern.field[:2]
    field = load_layout(MESSAGE, MESSAGE_VERSION).records[record].by_id[pattern.field]
    return entry | {
        "field": pattern.field,
        "record": record,
        "record_row": built.rows[record, treatment.reference],
        "return_code": return_code(control, field),
    }
