"""The child process that sets letters: one JSON line in, one out. Imports nothing of the program."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import typst

TEMPLATES = Path(__file__).with_name("templates")


def main() -> None:
    """Set each letter of standard input until it ends."""
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)  # noqa: T201 — how the answer goes back


def _answer(job: dict[str, object]) -> dict[str, str]:
    try:
        return {"done": base64.b64encode(_set(job)).decode()}
    except typst.TypstError as error:
        # What Typst says names the template and what it lacks, and quotes no data.
        return {"error": str(error)}


def _set(job: dict[str, object]) -> bytes:
    picture = job["form"] == "png"
    return typst.compile(
        TEMPLATES / f"{job['kind']}.typ",
        root=TEMPLATES,
        ignore_system_fonts=True,
        format="png" if picture else "pdf",
        ppi=110 if picture else None,
        sys_inputs={"data": json.dumps(job["data"], ensure_ascii=False)},
        pdf_standards=None if picture else ["a-2a", "ua-1"],
        timestamp=int(str(job["at"])),
    )


if __name__ == "__main__":
    main()
