"""The front door of claims handling: one function per thing a person or a service can do here.

Each passes the stages in order: intake, decide, record, act, explain. Only this module opens personal data,
and only through `processing`.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger.places import place_of_claim
from zorgvuldig.ledger.processing import Grant, Refused, SegmentRow, processing
from zorgvuldig.processes.claims_handling import act, decide
from zorgvuldig.processes.claims_handling.explain import figures, pages, receipts, views
from zorgvuldig.processes.claims_handling.intake.administration import check_administration
from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, read_claims, read_header
from zorgvuldig.processes.claims_handling.intake.deductible import settle
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control
from zorgvuldig.processes.claims_handling.intake.payments import net_cents, payee_of, payment_of
from zorgvuldig.processes.claims_handling.intake.return_codes import refuses_file
from zorgvuldig.processes.claims_handling.intake.verdicts import give_verdicts
from zorgvuldig.processes.claims_handling.models import lookup, recording
from zorgvuldig.records import applied, claim_reading, party_reading, published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from zorgvuldig.decisions import Actor, ProcessingRequest
    from zorgvuldig.processes.claims_handling.intake.claims import ClaimHeader
    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.known import Administration
    from zorgvuldig.processes.claims_handling.intake.message import Message
    from zorgvuldig.processes.claims_handling.intake.payments import Payment
    from zorgvuldig.processes.claims_handling.intake.verdicts import Verdict
    from zorgvuldig.records.blind_index import Sought

__all__ = [
    "Refused",
    "keep_return",
    "list_runs",
    "permit_deliveries",
    "receive_claim_file",
    "view_claim",
    "view_claim_as_adviser",
    "view_figures",
    "view_run",
]

MOST_OF_A_HISTORY = 500
_PERSON = frozenset({"identification", "birthdate", "gender"})


def receive_claim_file(
    *,
    actor: Actor,
    message: Message,
    read: Sequence[Finding],
    code_lists: CodeLists,
    at: datetime,
    tell: Callable[[str], None],
) -> receipts.Receipt:
    """Take in a claim file (declaratiebestand): judge it, hold it against the records, record it, answer.

    Runs inside the caller's transaction: all of it stands, or nothing.

    Args:
        actor: who takes it in, mostly the service that receives messages.
        message: the file as the codec read it.
        read: what the codec found (level N1).
        code_lists: the code lists to judge by.
        at: the moment of receipt.
        tell: is told each stage as it begins: control, administration, settling, recording.

    Returns:
        The receipt with the answer to the provider and the counts; a file that is refused whole has one too.

    Raises:
        Refused: a decision was no permit; nothing was recorded but the refusal itself.
    """
    run = _Run(uuid4(), actor, at, message, code_lists, tell)
    tell("control")
    with run.opening(decide.view_run(run_id=None)):
        labels, came_before = lookup.find_labels(), lookup.came_before(message.digest)
        run.code_lists = code_lists.with_days(applied.listed_codes())
    known_codes = run.code_lists.with_codes("UZOVI", labels)
    double = (act.double_file(),) if came_before else ()
    findings = (*read, *formal_control(message, known_codes, at=at.date(), read=read), *double)
    if any(refuses_file(found) for found in findings):
        return _refuse_whole(run, findings)
    return _settle(run, labels, read_claims(message), findings)


def keep_return(*, actor: Actor, run_id: UUID, name: str, content: bytes, at: datetime) -> None:
    """Keep the return message (retourbericht) of a file as it goes back, for whoever sent the file.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.send_return(run_id=run_id), actor=actor, at=at) as grant:
        party_reading.keep_return(run_id=run_id, name=name, content=content, entry_id=grant.entry_id, at=at)


def list_runs(*, actor: Actor, at: datetime) -> tuple[views.RunSummary, ...]:
    """List the received claim files, newest first (werkvoorraad)."""
    with processing(decide.view_run(run_id=None), actor=actor, at=at):
        return tuple(pages.run_summary(file) for file in claim_reading.files())


def view_figures(*, actor: Actor, at: datetime) -> figures.ClaimFigures:
    """Show intake, outcomes and lead times by week (cijfers), in counts in which nobody can be traced.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_figures(), actor=actor, at=at):
        files, paid_on = claim_reading.files(), claim_reading.paid_on()
        counted = published.last_table(published.REFUSALS)
    return figures.figures_of(files, paid_on, today=at.astimezone(DUTCH_TIME).date(), counted=counted)


def permit_deliveries(*, actor: Actor, at: datetime) -> None:
    """Ask whether somebody may see which files are on their way in; of their claims nothing is shown.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_run(run_id=None), actor=actor, at=at):
        pass


def view_run(*, actor: Actor, run_id: UUID, at: datetime) -> views.RunPage | None:
    """Show one received file with its claims, without names; None where there is no such file.

    Of a history that was taken over the first claims only: it holds a whole year.
    """
    with processing(decide.view_run(run_id=run_id), actor=actor, at=at):
        file = claim_reading.file(run_id)
        if file is None:
            return None
        claims = claim_reading.claims_of(run_id, most=MOST_OF_A_HISTORY if file.taken_over else None)
        names = claim_reading.provider_names({claim.provider_agb for claim in claims})
        summaries = tuple(pages.claim_summary(claim, names) for claim in claims)
        return views.RunPage(run=pages.run_summary(file), claims=summaries)


