"""What two people agreed on is what claims, payments and letters go by, in an insurer as it was loaded."""

import json
import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.command_line import claims_receive, load, main
from zorgvuldig.interfaces.letters.handing_over import manuscript
from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.processes.correspondence.usecases import send_letter, waiting
from zorgvuldig.processes.reference_data import usecases
from zorgvuldig.processes.reference_data.intake.kinds import KINDS
from zorgvuldig.processes.reference_data.intake.proposing import Wanted
from zorgvuldig.processes.settlement_notices.usecases import write_letters

EARLY = date(2025, 1, 2)
OURS, OTHER = "NL91ABNA0417164300", "NL02ABNA0123456789"
UZOVIS = ("9101", "9102", "9103")
PACKAGES = ("Natura", "Restitutie", "Combinatie")
NO_DENTIST = [f"9103;{name};basis;farmacie;" for name in PACKAGES]
HEAD = {
    "naam": "Anders Verzekerd",
    "retouradres": "Postbus 1, 1234 AB Utrecht",
    "website": "anders.example",
    "telefoon": "030 123 45 67",
    "iban": OURS,
}
WHY = "De nieuwe afspraken gelden vanaf deze dag."


def do(name, use_case, **words):
    with transaction.atomic():
        at = timezone.now()
        return use_case(actor=actor_of(name, timezone.localdate(at)), at=at, **words)


def applies(kind, *, by="inkoop", valid_from=EARLY, change=None, fields=None):
    """Take what holds now, change it, and have another approve it."""
    kind, content = KINDS[kind], None
    if change is not None:
        head, *lines = do(by, usecases.current_file, kind=kind).split("\r\n")
        content = "\r\n".join([head, *change(lines)]).encode()
    wanted = Wanted(kind=kind, valid_from=valid_from, reason=WHY, content=content, fields=fields)
    proposal_id = do(by, usecases.draft, wanted=wanted)
    do(by, usecases.propose, proposal_id=proposal_id)
    seen = do("leiding", usecases.view_proposal, proposal_id=proposal_id, page=1).seen
    do("leiding", usecases.approve, proposal_id=proposal_id, seen=seen)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("insurer") / "made"
    assert main(["synth", "--insured", "120", "--claims", "60", "--seed", "11", "--out", str(made)]) == 0
    return made


@pytest.fixture
def changed(folder, once_built):
    """Load the insurer, change five kinds of its reference data, and take its claims in."""

    def build():
        load.run(SimpleNamespace(directory=folder))
        day = timezone.localdate().replace(month=1, day=2)
        applies(
            "tariffs", valid_from=day, change=lambda held: [cheap(line) for line in held if ";012;" in line]
        )
        applies("providers", valid_from=day, change=lambda held: [moved(line) for line in held if line])
        applies("codes", change=lambda _held: ["SERVICE-063;180001;Intake;2025-01-03"])
        applies("packages", change=lambda _held: NO_DENTIST)
        applies(
            "rules",
            valid_from=day,
            change=lambda _held: [f"{uzovi};041;alle;nee;nee;0;0;1,00;" for uzovi in UZOVIS],
        )
        applies("contract-tariffs", valid_from=day, change=lambda _held: agreed_by_contract(folder))
        tomorrow = timezone.localdate() + timedelta(days=1)
        for uzovi in UZOVIS:
            fields = {**HEAD, "uzovi": uzovi}
            applies("letterhead", by="communicatie", valid_from=tomorrow, fields=fields)
        claims = [str(each) for each in sorted((folder / "claims").iterdir())]
        claims_receive.run(SimpleNamespace(files=claims, respond=str(folder.parent / "out"), json=True))

    once_built("changed", build)


def cheap(line):
    return re.sub(r"^([^;]*;[^;]*;[^;]*);[^;]*", r"\1;0,01", line)


