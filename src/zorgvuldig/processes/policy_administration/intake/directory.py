"""The whole directory: its manifest, the digests of its files, and that its rows fit together."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from zorgvuldig.processes.policy_administration.intake import rows
from zorgvuldig.processes.policy_administration.intake.reading import DirectoryError, read_rows

MANIFEST = "manifest.json"
FORMAT = "zorgvuldig-synthetic-insurer"
VERSION = 1

# Which field points at the rows of which file.
_REFERENCES: dict[str, dict[str, str]] = {
    "labels.jsonl": {"insurer": "insurers.jsonl"},
    "people.jsonl": {"insurer": "insurers.jsonl"},
    "addresses.jsonl": {"subject": "people.jsonl"},
    "contacts.jsonl": {"subject": "people.jsonl"},
    "households.jsonl": {"insurer": "insurers.jsonl"},
    "household_members.jsonl": {"household": "households.jsonl", "subject": "people.jsonl"},
    "mandates.jsonl": {"subject": "people.jsonl", "representative": "people.jsonl"},
    "qualifications.jsonl": {"provider": "providers.jsonl"},
    "contracts.jsonl": {"provider": "providers.jsonl", "label": "labels.jsonl"},
    "partner_contracts.jsonl": {"partner": "partners.jsonl", "label": "labels.jsonl"},
    "account_links.jsonl": {"person": "people.jsonl"},
    "party_logins.jsonl": {"provider": "providers.jsonl", "partner": "partners.jsonl"},
    "insurance_policies.jsonl": {"label": "labels.jsonl", "policyholder": "people.jsonl"},
    "coverages.jsonl": {"insurance_policy": "insurance_policies.jsonl", "subject": "people.jsonl"},
    "prior_authorizations.jsonl": {"subject": "people.jsonl", "label": "labels.jsonl"},
    "tariffs.jsonl": {"label": "labels.jsonl"},
    "consents.jsonl": {"subject": "people.jsonl"},
    "objections.jsonl": {"subject": "people.jsonl"},
}
_UNIQUE: dict[str, tuple[str, ...]] = {
    "labels.jsonl": ("id", "uzovi"),
    "people.jsonl": ("id", "bsn"),
    "providers.jsonl": ("id", "agb_code"),
    "partners.jsonl": ("id", "kvk_number"),
    "staff.jsonl": ("id", "username"),
    "party_logins.jsonl": ("id", "username"),
    "account_links.jsonl": ("id", "username", "person"),
    "insurance_policies.jsonl": ("id", "number"),
    "prior_authorizations.jsonl": ("id", "number"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """An insurer that was read whole and fits together."""

    digest: str
    """SHA-256 of the manifest, which names the digest of every file: the identity of what is loaded."""
    rows: Mapping[str, tuple[Any, ...]]

    def count(self) -> int:
        """Tell how many rows the directory holds."""
        return sum(len(found) for found in self.rows.values())


def read_directory(path: Path) -> Directory:
    """Read a directory with an insurer; raises a DirectoryError that names file, line and field."""
    digest = _check_manifest(path)
    found: dict[str, tuple[Any, ...]] = {}
    for name, kind in rows.FILES.items():
        found[name] = tuple(read_rows(path / name, kind))
    identifiers = {name: _check_unique(name, found[name]) for name in found}
    for name, pointers in _REFERENCES.items():
        _check_references(name, found[name], pointers, identifiers)
    _check_policyholders(found["insurance_policies.jsonl"])
    _check_party_logins(found["party_logins.jsonl"])
    _check_coverages(found["coverages.jsonl"], found["insurance_policies.jsonl"])
    return Directory(digest=digest, rows=found)


def _check_manifest(path: Path) -> str:
    if not path.is_dir():
        raise DirectoryError("no such directory; make one with `zorgvuldig synth`", file=str(path))
    manifest_path = path / MANIFEST
    if not manifest_path.is_file():
        raise DirectoryError(f"has no {MANIFEST}; make the directory with `zorgvuldig synth`", file=str(path))
    content = manifest_path.read_bytes()
    try:
        manifest = json.loads(content)
        files = {str(name): str(entry["sha256"]) for name, entry in manifest["files"].items()}
        form = (manifest["format"], manifest["version"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DirectoryError("is not a manifest; make the directory anew", file=MANIFEST) from error
    if form != (FORMAT, VERSION):
        raise DirectoryError(
            f"format {form} is not {(FORMAT, VERSION)}; make the directory anew", file=MANIFEST
        )
    for name in rows.FILES:
        _check_digest(path / name, files.get(name))
    return hashlib.sha256(content).hexdigest()


def _check_digest(path: Path, expected: str | None) -> None:
    if expected is None:
        raise DirectoryError(f"{MANIFEST} does not name it; make the directory anew", file=path.name)
    if not path.is_file():
        raise DirectoryError("file is missing; make the directory anew", file=path.name)
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != expected:
        raise DirectoryError(
            f"content differs from what {MANIFEST} promises (cut off or changed); make the directory anew",
            file=path.name,
        )


def _check_unique(file: str, found: Iterable[Any]) -> frozenset[UUID]:
    """Check that identifiers and numbers occur once; returns the identifiers."""
    seen: dict[str, dict[object, int]] = {field: {} for field in _UNIQUE.get(file, ("id",))}
    for line, row in enumerate(found, start=1):
        for field, values in seen.items():
            value = getattr(row, field)
            if value is not None and (earlier := values.setdefault(value, line)) != line:
                raise DirectoryError(f"occurs already on line {earlier}", file=file, line=line, field=field)
    return frozenset(value for value in seen["id"] if isinstance(value, UUID))


def _check_references(
    file: str, found: Iterable[Any], pointers: Mapping[str, str], identifiers: Mapping[str, frozenset[UUID]]
) -> None:
    for line, row in enumerate(found, start=1):
        for field, target in pointers.items():
            value = getattr(row, field)
            if value is not None and value not in identifiers[target]:
                raise DirectoryError(f"{value} does not occur in {target}", file=file, line=line, field=field)


def _check_policyholders(policies: Iterable[rows.InsurancePolicyRow]) -> None:
    """Check that each insurance policy has one policyholder: a person or an employer (GC-1.24)."""
    for line, policy in enumerate(policies, start=1):
        if (policy.policyholder is None) == (policy.employer_policyholder is None):
            raise DirectoryError(
                "give either `policyholder` or `employer_policyholder`",
                file="insurance_policies.jsonl",
                line=line,
                field="policyholder",
            )


def _check_party_logins(logins: Iterable[rows.PartyLoginRow]) -> None:
    """Check that each login of a party is for one: a care provider or a business partner."""
    for line, login in enumerate(logins, start=1):
        if (login.provider is None) == (login.partner is None):
            raise DirectoryError(
                "give either `provider` or `partner`", file="party_logins.jsonl", line=line, field="provider"
            )


def _check_coverages(
    coverages: Iterable[rows.CoverageRow], policies: Iterable[rows.InsurancePolicyRow]
) -> None:
    """Check that a coverage has its policy's regime, and that basic (Zvw) coverages do not overlap."""
    regimes = {policy.id: policy.regime for policy in policies}
    basic: dict[UUID, list[tuple[rows.CoverageRow, int]]] = {}
    for line, coverage in enumerate(coverages, start=1):
        if coverage.regime != regimes[coverage.insurance_policy]:
            raise DirectoryError(
                f"is not the regime of the insurance policy ({regimes[coverage.insurance_policy]})",
                file="coverages.jsonl",
                line=line,
                field="regime",
            )
        if coverage.regime == "Zvw":
            _check_overlap(basic.setdefault(coverage.subject, []), coverage, line)


def _check_overlap(
    earlier: list[tuple[rows.CoverageRow, int]], coverage: rows.CoverageRow, line: int
) -> None:
    for other, other_line in earlier:
        starts_before_end = coverage.insured_until is None or other.insured_from < coverage.insured_until
        if starts_before_end and (other.insured_until is None or coverage.insured_from < other.insured_until):
            raise DirectoryError(
                f"overlaps the basic (Zvw) coverage of the same person on line {other_line}",
                file="coverages.jsonl",
                line=line,
                field="insured_from",
            )
    earlier.append((coverage, line))