def view_claim(*, actor: Actor, claim_id: UUID, at: datetime) -> views.ClaimPage | None:
    """Show one claim with the river that it passed through; None where there is no such claim.

    Whoever may not see claims is refused alike whether there is one or not.

    Raises:
        Refused: the decision was no permit.
    """
    place = place_of_claim(claim_id)
    if place is None:
        with processing(decide.seek_claim(claim_id=claim_id, person=_PERSON), actor=actor, at=at):
            return None
    request = decide.view_claim(subject_id=place.subject_id, run_id=place.run_id, person=_PERSON)
    with processing(request, actor=actor, at=at) as grant:
        claim = claim_reading.claim(claim_id)
        file = claim_reading.file(place.run_id)
        if claim is None or file is None:
            return None
        return pages.claim_page(
            claim,
            file=file,
            person=claim_reading.person(place.subject_id) if place.subject_id else None,
            provider_names=claim_reading.provider_names([claim.provider_agb]),
            label_names=claim_reading.label_names(),
            view=_told(grant),
        )


def view_claim_as_adviser(*, actor: Actor, claim_id: UUID, at: datetime) -> views.ClaimPage | None:
    """Show the medical adviser one claim with its diagnosis and free text; None where there is no such claim.

    Raises:
        Refused: the decision was no permit.
    """
    place = place_of_claim(claim_id)
    subject_id, run_id = (place.subject_id, place.run_id) if place else (None, claim_id)
    request = decide.view_claim_as_adviser(subject_id=subject_id, run_id=run_id, unit=actor.unit)
    with processing(request, actor=actor, at=at) as grant:
        claim, file = claim_reading.claim(claim_id), claim_reading.file(run_id)
        if claim is None or file is None:
            return None
        page = pages.claim_page(
            claim,
            file=file,
            person=claim_reading.person(subject_id) if subject_id else None,
            provider_names=claim_reading.provider_names([claim.provider_agb]),
            label_names=claim_reading.label_names(),
            view=_told(grant),
        )
        diagnosis, texts = (
            claim_reading.told_in_confidence(claim_id, subject_id) if subject_id and actor.unit else ("", ())
        )
    return replace(page, medical=views.MedicalDetails(diagnosis=diagnosis, texts=texts))


@dataclass
class _Run:
    """One claim file on its way: who acts, when, and the decisions that were taken for it."""

    id: UUID
    actor: Actor
    at: datetime
    message: Message
    code_lists: CodeLists
    tell: Callable[[str], None]
    indexes: Mapping[str, Sought] = field(default_factory=dict)
    decisions: list[Grant] = field(default_factory=list)

    @contextmanager
    def opening(self, request: ProcessingRequest) -> Iterator[Grant]:
        """Open what one decision grants, and keep the decision for the explanation."""
        with processing(request, actor=self.actor, at=self.at) as grant:
            self.decisions.append(grant)
            yield grant

    def look_up(self, *data: str) -> ProcessingRequest:
        """Ask to look up one category for the persons of this run."""
        return decide.look_up(run_id=self.id, subject_indexes=self._numbers(), data=frozenset(data))

    def record(self, *data: str) -> ProcessingRequest:
        """Ask to record one category for the persons of this run."""
        return decide.record(run_id=self.id, subject_indexes=self._numbers(), data=frozenset(data))

    def _numbers(self) -> tuple[bytes, ...]:
        return tuple(index for sought in self.indexes.values() for index in sought.every)

    def receipt(
        self, verdicts: Sequence[Verdict], findings: Sequence[Finding], payment: Payment | None = None
    ) -> receipts.Receipt:
        """Write the receipt with the answer to the provider."""
        answer = act.answer_to(self.id, findings, self.at)
        entries = [grant.entry_id for grant in self.decisions]
        return receipts.receipt(self.id, self.message, answer, verdicts, findings, entries, payment)


def _refuse_whole(run: _Run, findings: Sequence[Finding]) -> receipts.Receipt:
    """Record and answer a file that is refused as a whole; of its claims nothing is kept."""
    header = read_header(run.message)
    providers: Mapping[str, UUID] = {}
    if header is not None and header.declarant:
        # Whoever sent it must find it back, and why it was refused.
        with run.opening(run.look_up("professional")):
            _known, providers = lookup.find_providers([header.declarant])
    with run.opening(run.record("claim", "bsn")):
        file = recording.File(
            id=run.id,
            message=run.message,
            received_at=run.at,
            code_lists=run.code_lists,
            providers=providers,
        )
        told = [_told(grant) for grant in run.decisions]
        recording.record_file(file, (), act.of_the_file(findings), state="refused", decisions=told)
    return run.receipt((), findings)


