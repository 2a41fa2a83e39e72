"""A claim file from door to door: decided, recorded, proved, answered, explained."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4
from xml.etree import ElementTree as ET

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.interfaces import receiving
from zorgvuldig.interfaces.command_line import claims_receive, load
from zorgvuldig.interfaces.synthetic.directory import write_directory
from zorgvuldig.interfaces.synthetic.insurer import make_insurer
from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.ledger import keys
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.processing import Refused
from zorgvuldig.ledger.sequencer import Sequencer
from zorgvuldig.ledger.verifier import verify
from zorgvuldig.processes.business_relations import usecases as business_relations
from zorgvuldig.processes.claims_handling import usecases as claims_handling
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.compliance import usecases as compliance
from zorgvuldig.processes.compliance.usecases.publishing import publish_refusals
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.records.models import Claim

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "samples" / "GZ321-basisbestand-correct.ASC"


def made(path, insured, claims):
    write_directory(
        make_insurer(insured=insured, claims=claims, seed=7), path, seed=7, step=lambda _what, _count: None
    )
    return path


@pytest.fixture(scope="session")
def insurer(tmp_path_factory):
    return made(tmp_path_factory.mktemp("receiving") / "insurer", 240, 300)


@pytest.fixture(scope="session")
def truth(insurer):
    return json.loads((insurer / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def cast(insurer):
    people = json.loads((insurer / "demo_cast.json").read_text(encoding="utf-8"))
    return people if isinstance(people, list) else people["cast"]


@pytest.fixture
def loaded(once_built, insurer):
    once_built("insurer", lambda: load.run(SimpleNamespace(directory=insurer)))


@pytest.fixture
def receive(loaded, tmp_path, capsys):
    def run(*paths):
        capsys.readouterr()
        status = claims_receive.run(
            SimpleNamespace(files=[str(path) for path in paths], respond=str(tmp_path / "out"), json=True)
        )
        return status, json.loads(capsys.readouterr().out)

    return run


def files_of(insurer, prefix=""):
    return sorted((insurer / "claims").glob(f"{prefix}*"))


def stored(owner, query, *words):
    return owner.execute(query, words).fetchall()


def name_of(cast, desk, place=0):
    return [who for who in cast if who["desk"] == desk][place]["username"]


def sequence_all():
    keys.publish_key()
    sequencer = Sequencer(keys.signing_key())
    while sequencer.run_once(at=datetime.now(UTC)).taken:
        pass


def test_every_planted_claim_meets_its_own_reason_and_return_code(receive, insurer, truth, owner_connection):
    status, told = receive(*files_of(insurer))

    assert status == 1
    by_file = {each["file"]: each for each in told["files"]}
    for file in truth["files"]:
        if file["expected"] == "refused-file":
            assert by_file[file["file"]]["refused_whole"], file
        else:
            assert by_file[file["file"]]["claims"]["refused"] == file["refused"], file
            assert by_file[file["file"]]["approved_cents"] == file["approved_cents"], file
    found = {
        (name, number): (state, reasons, codes)
        for name, number, state, reasons, codes in stored(
            owner_connection,
            "SELECT f.name, c.claim_number, c.state, array_agg(r.reason), array_agg(r.return_code)"
            " FROM records.claim c JOIN records.claim_file f ON f.id = c.run_id"
            " LEFT JOIN records.line_reason r ON r.claim_id = c.id GROUP BY 1, 2, 3",
        )
    }
    for plant in truth["planted"]:
        if (plant["file"], plant["claim"]) in found:
            state, reasons, codes = found[plant["file"], plant["claim"]]
            assert state == plant["expected"], plant
            if plant["expected"] == "refused":
                assert plant["control"] in reasons, plant
                assert plant["return_code"] in codes, plant


def test_what_is_accepted_is_approved_as_charged_and_what_is_refused_not_at_all(
    receive, insurer, owner_connection
):
    receive(*files_of(insurer, "0001"))

    wrong = stored(
        owner_connection,
        "SELECT count(*) FROM records.claim WHERE approved_cents <>"
        " CASE state WHEN 'accepted' THEN charged_cents ELSE 0 END",
    )
    assert wrong == [(0,)]


def test_one_decision_stands_for_each_purpose_and_category_of_a_run_and_none_for_a_line(
    receive, insurer, owner_connection
):
    [file] = files_of(insurer, "0001")
    _, told = receive(file)

    run = told["files"][0]["run"]
    entries = stored(
        owner_connection, "SELECT leaf FROM ledger.intake WHERE run_id = %s ORDER BY position", run
    )
    leaves = [json.loads(bytes(leaf)) for (leaf,) in entries]
    asked = [(leaf["purpose"], leaf["action"], tuple(leaf["data"])) for leaf in leaves if not leaf["segment"]]
    assert told["files"][0]["claims"]["total"] > len(asked)
    assert len(asked) == len(set(asked))
    assert sorted(asked, key=str).count(("claims", "record", ("diagnosis",))) == 1
    assert [leaf["segment"]["size"] for leaf in leaves if leaf["segment"]] == [
        told["files"][0]["claims"]["total"]
    ]


def test_the_same_file_twice_is_refused_as_a_whole(receive, insurer, owner_connection):
    [file] = files_of(insurer, "0001")
    receive(file)
    before = stored(owner_connection, "SELECT count(*) FROM records.claim")

    status, told = receive(file)

    assert status == 1
    assert told["files"][0]["refused_whole"]
    assert "8067" in [found["code"] for found in told["files"][0]["findings"]]
    assert stored(owner_connection, "SELECT count(*) FROM records.claim") == before


def test_a_file_that_breaks_in_the_middle_leaves_nothing_half_written(
    receive, insurer, tmp_path, owner_connection
):
    [file] = files_of(insurer, "0002")
    broken = tmp_path / "broken.asc"
    broken.write_bytes(file.read_bytes()[:1500])

    status, told = receive(broken)

    assert status == 1
    assert told["files"][0]["refused_whole"]
    for table in ("claim", "claim_line", "line_reason", "claim_diagnosis", "claim_text"):
        assert stored(owner_connection, f"SELECT count(*) FROM records.{table}") == [(0,)]  # noqa: S608 — our names


def test_a_crash_while_recording_undoes_the_run_and_its_answer(
    receive, insurer, tmp_path, owner_connection, monkeypatch
):
    def crash(*_words, **_more):
        raise ProgrammingError("the disk is gone")

    monkeypatch.setattr(claims_handling.recording, "record_texts", crash)

    with pytest.raises(ProgrammingError):
        receive(files_of(insurer, "0002")[0])

    assert stored(owner_connection, "SELECT count(*) FROM records.claim_file") == [(0,)]
    assert stored(owner_connection, "SELECT count(*) FROM records.claim_diagnosis") == [(0,)]
    assert not list((tmp_path / "out").glob("[!.]*"))


def test_the_answer_reads_back_as_a_return_message_with_the_refusals(receive, insurer, tmp_path):
    _, told = receive(*files_of(insurer, "0001"))

    reading = read_file(tmp_path / "out" / told["files"][0]["response"], "answer")

    assert reading.message.layout.message == "GZ322"
    assert not [found for found in reading.findings if not found.warning]
    assert sum(row.record == "04" for row in reading.message.rows) == told["files"][0]["claims"]["refused"]


def test_a_test_message_is_never_paid(receive, insurer, tmp_path, owner_connection):
    [file] = files_of(insurer, "0001")
    content = bytearray(file.read_bytes())
    content[9:10] = b"T"
    trial = tmp_path / "trial.asc"
    trial.write_bytes(content)

    _, told = receive(trial)

    assert told["files"][0]["approved_cents"] == 0
    assert told["files"][0]["reasons"]["test-message"] == told["files"][0]["claims"]["total"]
    assert stored(owner_connection, "SELECT count(*) FROM records.claim WHERE state = 'accepted'") == [(0,)]


def test_of_somebody_who_is_not_ours_the_claim_stays_without_diagnosis_and_text(
    receive, insurer, owner_connection
):
    receive(*files_of(insurer, "00"))

    assert stored(owner_connection, "SELECT count(*) > 0 FROM records.claim WHERE subject_id IS NULL") == [
        (True,)
    ]
    assert stored(
        owner_connection,
        "SELECT count(*) FROM records.claim_diagnosis d JOIN records.claim c ON c.id = d.claim_id"
        " WHERE c.subject_id IS NULL",
    ) == [(0,)]


def test_what_the_payment_files_pay_is_what_was_approved_less_the_own_shares_to_the_cent(
    receive, insurer, tmp_path, owner_connection
):
    receive(*files_of(insurer, "0001"), *files_of(insurer, "0002"))
    due = dict(
        stored(
            owner_connection,
            "SELECT id::text, approved_cents - own_share_cents FROM records.claim_file "
            "WHERE state = 'processed' AND approved_cents > own_share_cents",
        )
    )
    paid = {}
    for file in (tmp_path / "out").glob("PAIN001-*.xml"):
        amounts = ET.parse(file).iter("{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}InstdAmt")  # noqa: S314 — our own bytes
        paid[file.stem.removeprefix("PAIN001-")] = sum(round(float(each.text) * 100) for each in amounts)
    assert paid == due
    assert len(paid) == 2
    ordered = stored(owner_connection, "SELECT run_id::text, amount_cents FROM records.payment_order")
    assert dict(ordered) == due


def test_with_a_privacy_statement_no_diagnosis_is_kept(receive, insurer, owner_connection):
    receive(*files_of(insurer, "00"))

    assert stored(
        owner_connection,
        "SELECT count(*) > 0, count(d.id) FROM records.claim c"
        " JOIN records.objection o ON o.subject_id = c.subject_id AND o.channel = 'privacy-statement'"
        " LEFT JOIN records.claim_diagnosis d ON d.claim_id = c.id",
    ) == [(True, 0)]


def test_the_diagnosis_is_sealed(receive, insurer, owner_connection):
    receive(*files_of(insurer, "0001"))

    for (sealed,) in stored(owner_connection, "SELECT sealed FROM records.claim_diagnosis"):
        assert not any(word in bytes(sealed) for word in (b"DSM", b"ICD", b"000"))


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample message is not beside the checkout")
def test_the_sample_of_others_is_refused_for_insurer_and_persons_that_are_not_ours(receive):
    status, told = receive(SAMPLE)

    file = told["files"][0]
    assert status == 1
    assert not file["refused_whole"]
    assert file["claims"]["accepted"] == 0
    assert file["reasons"]["label-not-ours"] == file["reasons"]["person-unknown"] == file["claims"]["total"]


def test_a_service_that_is_not_bound_to_secrecy_receives_nothing_and_the_refusal_stands(
    loaded, insurer, owner_connection
):
    [file] = files_of(insurer, "0001")
    reading = read_file(file, file.name)
    stranger = Actor(
        "system",
        "stranger",
        "system",
        "claims",
        {"confidentiality_bound": Sourced(value=False, source="test")},
    )

    with pytest.raises(Refused) as refusal, transaction.atomic():
        claims_handling.receive_claim_file(
            actor=stranger,
            message=reading.message,
            read=reading.findings,
            code_lists=load_code_lists(),
            at=timezone.now(),
            tell=receiving.untold,
        )

    assert stored(
        owner_connection, "SELECT outcome FROM ledger.intake WHERE entry_id = %s", refusal.value.entry_id
    ) == [(refusal.value.decision.outcome.value,)]
    assert stored(owner_connection, "SELECT count(*) FROM records.claim_file") == [(0,)]


def test_a_claims_handler_sees_a_claim_with_its_river_and_the_article_of_every_decision(
    receive, insurer, cast
):
    receive(*files_of(insurer, "0001"))
    handler = actor_of(name_of(cast, "staff"), timezone.localdate())
    with transaction.atomic():
        [run] = claims_handling.list_runs(actor=handler, at=timezone.now())
        received = claims_handling.view_run(actor=handler, run_id=run.run_id, at=timezone.now())
        refused = next(claim for claim in received.claims if claim.state == "refused")
        page = claims_handling.view_claim(actor=handler, claim_id=refused.claim_id, at=timezone.now())

    assert [stage.key for stage in page.river] == ["intake", "decide", "record", "act", "explain"]
    decisions = page.river[1].decisions
    assert all(decision.citations for decision in decisions)
    assert all(
        reason.citations for reason in page.reasons + tuple(r for line in page.lines for r in line.reasons)
    )
    assert page.view_decision.role == "claims-handler"


def test_that_somebody_has_long_term_care_is_marked_for_the_handler_and_told_to_no_provider(
    receive, insurer, cast, owner_connection
):
    owner_connection.execute(
        "INSERT INTO records.policy_coverage (id, insurance_policy_id, subject_id, regime, insured_during) "
        "SELECT gen_random_uuid(), insurance_policy_id, subject_id, 'Wlz', insured_during "
        "FROM records.policy_coverage WHERE regime = 'Zvw'"
    )
    receive(*files_of(insurer, "0001"))
    marked = "SELECT claim_id, run_id FROM records.line_reason WHERE reason = 'concurrence'"
    [(claim_id, run_id), *_] = stored(owner_connection, marked)
    handler = actor_of(name_of(cast, "staff"), timezone.localdate())
    provider = actor_of(name_of(cast, "provider"), timezone.localdate())
    with transaction.atomic():
        page = claims_handling.view_claim(actor=handler, claim_id=claim_id, at=timezone.now())
    with transaction.atomic():
        own = business_relations.view_own_file(actor=provider, run_id=run_id, at=timezone.now())
    read = (*page.reasons, *(reason for line in page.lines for reason in line.reasons))
    assert "concurrence" in {reason.reason for reason in read}
    assert own.claims
    assert not [why for claim in own.claims for why in claim.why if "Wlz" in why.sentence]


def test_a_file_that_was_refused_whole_tells_why_at_the_staff_desk(receive, insurer, cast):
    receive(*files_of(insurer, "9001"))
    handler = actor_of(name_of(cast, "staff"), timezone.localdate())
    with transaction.atomic():
        [run] = claims_handling.list_runs(actor=handler, at=timezone.now())
        page = claims_handling.view_run(actor=handler, run_id=run.run_id, at=timezone.now())

    assert page.claims == ()
    assert [(reason.reason, reason.return_code) for reason in page.run.file_reasons] == [("total", "0150")]
    assert all(reason.citations for reason in page.run.file_reasons)


def test_a_marketer_sees_no_claim_and_not_even_whether_there_is_one(receive, insurer, cast, owner_connection):
    receive(*files_of(insurer, "0001"))
    [(claim_id,), *_] = stored(owner_connection, "SELECT id FROM records.claim")
    marketer = Actor(
        "staff",
        "00000000-0000-4000-8000-000000000001",
        "marketer",
        "marketing",
        {"confidentiality_bound": Sourced(value=True, source="test")},
    )

    told = set()
    for sought in (claim_id, uuid4()):
        with pytest.raises(Refused) as refusal, transaction.atomic():
            claims_handling.view_claim(actor=marketer, claim_id=sought, at=timezone.now())
        told.add((refusal.value.decision.reason, refusal.value.decision.norms))

    assert len(told) == 1
    handler = actor_of(name_of(cast, "staff"), timezone.localdate())
    with transaction.atomic():
        assert claims_handling.view_claim(actor=handler, claim_id=uuid4(), at=timezone.now()) is None


def test_an_insured_person_sees_the_own_claims_and_who_looked_and_checks_the_proof(
    receive, insurer, cast, owner_connection
):
    receive(*files_of(insurer, "00"))
    insured = actor_of(name_of(cast, "insured"), timezone.localdate())
    own = stored(
        owner_connection, "SELECT count(*) FROM records.claim WHERE subject_id = %s", insured.identifier
    )[0][0]
    sequence_all()

    with transaction.atomic():
        mine = rights.view_my_claims(actor=insured, at=timezone.now())
        pages = [rights.view_who_looked(actor=insured, at=timezone.now())]
        while pages[-1].older:
            pages.append(rights.view_who_looked(actor=insured, at=timezone.now(), before=pages[-1].older))
        refused = next(claim for claim in mine.claims if claim.state == "refused")
        proof = rights.download_proof(
            actor=insured, entry_id=refused.entry_id, at=timezone.now(), row=refused.entry_row
        )

    assert len(mine.claims) == own > 0
    assert all(why.articles for why in refused.why + tuple(why for line in refused.lines for why in line.why))
    assert {look.purpose for page in pages for look in page.looks} >= {
        "claims",
        "formal-control",
        "policy-administration",
    }
    told = verify(proof, str(keys.published_key()).encode())
    assert str(refused.claim_id) in json.dumps(told, default=str)


def test_an_insured_person_gets_no_proof_about_somebody_else(receive, insurer, cast, owner_connection):
    receive(*files_of(insurer, "0001"))
    sequence_all()
    insured = actor_of(name_of(cast, "insured"), timezone.localdate())
    others = stored(
        owner_connection,
        "SELECT r.entry_id FROM ledger.intake r WHERE r.run_id IS NULL AND r.subject_index IS NULL LIMIT 1",
    )[0][0]

    with pytest.raises(LookupError), transaction.atomic():
        rights.download_proof(actor=insured, entry_id=UUID(str(others)), at=timezone.now())


def test_claims_lie_closed_outside_of_any_decision(receive, insurer):
    receive(*files_of(insurer, "0001"))

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        list(Claim.objects.all())


def test_oversight_sees_each_entry_with_facts_and_the_counted_refusals(receive, insurer, cast):
    receive(*files_of(insurer, "00"))
    sequence_all()
    officer = actor_of(name_of(cast, "oversight"), timezone.localdate())
    with transaction.atomic():
        publish_refusals(
            actor=Actor("system", "tables", "system", None, receiving.SERVICE.facts), at=timezone.now()
        )
        [entry, *_] = compliance.list_entries(actor=officer, at=timezone.now(), limit=5, purpose="claims")
        page = compliance.view_entry(actor=officer, entry_id=entry.entry_id, at=timezone.now())
        table = compliance.view_refusals(actor=officer, at=timezone.now())

    assert {fact.name for fact in page.facts} >= {"purpose", "role", "authorised", "basis"}
    assert all(fact.source for fact in page.facts)
    assert page.tree_size
    assert table.counts
    assert all(count.claims is None or count.claims >= 10 for count in table.counts)


def test_the_adviser_reads_diagnosis_and_text_of_a_claim_and_a_handler_does_not(
    receive, insurer, cast, owner_connection
):
    receive(files_of(insurer)[0])
    ((claim_id,),) = stored(
        owner_connection,
        "SELECT c.id FROM records.claim c JOIN records.claim_diagnosis d ON d.claim_id = c.id"
        " JOIN records.claim_text t ON t.claim_id = c.id LIMIT 1",
    ) or stored(
        owner_connection,
        "SELECT c.id FROM records.claim c JOIN records.claim_diagnosis d ON d.claim_id = c.id LIMIT 1",
    )
    at = timezone.now()

    def seen(username, use_case):
        with transaction.atomic():
            return use_case(actor=actor_of(username, at.date()), claim_id=claim_id, at=at)

    page = seen("adviseur", claims_handling.view_claim_as_adviser)
    assert page.medical.diagnosis
    assert page.view_decision.role == "medical-adviser"
    assert seen("behandelaar", claims_handling.view_claim).medical is None
    for other in ("behandelaar", "eenheid", "service"):
        with pytest.raises(Refused):
            seen(other, claims_handling.view_claim_as_adviser)


def test_the_adviser_meets_no_claim_that_is_not_there(receive, insurer):
    at = timezone.now()
    with transaction.atomic():
        actor = actor_of("adviseur", at.date())
        assert claims_handling.view_claim_as_adviser(actor=actor, claim_id=uuid4(), at=at) is None
