"""A claim by FHIR from door to door: decided, paid and answered as the same claim by EI."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from five_messages import claim_file, service

from proofs.claims.fhir_bundles import Care, Sent, as_bytes, bundle
from zorgvuldig.interfaces.command_line import claims_receive, load
from zorgvuldig.interfaces.fhir.models import deviations
from zorgvuldig.interfaces.synthetic.directory import write_directory
from zorgvuldig.interfaces.synthetic.insurer import make_insurer
from zorgvuldig.interfaces.vektis.mental_health import (
    CareService,
    Heading,
    InsuredPerson,
    TariffRecord,
    write_claim_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def insurer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("by-fhir") / "insurer"
    made = make_insurer(insured=240, claims=300, seed=7)
    write_directory(made, path, seed=7, step=lambda _what, _count: None)
    return path


def rows(insurer: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (insurer / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def people(insurer: Path) -> list[dict[str, Any]]:
    """Give adults who have a basic insurance all year, each with the label of it."""
    labels = {label["id"]: label["uzovi"] for label in rows(insurer, "labels.jsonl")}
    policies = {policy["id"]: labels[policy["label"]] for policy in rows(insurer, "insurance_policies.jsonl")}
    covered = {
        cover["subject"]: policies[cover["insurance_policy"]]
        for cover in rows(insurer, "coverages.jsonl")
        if cover["regime"] == "Zvw"
        and cover["insured_from"] <= "2026-01-01"
        and (cover["insured_until"] or "9999") > "2026-12-31"
    }
    return [
        {"bsn": each["bsn"], "born": date.fromisoformat(each["birthdate"]), "uzovi": covered[each["id"]]}
        for each in rows(insurer, "people.jsonl")
        if each["id"] in covered and each["bsn"] and each["birthdate"] < "1990"
    ]


@pytest.fixture(scope="session")
def givers(insurer: Path) -> dict[str, str]:
    """Give a practice with an account, and a physiotherapist."""
    providers = rows(insurer, "providers.jsonl")
    therapists = (each for each in providers if each["agb_code"].startswith("04"))
    return {
        "institution": next(each["agb_code"] for each in providers if each["iban"]),
        "practitioner": next(each["agb_code"] for each in therapists if each["kind"] == "practitioner"),
    }


@pytest.fixture
def receive(
    once_built: Callable[..., None], insurer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., dict[str, Any]]:
    once_built("by-fhir", lambda: load.run(SimpleNamespace(directory=insurer)))

    def run(name: str, content: bytes) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content)
        capsys.readouterr()
        claims_receive.run(SimpleNamespace(files=[str(path)], respond=str(tmp_path / "out"), json=True))
        told: dict[str, Any] = json.loads(capsys.readouterr().out)["files"][0]
        return told

    return run


def by_ei(person: dict[str, Any], givers: dict[str, str], **changes: str) -> bytes:
    return claim_file(
        "PM304",
        [
            service(
                "PM304", f0422=givers["practitioner"], f0411="400", f0428="100", f0429="40000", f0432="40000"
            )
        ],
        person={"0207": f"{person['born']:%Y%m%d}"},
        heading={"0108": person["uzovi"], "0112": givers["institution"], **changes},
        keys=(person["bsn"], person["uzovi"], ""),
    )


def sent(person: dict[str, Any], givers: dict[str, str], **told: Any) -> Sent:
    dear = (Care(quantity=400, cents=100),)
    return Sent(**{"services": dear} | person | givers | told)


def answers(tmp_path: Path, told: dict[str, Any]) -> list[dict[str, Any]]:
    answer = json.loads((tmp_path / "out" / told["response"]).read_text(encoding="utf-8"))
    assert list(deviations("Bundle", answer)) == []
    return [entry["resource"] for entry in answer["entry"]]


def amounts(told: list[dict[str, Any]]) -> dict[str, float]:
    return {each["category"]["coding"][0]["code"]: each["amount"]["value"] for each in told}


def test_a_claim_by_fhir_is_paid_the_same_to_the_cent_as_the_same_claim_by_ei(
    receive: Callable[..., dict[str, Any]],
    people: list[dict[str, Any]],
    givers: dict[str, str],
    tmp_path: Path,
    owner_connection: Any,
) -> None:
    ei = receive("claim.asc", by_ei(people[0], givers))
    fhir = receive("claim.json", as_bytes(bundle(sent(people[1], givers))))

    same = ("charged_cents", "approved_cents", "own_share_cents", "paid_cents")
    assert [fhir[each] for each in same] == [ei[each] for each in same] == [40_000, 40_000, 38_500, 1_500]
    assert fhir["claims"] == ei["claims"] == {"total": 1, "accepted": 1, "refused": 0}
    kept = "SELECT message, state, charged_cents, approved_cents FROM records.claim WHERE run_id = %s"
    assert owner_connection.execute(kept, [fhir["run"]]).fetchall() == [("PM304", "accepted", 40_000, 40_000)]

    [answer] = answers(tmp_path, fhir)
    assert (answer["outcome"], answer["request"]["identifier"]["value"]) == ("complete", "D1")
    assert amounts(answer["item"][0]["adjudication"]) == amounts(answer["total"])
    assert amounts(answer["total"]) == {
        "submitted": 400.0, "eligible": 400.0, "deductible": 385.0, "benefit": 15.0,
    }  # fmt: skip
    assert answer["payment"]["amount"] == {"value": 15.0, "currency": "EUR"}
    assert people[1]["bsn"] not in json.dumps(answer)


def test_care_sent_by_ei_and_again_by_fhir_is_claimed_twice(
    receive: Callable[..., dict[str, Any]],
    people: list[dict[str, Any]],
    givers: dict[str, str],
    tmp_path: Path,
) -> None:
    assert receive("claim.asc", by_ei(people[0], givers))["accepted"]
    again = receive("claim.json", as_bytes(bundle(sent(people[0], givers))))

    assert again["claims"] == {"total": 1, "accepted": 0, "refused": 1}
    assert again["reasons"] == {"already-claimed": 1}
    [answer] = answers(tmp_path, again)
    assert answer["outcome"] == "error"
    [error] = answer["error"]
    assert error["itemSequence"] == 1
    assert error["code"]["coding"] == [{"system": "urn:zorgvuldig:vektis:COD954", "code": "0587"}]
    assert error["code"]["text"].startswith("Deze zorg is al eerder gedeclareerd en vergoed.")
    assert "Bundle.entry[4].resource.item[0]" in error["code"]["text"]
    assert amounts(answer["total"])["benefit"] == 0


def test_the_same_file_again_is_refused_whole_and_so_is_every_claim_in_its_answer(
    receive: Callable[..., dict[str, Any]],
    people: list[dict[str, Any]],
    givers: dict[str, str],
    tmp_path: Path,
) -> None:
    content = as_bytes(bundle(sent(people[0], givers), sent(people[1], givers, number="D2")))
    assert receive("claim.json", content)["accepted"]
    again = receive("other-name.json", content)

    assert again["refused_whole"]
    told = answers(tmp_path, again)
    assert [each["outcome"] for each in told] == ["error", "error"]
    assert {each["error"][0]["code"]["coding"][0]["code"] for each in told} == {"8067"}


def test_a_claim_is_taken_back_whole_by_its_number_and_may_be_claimed_anew(
    receive: Callable[..., dict[str, Any]],
    people: list[dict[str, Any]],
    givers: dict[str, str],
    tmp_path: Path,
) -> None:
    first = sent(people[0], givers)
    assert receive("1.json", as_bytes(bundle(first)))["accepted"]
    back = receive("2.json", as_bytes(bundle(sent(people[0], givers, number="D2", takes_back="D1"))))
    anew = receive("3.json", as_bytes(bundle(sent(people[0], givers, number="D3"))))

    assert (back["charged_cents"], back["approved_cents"]) == (-40_000, -40_000), back["findings"]
    assert amounts(answers(tmp_path, back)[0]["total"])["submitted"] == -400.0
    assert anew["accepted"], anew["findings"]


def test_of_a_bundle_with_good_and_bad_claims_each_is_answered_by_itself(
    receive: Callable[..., dict[str, Any]],
    people: list[dict[str, Any]],
    givers: dict[str, str],
    tmp_path: Path,
) -> None:
    two_days = (Care(on=date(2026, 3, 3)), Care(on=date(1990, 3, 4)))
    content = bundle(
        sent(people[0], givers, services=two_days),
        sent({**people[1], "bsn": "999990019"}, givers, number="D2"),
    )
    told = receive("claim.json", as_bytes(content))

    assert told["claims"] == {"total": 3, "accepted": 1, "refused": 2}
    half, stranger = answers(tmp_path, told)
    assert (half["outcome"], stranger["outcome"]) == ("partial", "error")
    assert {error["itemSequence"] for error in half["error"]} == {2}
    assert "person-unknown" in told["reasons"]


def test_a_file_that_cannot_be_translated_leaves_nothing_but_an_operation_outcome(
    receive: Callable[..., dict[str, Any]],
    people: list[dict[str, Any]],
    givers: dict[str, str],
    tmp_path: Path,
    owner_connection: Any,
) -> None:
    content = bundle(sent(people[0], givers))
    claim = content["entry"][4]["resource"]
    claim["item"][0]["productOrService"]["coding"][0]["system"] = "http://snomed.info/sct"
    told = receive("claim.json", as_bytes(content))

    outcome = json.loads((tmp_path / "out" / told["response"]).read_text(encoding="utf-8"))
    assert list(deviations("OperationOutcome", outcome)) == []
    [issue] = outcome["issue"]
    assert issue["expression"] == ["Bundle.entry[4].resource.item[0].productOrService"]
    assert "SNOMED CT" in issue["details"]["text"]
    assert "urn:zorgvuldig:vektis:prestatiecodelijst:" in issue["details"]["text"]
    assert owner_connection.execute("SELECT count(*) FROM records.claim_file").fetchone() == (0,)
    assert list((tmp_path / "out").iterdir()) == [tmp_path / "out" / told["response"]]


def test_mental_health_by_fhir_is_settled_as_by_ei(
    receive: Callable[..., dict[str, Any]],
    insurer: Path,
    people: list[dict[str, Any]],
    givers: dict[str, str],
) -> None:
    providers = rows(insurer, "providers.jsonl")
    psychologist = next(
        each["agb_code"]
        for each in providers
        if each["agb_code"].startswith("94") and each["kind"] == "practitioner"
    )
    day = date(2026, 3, 2)
    told = {"service_code": "180001", "practitioner": psychologist, "started_on": day, "ended_on": day}
    tariff = TariffRecord(kind="14", quantity=1, cents=45_000, reference="S1T1", **told)
    treated = CareService(
        service_code_list="063", profession="9932", referral="04", reference="S1", tariffs=(tariff,), **told
    )
    one, other = people[:2]
    person = InsuredPerson(
        bsn=one["bsn"], uzovi=one["uzovi"], birthdate=one["born"], gender="2", family_name="Proefpersoon",
        initials="A", services=(treated,),
    )  # fmt: skip
    heading = Heading(
        uzovi=one["uzovi"], institution=givers["institution"], period_begin=day, period_end=day,
        invoice_number="F2026-000123", invoiced_on=date(2026, 4, 10),
    )  # fmt: skip
    ei = receive("claim.asc", write_claim_file(heading, [person]))
    care = (Care(list="063", code="180001", on=day, cents=45_000),)
    by_fhir = Sent(
        **other, institution=givers["institution"], practitioner=psychologist, services=care,
        profession="9932", referral="04",
    )  # fmt: skip
    fhir = receive("claim.json", as_bytes(bundle(by_fhir)))

    same = ("claims", "reasons", "charged_cents", "approved_cents", "own_share_cents", "paid_cents")
    assert {each: fhir[each] for each in same} == {each: ei[each] for each in same}
    assert fhir["claims"] == {"total": 1, "accepted": 1, "refused": 0}, fhir["reasons"]
    assert fhir["approved_cents"] == 45_000


def test_what_a_sender_adds_to_the_kind_and_number_of_a_claim_does_not_come_back(
    receive: Callable[..., dict[str, Any]],
    people: list[dict[str, Any]],
    givers: dict[str, str],
    tmp_path: Path,
) -> None:
    content = bundle(sent(people[0], givers))
    claim = content["entry"][4]["resource"]
    more = [{"url": "https://elders.example/weging", "valueDecimal": 0.25}]
    claim["type"]["extension"] = claim["identifier"][0]["extension"] = more
    [answer] = answers(tmp_path, receive("claim.json", as_bytes(content)))

    assert answer["type"] == {"coding": bundle()["entry"][4]["resource"]["type"]["coding"]}
    assert answer["request"]["identifier"]["value"] == "D1"
    assert "weging" not in json.dumps(answer)