def _settle(
    run: _Run, labels: Mapping[str, UUID], claims: Sequence[FormalClaim], findings: Sequence[Finding]
) -> receipts.Receipt:
    """Hold the claims against the administration, record them with their verdicts, and answer."""
    run.tell("administration")
    run.indexes = lookup.person_indexes(claims)
    file, administration = _look_up(run, labels, claims)
    run.tell("settling")
    reasons = check_administration(claims, administration)
    header = read_header(run.message)
    trial = act.of_a_test(claims) if header and header.is_test else ()
    every = (*findings, *(reason.as_finding() for found in reasons.values() for reason in found), *trial)
    verdicts = settle(give_verdicts(run.message, claims, every), administration)
    payment = _order(run, labels, header, verdicts)
    run.tell("recording")
    _record(run, file, verdicts, every, payment)
    return run.receipt(verdicts, every, payment)


def _order(
    run: _Run, labels: Mapping[str, UUID], header: ClaimHeader | None, verdicts: Sequence[Verdict]
) -> Payment | None:
    """Look up the account of whoever is paid, where something is due, and make the payment order."""
    if header is None or net_cents(verdicts) <= 0:
        return None
    named = (header.uzovi, *(verdict.claim.uzovi for verdict in verdicts if verdict.approved_cents))
    label_id = next(labels[uzovi] for uzovi in named if uzovi in labels)
    with run.opening(decide.pay(run_id=run.id)):
        account = lookup.find_account(payee_of(header), on=run.at.date())
    return payment_of(header, verdicts, account, run_id=run.id, label_id=label_id, on=run.at.date())


def _look_up(
    run: _Run, labels: Mapping[str, UUID], claims: Sequence[FormalClaim]
) -> tuple[recording.File, Administration]:
    """Look up what the claims must be held against, each category by a decision of its own."""
    with run.opening(run.look_up(*_PERSON, "bsn")):
        found = lookup.find_persons(run.indexes)
    persons = {key: person.id for key, person in found.items()}
    with run.opening(run.look_up("policy")):
        coverages = lookup.find_coverages(persons.values())
        covers, allowed = lookup.find_covers(coverages), lookup.find_authorizations(persons)
        services = {line.service_code for claim in claims for line in claim.lines}
        tariffs, rules = lookup.find_tariffs(services), lookup.find_rules(services)
        agreed = lookup.find_contract_tariffs({claim.declarant for claim in claims}, services)
        market_rules = lookup.find_market_rules(services)
    with run.opening(run.look_up("professional")):
        providers, provider_keys = lookup.find_providers(act.agb_codes(claims))
    with run.opening(run.look_up("objection-record")):
        private = lookup.find_privacy_statements(persons.values())
    with run.opening(run.look_up("claim", "bsn")):
        earlier = lookup.find_earlier_claims(persons.values())
    administration = lookup.administration(
        found,
        labels=frozenset(labels),
        coverages=coverages,
        private=private,
        providers=providers,
        tariffs=tariffs,
        earlier=earlier,
    )
    administration = replace(
        administration,
        covers=covers,
        authorizations=allowed,
        rules=rules,
        contract_tariffs=agreed,
        market_rules=market_rules,
        received_on=run.at.date(),
    )
    file = recording.File(
        id=run.id,
        message=run.message,
        received_at=run.at,
        code_lists=run.code_lists,
        persons=persons,
        indexes=run.indexes,
        providers=provider_keys,
        labels=labels,
        private=private,
    )
    return file, administration


def _record(
    run: _Run,
    file: recording.File,
    verdicts: Sequence[Verdict],
    findings: Sequence[Finding],
    payment: Payment | None,
) -> None:
    """Record diagnosis, free text and claims, each by its own decision, and one leaf for the whole run."""
    claims = recording.prepare(file, verdicts)
    with run.opening(run.record("diagnosis")):
        recording.record_diagnoses(file, claims)
    with run.opening(run.record("health")):
        recording.record_texts(file, claims)
    with run.opening(run.record("claim", "bsn")) as grant:
        recording.record_claims(file, claims)
        told = [_told(each) for each in run.decisions]
        refusing = act.of_the_file(findings)
        state = recording.record_file(file, verdicts, refusing, state="processed", decisions=told)
        if payment is not None:
            recording.record_payment(file, payment, state=state)
        said = act.said_of(claims, run.at.year)
        grant.segment([SegmentRow(each.subject_id, what) for each, what in zip(claims, said, strict=True)])


def _told(grant: Grant) -> dict[str, Any]:
    """Write down a decision as the claim page tells it; the ledger holds the decision itself."""
    done = grant.processing
    return {
        "entry_id": str(grant.entry_id),
        "at": done.at.isoformat(),
        "purpose": done.request.purpose,
        "action": done.request.action,
        "data": sorted(done.request.data),
        "role": done.actor.role,
        "unit": done.actor.unit,
        "outcome": done.decision.outcome.value,
        "reason": done.decision.reason,
        "norms": list(done.decision.norms),
        "duties": [duty.text for duty in done.decision.duties],
    }