def agreed_by_contract(folder):
    """Agree two cents with every pharmacist that claims, for everything that a label has a tariff for."""
    rows = {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
        for name in ("labels", "tariffs")
    }
    uzovis = {each["id"]: each["uzovi"] for each in rows["labels"]}
    pharmacists = {path.stem.split("-")[3] for path in (folder / "claims").glob("*-AP304-*")}
    kept = [each for each in rows["tariffs"] if each["code_list"] == "058"]
    services = sorted({(uzovis[each["label"]], each["service_code"]) for each in kept})
    return [f"{agb};{uzovi};058;{code};0,02;" for agb in sorted(pharmacists) for uzovi, code in services]


def moved(line):
    cells = line.split(";")
    return ";".join([*cells[:4], OTHER, *cells[5:]])


def refused_for(owner, reason, code_list):
    """Give how many lines there are of one list of services, and the sentences of a reason about them."""
    lines = owner.execute(
        "SELECT count(*) FROM records.claim_line WHERE service_code_list = %s", [code_list]
    ).fetchone()[0]
    sentences = owner.execute(
        "SELECT DISTINCT r.sentence FROM records.line_reason r JOIN records.claim_line l "
        "ON l.claim_id = r.claim_id WHERE r.reason = %s AND l.service_code_list = %s",
        [reason, code_list],
    ).fetchall()
    return lines, {sentence for (sentence,) in sentences}


def test_claims_are_held_against_tariffs_codes_and_packages_that_were_approved(changed, owner_connection):
    lines, told = refused_for(owner_connection, "tariff-differs", "012")
    assert lines
    assert all("op deze datum geldt het tarief € 0,01" in sentence for sentence in told)
    assert told
    _lines, told = refused_for(owner_connection, "service-code", "063")
    assert any("bestaat niet in prestatiecodelijst 063" in sentence for sentence in told)
    ended = owner_connection.execute(
        "SELECT count(*) FROM records.claim_line WHERE service_code = '180001' AND state = 'accepted'"
    )
    assert ended.fetchone() == (0,)
    _lines, told = refused_for(owner_connection, "not-in-package", "010")
    assert {sentence.partition(" dekt ")[0] for sentence in told} <= {
        f"Het pakket {name}" for name in PACKAGES
    }
    assert told


def test_what_was_agreed_with_a_provider_goes_before_the_tariff_of_the_label(changed, owner_connection):
    lines, told = refused_for(owner_connection, "tariff-differs", "058")
    assert lines
    assert told
    assert all("het tarief € 0,02 uit uw contract" in sentence for sentence in told)


def test_claims_are_held_against_the_rules_of_services_that_were_approved(changed, owner_connection):
    lines, told = refused_for(owner_connection, "most-money-a-year", "041")
    assert lines
    assert told == {"Van deze zorg wordt hooguit € 1,00 in een jaar vergoed."}


def test_a_provider_is_paid_on_the_account_that_was_approved(changed, folder, owner_connection):
    paid = [path.read_text() for path in (folder.parent / "out").glob("PAIN001*")]
    assert paid
    assert all(f"<IBAN>{OTHER}</IBAN>" in each for each in paid)


def test_letters_bear_the_letterhead_of_their_label_from_its_day_on(changed, owner_connection):
    runs = owner_connection.execute(
        "SELECT run_id FROM records.claim WHERE subject_id IS NOT NULL ORDER BY claim_number LIMIT 1"
    ).fetchone()
    tomorrow, heads = timezone.now() + timedelta(days=1), []

    def hand_over(sending):
        heads.append(manuscript(sending).as_json()["data"]["letterhead"])
        return "0" * 64

    with transaction.atomic():
        assert write_letters(actor=LETTERS, run_id=runs[0], at=tomorrow).letters
    with transaction.atomic():
        places = list(waiting())
    for place in places:
        with transaction.atomic():
            send_letter(actor=LETTERS, letter_id=place.id, hand_over=hand_over, at=tomorrow)
    assert {head["name"] for head in heads} == {"Anders Verzekerd"}
    assert {head["iban"] for head in heads} == {OURS}
