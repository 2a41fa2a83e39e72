"""Made-up views as the use cases give them, for tests of the pages alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

import data_samples
import effect_samples

from zorgvuldig.decisions import Actor
from zorgvuldig.ledger.discharging import OwedDuty
from zorgvuldig.ledger.holds import HoldView
from zorgvuldig.ledger.views import DutyView, EntryView
from zorgvuldig.processes.access_control import usecases as access_control
from zorgvuldig.processes.access_control.usecases.searching import FoundClaim
from zorgvuldig.processes.claims_handling import explain as claims
from zorgvuldig.processes.claims_handling.explain.views import MedicalDetails
from zorgvuldig.processes.compliance.explain import LedgerPage, ReasonCount, RefusalTable
from zorgvuldig.processes.rights import usecases as rights_front
from zorgvuldig.processes.rights.explain import views as rights

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
AT = datetime(2026, 11, 20, 14, 32, 5, tzinfo=AMSTERDAM)
CLAIM = UUID("5e1d3a52-6a3c-4b8e-9d0e-0f5f9c1c7a11")
RUN = UUID("0d9f7c3e-7b7e-4a55-8f2e-2b1c9a7d4e22")
ENTRY = UUID("a1c0ffee-1234-4abc-8def-1234567890ab")

CONTRACT = claims.Citation(
    norm="GC-4.0.4a",
    article="Gedragscode, artikel 4.0.4 onder a",
    text="Gegevens die rechtmatig zijn verkregen, mogen worden gebruikt om een declaratie te controleren "
    "en te betalen.",
)
GROUNDS = claims.Citation(
    norm="GC-4.0.2",
    article="Gedragscode, artikel 4.0.2",
    text="Gegevens over gezondheid worden alleen verwerkt door iemand die tot geheimhouding is verplicht.",
)
INSURED_ON_DATE = claims.Citation(
    norm="GC-1.8",
    article="Gedragscode, artikel 1 onder 8",
    text="De formele controle gaat na of de zorg is geleverd aan iemand die op die dag verzekerd was.",
)


def reason(sentence="Op de dag van de zorg was deze persoon niet bij ons verzekerd.", code="8104"):
    return claims.ReasonView(
        reason="not-insured-on-date",
        sentence=sentence,
        level="administration",
        return_code=code,
        citations=(INSURED_ON_DATE,),
    )


def decision(outcome="permit", *, purpose="formal-control", action="consult", leaf_index=1204, **more):
    values = {
        "entry_id": ENTRY,
        "at": AT,
        "purpose": purpose,
        "action": action,
        "data": ("identification", "policy"),
        "role": "claims-handler",
        "unit": "claims",
        "outcome": outcome,
        "reason": "Dit mag: controleren hoort bij het uitvoeren van de verzekering, wie kijkt, moet zwijgen.",
        "citations": (CONTRACT, GROUNDS),
        "duties": ("Vertel de verzekerde waar de gegevens vandaan komen.",),
        "leaf_index": leaf_index,
    }
    return claims.DecisionView(**{**values, **more})


def line(row=3, state="accepted", **more):
    values = {
        "row": row,
        "reference": f"0000{row}",
        "service_code": "190013",
        "description": "Zitting psychologische zorg, 45 minuten, in de praktijk van de behandelaar",
        "started_on": date(2026, 10, 3),
        "ended_on": date(2026, 10, 3),
        "quantity": 1,
        "charged_cents": 11_240,
        "approved_cents": 11_240 if state == "accepted" else 0,
        "state": state,
        "reasons": () if state == "accepted" else (reason(),),
    }
    return claims.LineView(**{**values, **more})


def river(*, refused=False):
    outcome = "Twee van de drie regels zijn afgewezen." if refused else "Alle regels zijn goedgekeurd."
    return (
        claims.StageView(
            key="intake",
            title="Binnen",
            sentence="Het bestand kwam binnen en is gelezen volgens GZ321 versie 1.0.",
            facts=(
                ("Bestand", "GZ321-molenweg-2026-10.asc"),
                ("Regels", "3"),
                ("Controles", "N1 tot en met N4"),
            ),
        ),
        claims.StageView(
            key="decide",
            title="Beslissen",
            sentence=f"De artikelen staan de controle toe. {outcome}",
            decisions=(decision(), decision(purpose="claims", action="record", leaf_index=1205)),
        ),
        claims.StageView(
            key="record",
            title="Vastleggen",
            sentence="De uitkomst staat op plaats 1.206 in het logboek.",
            facts=(("Regels in dit deel", "412"), ("Top van het deel", "b1946ac92492d2347c6235b4d2611184")),
        ),
        claims.StageView(
            key="act",
            title="Uitvoeren",
            sentence="De zorgaanbieder kreeg antwoord in een retourbericht GZ322.",
        ),
        claims.StageView(
            key="explain",
            title="Uitleggen",
            sentence="De verzekerde ziet de declaratie en de reden op de eigen pagina.",
        ),
    )


def claim_page(*, refused=False):
    lines = (line(3), line(4, "refused"), line(5, "refused")) if refused else (line(3), line(4))
    return claims.ClaimPage(
        claim_id=CLAIM,
        claim_number="202610-00417",
        invoice_number="F2026-10-0117",
        state="refused" if refused else "accepted",
        insured_name="M.J. van den Wolkenfelt-Oosterhuizen",
        insured_birthdate=date(1984, 2, 29),
        provider_name="Praktijk voor Psychologie Molenweg",
        provider_agb="94001234",
        label_name="Zilverlinde",
        regime="Zvw",
        file_name="GZ321-molenweg-2026-10.asc",
        message="GZ321 1.0",
        received_at=AT - timedelta(hours=1),
        charged_cents=sum(one.charged_cents for one in lines),
        approved_cents=sum(one.approved_cents for one in lines),
        lines=lines,
        reasons=(reason(), reason("Deze regel is al eerder gedeclareerd.", "8601")) if refused else (),
        river=river(refused=refused),
        view_decision=decision(purpose="claims", leaf_index=None, duties=()),
    )


def runs():
    return [
        claims.RunSummary(
            run_id=RUN,
            file_name=name,
            message="GZ321 1.0",
            received_at=AT - timedelta(hours=place),
            state=state,
            claims=count,
            accepted=count - refused,
            refused=refused,
            charged_cents=count * 9_350,
            approved_cents=(count - refused) * 9_350,
        )
        for place, (name, state, count, refused) in enumerate(
            (
                ("GZ321-molenweg-2026-10.asc", "partly", 412, 38),
                (
                    "GZ321-instelling-voor-geestelijke-gezondheidszorg-lindewaard-2026-10.asc",
                    "accepted",
                    1980,
                    0,
                ),
                ("GZ321-dubbel.asc", "refused", 0, 0),
            )
        )
    ]


def claim_summaries(count=60):
    return [
        claims.ClaimSummary(
            claim_id=CLAIM,
            claim_number=f"202610-{number:05}",
            provider_name="Praktijk voor Psychologie Molenweg",
            received_at=AT,
            started_on=date(2026, 10, 1 + number % 28),
            charged_cents=9_350 + number,
            approved_cents=0 if number % 4 == 0 else 9_350 + number,
            state="refused" if number % 4 == 0 else "accepted",
            reason_count=1 if number % 4 == 0 else 0,
        )
        for number in range(count)
    ]


def my_claims(*, empty=False):
    why = rights.Why(
        sentence="Op de dag van de zorg was u niet bij ons verzekerd.", articles=(INSURED_ON_DATE,)
    )
    made = [
        rights.MyClaim(
            claim_id=UUID(int=CLAIM.int + place),
            claim_number=f"202610-0041{place}",
            provider_name="Praktijk voor Psychologie Molenweg",
            received_at=AT - timedelta(days=place * 9),
            started_on=date(2026, 10, 3),
            ended_on=date(2026, 10, 3 + place),
            charged_cents=22_480,
            approved_cents=22_480 if state == "accepted" else 0,
            state=state,
            sentence="Wij hebben deze declaratie helemaal betaald."
            if state == "accepted"
            else "Wij hebben deze declaratie niet betaald.",
            why=() if state == "accepted" else (why,),
            lines=tuple(
                rights.MyLine(
                    description="Zitting psychologische zorg, 45 minuten",
                    started_on=date(2026, 10, 3),
                    ended_on=None,
                    charged_cents=11_240,
                    approved_cents=11_240 if state == "accepted" else 0,
                    state=state,
                    why=() if state == "accepted" else (why,),
                )
                for _ in range(2)
            ),
            entry_id=ENTRY if place != 1 else None,
        )
        for place, state in enumerate(("accepted", "refused", "accepted"))
    ]
    claims_shown = () if empty else tuple(made)
    return rights.MyClaims(
        name="M.J. van den Wolkenfelt-Oosterhuizen",
        claims=claims_shown,
        charged_cents=sum(one.charged_cents for one in claims_shown),
        approved_cents=sum(one.approved_cents for one in claims_shown),
        next_offset=None if empty else 25,
    )


def looked():
    return tuple(
        rights.Looked(
            entry_id=UUID(int=ENTRY.int + place),
            position=1300 - place,
            at=AT - timedelta(hours=place * 7),
            who=who,
            purpose=purpose,
            action=action,
            data=data,
            outcome=outcome,
            sentence=sentence,
            articles=(CONTRACT, GROUNDS),
            provable=place != 0,
        )
        for place, (who, purpose, action, data, outcome, sentence) in enumerate(
            (
                (
                    "U zelf",
                    "data-subject-rights",
                    "consult",
                    ("log",),
                    "permit",
                    "U keek zelf op deze pagina.",
                ),
                (
                    "Een medewerker declaraties",
                    "claims",
                    "consult",
                    ("identification", "claim"),
                    "permit",
                    "Een medewerker bekeek uw declaratie om die te behandelen.",
                ),
                (
                    "Een medewerker marketing",
                    "marketing",
                    "select",
                    ("identification", "health"),
                    "forbid",
                    "Een medewerker wilde uw gegevens voor reclame gebruiken. Dat is geweigerd.",
                ),
                (
                    "Een programma",
                    "formal-control",
                    "consult",
                    ("identification", "policy", "claim"),
                    "permit",
                    "Een programma controleerde of u verzekerd was op de dag van de zorg.",
                ),
            )
        )
    )


ACTOR = Actor("staff", "b5f0a1e2-0000-4000-8000-000000000007", "claims-handler", "claims", {})


def entry(place=0, outcome="permit", **more):
    values = {
        "entry_id": UUID(int=ENTRY.int + place),
        "position": 1300 - place,
        "at": AT - timedelta(minutes=11 * place),
        "actor_role": "marketer" if outcome == "forbid" else "claims-handler",
        "actor_unit": "marketing" if outcome == "forbid" else "claims",
        "actor_kind": "staff",
        "purpose": "marketing" if outcome == "forbid" else "claims",
        "action": "select" if outcome == "forbid" else "consult",
        "data": ("claim", "identification", "policy"),
        "outcome": outcome,
        "norms": ("GC-4.5.1",) if outcome == "forbid" else ("GC-4.0.4a", "GC-4.0.2"),
        "reason": "Gegevens over gezondheid mogen niet voor reclame worden gebruikt."
        if outcome == "forbid"
        else "De controle van een declaratie hoort bij het uitvoeren van de verzekering.",
        "duties": (DutyView(id="inform", norm="GC-3.8", text="Vertel waar de gegevens vandaan komen."),),
        "bundle": "b" * 64,
        "run_id": None,
        "index": None if place == 0 else 1290 - place,
    }
    return EntryView(**{**values, **more})


OUTCOMES = ("permit", "permit", "forbid", "permit", "no-permit", "gap", "permit", "forbid")


def entries(count=8):
    return [entry(place, OUTCOMES[place % len(OUTCOMES)]) for place in range(count)]


class ClaimsHandling:
    """Claims handling, with the answers above."""

    def list_runs(self, **_asked):
        return runs()

    def permit_deliveries(self, **_asked):
        return None

    def view_figures(self, **_asked):
        monday = AT.date() - timedelta(days=AT.weekday())
        weeks = tuple(
            claims.WeekFigures(
                monday=monday - timedelta(days=7 * (11 - place)),
                files=4,
                claims=(0, 5, 120, 340)[place % 4],
                accepted=(0, 4, 100, 331)[place % 4],
                charged_cents=900_000,
                approved_cents=850_000,
                days_to_payment=(None, 1.0, 3.0, 2.5)[place % 4],
            )
            for place in range(12)
        )
        refusals = claims.RefusalCounts(
            counted_at=AT, reasons=(("tariff-differs", 120), ("already-claimed", 44)), minimum_persons=10
        )
        return claims.ClaimFigures(weeks=weeks, refused_files=2, refusals=refusals)

    def view_run(self, **_asked):
        return claims.RunPage(run=runs()[0], claims=claim_summaries())

    def view_claim(self, *, claim_id, **_asked):
        return claim_page(refused=claim_id == CLAIM)

    def view_claim_as_adviser(self, *, claim_id, **_asked):
        told = MedicalDetails(diagnosis="F32.1", texts=("Eerste gesprek, met de partner erbij.",))
        return replace(claim_page(refused=claim_id == CLAIM), medical=told)


DUTY = UUID("d0d0d0d0-0000-4000-8000-00000000000d")


def owed(*, due_on=date(2026, 11, 21)):
    """Give an open duty as the ledger tells it."""
    return OwedDuty(
        id=DUTY,
        entry_id=ENTRY,
        duty="record-vital-interest",
        norm="GC-3.4d",
        text="Leg vast waarom het leven van de persoon op het spel stond.",
        due_on=due_on,
        purpose="policy-administration",
        since=AT,
    )


class AccessControl:
    """Access control as far as the first page, the search and the duties ask it."""

    UnknownRowError, NotOpenError = access_control.UnknownRowError, access_control.NotOpenError
    Sought, Found = access_control.Sought, access_control.Found

    def owed_duties(self, **_asked):
        return (owed(),)

    def own_emergencies(self, **_asked):
        return ()

    def searches_of(self, actor):
        return access_control.searches_of(actor)

    def view_duty(self, *, duty_id, **_asked):
        if duty_id != DUTY:
            raise access_control.UnknownRowError("there is no such duty")
        return owed()

    def discharge_duty(self, *, duty_id, **_asked):
        if duty_id != DUTY:
            raise access_control.UnknownRowError("there is no such duty")

    def search(self, *, sought, **_asked):
        found = FoundClaim(
            claim_id=CLAIM, claim_number="F2026-1", provider="Praktijk", started_on=None, state="refused"
        )
        return access_control.Found(purpose=sought.purpose, met=1, claims=(found,))


class Rights:
    """The rights desk, with the answers above."""

    def view_my_claims(self, **_asked):
        return my_claims()

    def view_my_data(self, **_asked):
        return data_samples.my_overview()

    SettledBeforeError = rights_front.SettledBeforeError

    def ask(self, **_asked):
        return None

    def withdraw_request(self, **_asked):
        return True

    def view_my_requests(self, **_asked):
        return data_samples.my_own_requests()

    def view_my_restrictions(self, **_asked):
        return effect_samples.restricted()

    def list_open_requests(self, **_asked):
        return data_samples.open_requests()

    def demand_intake(self, **_asked):
        return None

    def view_request(self, **_asked):
        return data_samples.one_request()

    def extend_request(self, **_asked):
        return True

    def answer_request(self, **_asked):
        return True

    def view_party_data(self, **_asked):
        return data_samples.party_overview()

    def view_who_looked(self, **_asked):
        return rights.LooksPage(looks=looked(), older=1290)

    def download_proof(self, **_asked):
        return b"zorgvuldig/verwerkingsbewijs@v1\n"


CHECKPOINT = (
    "zorgvuldig.example/logboek\n1301\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— zorgvuldig.example/logboek "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


class Compliance:
    """The oversight desk, with the answers above."""

    def view_refusals(self, **_asked):
        return RefusalTable(
            made_at=AT,
            counts=(ReasonCount(reason="not-insured", claims=120), ReasonCount(reason="bsn", claims=None)),
            total=140,
            minimum_persons=10,
        )

    def list_entries(self, *, limit, outcome=None, purpose=None, **_asked):
        return [
            one for one in entries(16) if outcome in {None, one.outcome} and purpose in {None, one.purpose}
        ][:limit]

    def view_ledger(self, **_asked):
        return LedgerPage(
            size=1301,
            checkpoint=CHECKPOINT,
            heard_at=AT,
            silent=False,
            patience_minutes=15,
            term_words="5 jaar",
            pruned=0,
            deferrals=(),
            overdue=0,
        )

    def list_holds(self, **_asked):
        return [
            HoldView(
                entry_id=ENTRY,
                at=AT,
                purpose="claims",
                placed_at=AT,
                by_entry=ENTRY,
                reason="De rechter vroeg dit op voor een procedure.",
                lifted_at=lifted_at,
                lift_reason="De zaak is gesloten." if lifted_at else "",
            )
            for lifted_at in (None, AT)
        ]

    def view_entry(self, *, entry_id, **_asked):
        return SimpleNamespace(
            card=decision(entry_id=entry_id),
            run_id=RUN,
            facts=(
                SimpleNamespace(name="purpose", value="claims", source="request"),
                SimpleNamespace(name="confidentiality_bound", value="true", source="records.staff_member"),
            ),
            tree_size=1301,
            checkpoint=CHECKPOINT,
        )

    def download_proof(self, **_asked):
        return b"zorgvuldig/verwerkingsbewijs@v1\n"
