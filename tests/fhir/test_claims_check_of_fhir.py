"""`zorgvuldig claims check` on FHIR: the same control as of EI, each finding with its path, no database."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from proofs.claims.fhir_bundles import Care, Sent, as_bytes, bundle
from zorgvuldig.interfaces.command_line import claims_check
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists

if TYPE_CHECKING:
    from pathlib import Path

UZOVI = next(iter(load_code_lists().find("UZOVI") or {}))


def check(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> tuple[int, dict[str, Any]]:
    path = tmp_path / "claims.json"
    path.write_bytes(content)
    status = claims_check.run(SimpleNamespace(files=[str(path)], message=None, version=None))
    return status, json.loads(capsys.readouterr().out)


def test_a_correct_bundle_is_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, line = check(tmp_path, capsys, as_bytes(bundle(Sent(uzovi=UZOVI))))
    assert (status, line["accepted"], line["findings"]) == (0, True, [])
    assert line["warnings"][0]["place"] == "Bundle"


def test_a_code_that_its_list_does_not_have_is_found_with_its_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, line = check(tmp_path, capsys, as_bytes(bundle(Sent(uzovi=UZOVI, services=(Care(code="9"),)))))
    assert (status, line["accepted"]) == (1, False)
    [found] = line["findings"]
    assert (found["level"], found["code"]) == ("N4", "8148")
    assert found["place"] == "Bundle.entry[4].resource.item[0].productOrService.coding[0].code"


@pytest.mark.parametrize(
    ("content", "status", "place"),
    [
        (
            as_bytes(bundle(Sent(services=(Care(list="041"),)))),
            1,
            "Bundle.entry[4].resource.item[0].productOrService",
        ),
        (b"<Bundle/>", 2, "$"),
        (b"{}", 2, "$"),
        (b"[", 2, "$"),
    ],
)
def test_what_cannot_be_laid_out_is_told_by_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, status: int, place: str
) -> None:
    found, line = check(tmp_path, capsys, content)
    assert (found, line["accepted"]) == (status, False)
    assert [each["level"] for each in line["findings"]] == ["FHIR"]
    assert line["findings"][0]["place"] == place
    assert line["findings"][0]["row"] is None
