"""Writes the synthetic insurer to a directory: rows, claim files, the truth about them, and a manifest."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from zorgvuldig.interfaces.synthetic.history import draw_history
from zorgvuldig.interfaces.synthetic.insurer import CAST, SyntheticInsurer
from zorgvuldig.interfaces.synthetic.messages import MESSAGE, MESSAGE_VERSION, Record, build
from zorgvuldig.interfaces.synthetic.other_messages import write_other
from zorgvuldig.interfaces.synthetic.parties import PARTY_POSTS
from zorgvuldig.interfaces.synthetic.staff import POSTS
from zorgvuldig.interfaces.synthetic.truth import TruthBook
from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.interfaces.vektis.codec import render
from zorgvuldig.processes.claims_handling.intake.message import Layout, RecordLayout, Row
from zorgvuldig.processes.policy_administration.intake.directory import FORMAT, MANIFEST, VERSION
from zorgvuldig.processes.policy_administration.intake.rows import FILES

CLAIMS = "claims"
HISTORY = "claims_history"
Step = Callable[[str, int], None]
"""Called after each step with what was written and how many of it: the progress bar's one handle."""


class OccupiedError(ValueError):
    """The directory holds something already; nothing is overwritten."""


def write_directory(made: SyntheticInsurer, path: Path, *, seed: int, step: Step) -> None:
    """Write everything; the manifest comes last, so that a directory that was cut short cannot be loaded."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise OccupiedError(f"{path} is not an empty directory; name a new one with --out")
    (path / CLAIMS).mkdir(parents=True)
    manifest: dict[str, Any] = {"format": FORMAT, "version": VERSION, "seed": seed}
    manifest["reference_day"] = made.reference_day.isoformat()
    manifest["files"] = {}
    for name in FILES:
        manifest["files"][name] = _write_rows(path / name, made.rows[name])
        step(name, len(made.rows[name]))
    manifest["history"] = _write_history(made, path / HISTORY, seed, step) if made.history_lines else {}
    truth = _write_claims(made, path / CLAIMS, step)
    _write_json(path / "truth.json", truth.as_json())
    _write_json(path / "demo_cast.json", _cast(made, truth))
    _write_json(path / MANIFEST, manifest)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _write_rows(path: Path, rows: Iterable[Any]) -> dict[str, object]:
    digest, count = hashlib.sha256(), 0
    with path.open("wb") as target:
        for count, row in enumerate(rows, start=1):  # noqa: B007 — the count is read after the loop
            values = {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}
            line = json.dumps(values, default=_plain, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            target.write(line)
    return {"rows": count, "sha256": digest.hexdigest()}


def _write_history(made: SyntheticInsurer, path: Path, seed: int, step: Step) -> dict[str, Any]:
    """Write what was settled before, one Parquet file for each year."""
    path.mkdir()
    written = {}
    for year, lines in draw_history(made.background, lines=made.history_lines, seed=seed):
        name = f"claims-{year}.parquet"
        pq.write_table(lines, path / name, compression="zstd")
        with (path / name).open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        written[name] = {"rows": lines.num_rows, "sha256": digest}
        step(name, lines.num_rows)
    return written


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, default=_plain, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _write_claims(made: SyntheticInsurer, path: Path, step: Step) -> TruthBook:
    layout, truth = load_layout(MESSAGE, MESSAGE_VERSION), TruthBook()
    for file in made.files:
        built = build(file, invoiced_on=made.reference_day)
        (path / file.name).write_bytes(_render(layout, built.records))
        truth.note(file, built)
        step(CLAIMS, len(file.treatments))
    for serial, other in enumerate(made.other_files, start=len(made.files) + 1):
        name = f"{serial:04d}-{other.kind.message}-{other.uzovi}-{other.practice.organisation.agb_code}.asc"
        (path / name).write_bytes(write_other(other, invoiced_on=made.reference_day))
        truth.note_other(name, claims=len(other.care), cents=other.cents)
        step(CLAIMS, len(other.care))
    first = made.files[0]
    content = (path / first.name).read_bytes()
    for name, spoiled in truth.note_spoiled(first, content).items():
        (path / name).write_bytes(spoiled)
    return truth


def _render(layout: Layout, records: list[Record]) -> bytes:
    rows = []
    for number, (record, values) in enumerate(records, start=1):
        place = layout.records[record]
        rows.append(Row(number, record, _fill(place, values), place))
    return render(layout, rows)


def _fill(layout: RecordLayout, values: Mapping[str, str]) -> str:
    """Fill the fields of a record: numbers to the right with zeros, texts to the left with spaces."""
    parts = []
    for field in layout.fields:
        text = values.get(field.id, "")
        parts.append(text.rjust(field.length, "0") if field.type == "N" else text.ljust(field.length))
    return "".join(parts)


def _cast(made: SyntheticInsurer, truth: TruthBook) -> dict[str, Any]:
    """List the demo's logins with their desk and identity; the accounts themselves are made elsewhere."""
    staff = {row.username: row for row in made.rows["staff.jsonl"]}
    cast = [
        {
            "username": post.username,
            "desk": post.desk,
            "kind": "staff",
            "id": staff[post.username].id,
            "role": post.role,
            "unit": post.unit,
            "display_name": staff[post.username].display_name,
        }
        for post in POSTS
    ]
    cast += _parties(made)
    links = {row.username: row.person for row in made.rows["account_links.jsonl"]}
    people = {row.id: row for row in made.rows["people.jsonl"]}
    for username in CAST:
        person = people[links[username]]
        cast.append(
            {
                "username": username,
                "desk": "insured",
                "kind": "person",
                "id": person.id,
                "display_name": f"{person.initials} {person.name_prefix} {person.family_name}".replace(
                    "  ", " "
                ),
                "birthdate": person.birthdate,
                "claims": truth.claims_of(person.id),
            }
        )
    return {"cast": cast}


def _parties(made: SyntheticInsurer) -> list[dict[str, Any]]:
    """List the logins of care providers and business partners."""
    known = {row.id: row for file in ("providers.jsonl", "partners.jsonl") for row in made.rows[file]}
    logins = {row.username: row for row in made.rows["party_logins.jsonl"]}
    return [
        {
            "username": post.username,
            "desk": post.desk,
            "kind": "party",
            "id": party,
            "role": post.role,
            "display_name": known[party].name,
        }
        for post in PARTY_POSTS
        for party in [logins[post.username].provider or logins[post.username].partner]
    ]


def digest_directory(path: Path) -> str:
    """Digest every byte below a directory, names included: two equal digests are two equal directories."""
    total = hashlib.sha256()
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        total.update(str(file.relative_to(path)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()
