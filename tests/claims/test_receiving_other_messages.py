"""The messages beside GZ321 from door to door: recorded, borne, paid and answered."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from five_messages import CHARGED, GIVERS, HEADING, PERSON, VERSIONS, claim_file, service

from proofs.claims.making import TODAY, claim_layouts, code_lists, correct, written
from zorgvuldig.interfaces.command_line import claims_receive, load
from zorgvuldig.interfaces.sepa.credit_transfers import NAMESPACE
from zorgvuldig.interfaces.synthetic.directory import write_directory
from zorgvuldig.interfaces.synthetic.insurer import make_insurer
from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.interfaces.vektis.codec import read_file, render
from zorgvuldig.interfaces.vektis.writer import compose
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from zorgvuldig.processes.claims_handling.intake.message import Layout

ON = date(2026, 3, 2)
#: The field of the practitioner in the record that charges, and that record.
PRACTITIONER = {"PM304": "0422", "MZ301": "0420", "AP304": "0418", "ZH308": "0612"}


@pytest.fixture(scope="session")
def insurer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("other-messages") / "insurer"
    made = make_insurer(insured=240, claims=300, seed=7)
    write_directory(made, path, seed=7, step=lambda _what, _count: None)
    return path


def rows(insurer: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (insurer / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def person(insurer: Path) -> dict[str, str]:
    """Give an adult who has a basic insurance on the day, with the number and label of it."""
    labels = {label["id"]: label["uzovi"] for label in rows(insurer, "labels.jsonl")}
    policies = {policy["id"]: labels[policy["label"]] for policy in rows(insurer, "insurance_policies.jsonl")}
    covered = {
        cover["subject"]: policies[cover["insurance_policy"]]
        for cover in rows(insurer, "coverages.jsonl")
        if cover["regime"] == "Zvw"
        and cover["insured_from"] <= "2026-01-01"
        and (cover["insured_until"] or "9999") > "2026-12-31"
    }
    adults = (
        each
        for each in rows(insurer, "people.jsonl")
        if each["id"] in covered and each["bsn"] and each["birthdate"] < "1990"
    )
    one = next(adults)
    return {"bsn": one["bsn"], "birthdate": one["birthdate"].replace("-", ""), "uzovi": covered[one["id"]]}


@pytest.fixture(scope="session")
def practice(insurer: Path) -> dict[str, Any]:
    """Give a practice with an account."""
    return next(each for each in rows(insurer, "providers.jsonl") if each["iban"])


@pytest.fixture
def receive(
    once_built: Callable[..., None], insurer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., dict[str, Any]]:
    once_built("other-messages", lambda: load.run(SimpleNamespace(directory=insurer)))

    def run(name: str, content: bytes) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content)
        capsys.readouterr()
        claims_receive.run(SimpleNamespace(files=[str(path)], respond=str(tmp_path / "out"), json=True))
        told: dict[str, Any] = json.loads(capsys.readouterr().out)["files"][0]
        return told

    return run


def composed(message: str, person: dict[str, str], practice: dict[str, Any], *services: Any) -> bytes:
    return claim_file(
        message,
        services,
        person={"0207": person["birthdate"]},
        heading={"0108": person["uzovi"], "0112": practice["agb_code"]},
        keys=(person["bsn"], person["uzovi"], ""),
    )


def test_a_physiotherapist_is_paid_less_what_the_insured_person_bears(
    receive: Callable[..., dict[str, Any]],
    insurer: Path,
    person: dict[str, str],
    practice: dict[str, Any],
    tmp_path: Path,
    owner_connection: Any,
) -> None:
    givers = (each for each in rows(insurer, "providers.jsonl") if each["agb_code"].startswith("04"))
    giver = next(each for each in givers if each["kind"] == "practitioner")
    dear = service("PM304", f0422=giver["agb_code"], f0411="400", f0428="100", f0429="40000", f0432="40000")
    told = receive("pm304.asc", composed("PM304", person, practice, dear))

    assert told["claims"] == {"total": 1, "accepted": 1, "refused": 0}, told["reasons"]
    assert (told["approved_cents"], told["own_share_cents"], told["paid_cents"]) == (40_000, 38_500, 1_500)
    line = owner_connection.execute(
        "SELECT approved_cents, own_share_cents, service_code, service_name FROM records.claim_line"
        " WHERE run_id = %s", [told["run"]],
    ).fetchall()  # fmt: skip
    assert line == [(40_000, 38_500, "1000", "Individuele zitting reguliere fysiotherapie")]
    order = "SELECT amount_cents FROM records.payment_order WHERE run_id = %s"
    assert owner_connection.execute(order, [told["run"]]).fetchall() == [(1_500,)]
    paid = ET.parse(tmp_path / "out" / told["payments"]).getroot()  # noqa: S314 — our own file
    assert [each.text for each in paid.iter(f"{{{NAMESPACE}}}InstdAmt")] == ["15.00"]
    assert practice["iban"] in [each.text for each in paid.iter(f"{{{NAMESPACE}}}IBAN")]
    assert person["bsn"] not in (tmp_path / "out" / told["payments"]).read_text(encoding="utf-8")

    later = service("PM304", f0408="20260303", f0411="35", f0422=giver["agb_code"], f0428="100", f0434="P2")
    again = receive("pm304-2.asc", composed("PM304", person, practice, later))
    assert (again["approved_cents"], again["own_share_cents"]) == (3_500, 0)


@pytest.mark.parametrize("message", sorted(VERSIONS))
def test_each_message_is_recorded_with_its_reasons_and_answered_by_its_own_return_message(
    receive: Callable[..., dict[str, Any]],
    person: dict[str, str],
    practice: dict[str, Any],
    tmp_path: Path,
    owner_connection: Any,
    message: str,
) -> None:
    told = receive(f"{message}.asc", composed(message, person, practice))

    assert told["claims"] == {"total": 1, "accepted": 0, "refused": 1}, told
    assert "practitioner-unknown" in told["reasons"]
    assert (told["charged_cents"], told["paid_cents"], told["payments"]) == (CHARGED[message], 0, None)
    found = owner_connection.execute(
        "SELECT c.message, l.charged_cents, r.return_code FROM records.claim c"
        " JOIN records.claim_line l ON l.claim_id = c.id JOIN records.line_reason r ON r.claim_id = c.id"
        " WHERE c.run_id = %s AND r.reason = 'practitioner-unknown'", [told["run"]],
    ).fetchall()  # fmt: skip
    assert found == [(message, CHARGED[message], "5760")]
    back = read_file(tmp_path / "out" / told["response"], "answer").message
    assert back is not None
    assert back.layout.message == load_layout(message, VERSIONS[message]).counterpart
    codes = {row.text(field) for row in back.rows for field in (f"{row.record}96",)}
    assert "5760" in codes
    assert GIVERS[message] in back.rows[-2].raw + back.rows[2].raw


@pytest.mark.parametrize("layout", claim_layouts(), ids=lambda each: f"{each.message}-{each.version}")
def test_every_version_of_every_message_is_taken_in_and_answered(
    receive: Callable[..., dict[str, Any]], tmp_path: Path, owner_connection: Any, layout: Layout
) -> None:
    told = receive("file.asc", written(layout, correct(layout, seed=7)))
    kept = "SELECT count(*) FROM records.claim WHERE run_id = %s AND message = %s"
    count = owner_connection.execute(kept, [told["run"], layout.message]).fetchone()[0]
    assert 0 < count == told["claims"]["total"] == told["claims"]["refused"]
    assert "person-unknown" in told["reasons"]
    if layout.message == "GZ311":
        # Its return message is not given.
        assert told["response"] is None
        return
    back = read_file(tmp_path / "out" / told["response"], "answer").message
    assert back is not None
    assert (back.layout.message, back.layout.version) == (layout.counterpart, layout.version)
    assert [found for found in formal_control(back, code_lists(), at=TODAY) if not found.warning] == []


def test_general_practice_costs_nobody_a_deductible(
    receive: Callable[..., dict[str, Any]],
    person: dict[str, str],
    practice: dict[str, Any],
    owner_connection: Any,
) -> None:
    layout = load_layout("HA304", "4.2")
    key = {"03": person["bsn"], "04": person["uzovi"]}
    born = {"0202": "1", "0207": person["birthdate"], "0223": "2"}
    care = {
        "0402": "2", "0407": "1", "0408": "20260302", "0409": "20260302", "0410": "008", "0411": "12000",
        "0412": "1", "0414": "1050", "0415": "1050", "0416": "D", "0418": "1050", "0419": "D", "0420": "H1",
    }  # fmt: skip
    records = [
        ("01", HEADING | {"0108": person["uzovi"], "0112": practice["agb_code"]}),
        ("02", PERSON | born | {f"02{name}": value for name, value in key.items()}),
        ("04", care | {f"04{name}": value for name, value in key.items()}),
    ]
    closing = {"9902": "1", "9904": "1", "9906": "2", "9907": "1050", "9908": "D"}
    told = receive("ha304.asc", render(layout, compose(layout, [*records, ("99", closing)])))
    assert told["claims"] == {"total": 1, "accepted": 1, "refused": 0}, told["reasons"]
    assert (told["approved_cents"], told["own_share_cents"]) == (1_050, 0)


def test_a_message_that_is_not_read_into_claims_is_told_so_and_nothing_is_taken_in(
    receive: Callable[..., dict[str, Any]], owner_connection: Any
) -> None:
    code = load_layout("PM305", "3.2").ei_codes[0].encode()
    told = receive("pm305.asc", claim_file("PM304").replace(b"01107", b"01" + code, 1))
    assert (told["accepted"], told["response"]) == (False, None)
    assert "handelen wij nog geen declaraties af" in told["reason"]
    assert owner_connection.execute("SELECT count(*) FROM records.claim_file").fetchall() == [(0,)]
