"""What stands on the pages: the right words, in order, for everyone, without a script."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import pytest
import web_samples as samples
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from zorgvuldig.decisions import decide
from zorgvuldig.interfaces.web import charts, errors, waiting, wording
from zorgvuldig.interfaces.web.reasons import REASONS
from zorgvuldig.interfaces.web.remedies import IN_THE_MESSAGE, REMEDIES, remedy_of
from zorgvuldig.interfaces.web.river import general_river, refused_river, river_drawing
from zorgvuldig.interfaces.web.statements import IN_FORCE
from zorgvuldig.interfaces.web.views import insured
from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.claims_handling.intake.return_codes import controls
from zorgvuldig.processes.rights.explain import views as rights

CLAIM_PATH = f"/medewerker/declaraties/{samples.CLAIM}/"
RUN_PATH = f"/medewerker/bestanden/{samples.RUN}/"
PAGES = [
    ("staff", "/medewerker/"),
    ("staff", "/medewerker/bestanden/"),
    ("staff", "/medewerker/zoeken/"),
    ("staff", f"/medewerker/verplichtingen/{samples.DUTY}/"),
    ("medical", "/medisch/"),
    ("insured", "/mijn/"),
    ("staff", RUN_PATH),
    ("staff", CLAIM_PATH),
    ("insured", "/mijn/declaraties/"),
    ("insured", "/mijn/inzage/"),
    ("insured", "/mijn/keuzes/"),
    ("insured", "/mijn/machtigingen/"),
    ("insured", f"/mijn/namens/{samples.ENTRY}/"),
    ("oversight", "/toezicht/"),
    ("oversight", "/toezicht/weigeringen/"),
    ("oversight", f"/toezicht/besluiten/{samples.ENTRY}/"),
]
PUBLIC = ["/", "/privacy/", "/controleren/", "/inloggen/", "/bestaat-niet/"]


def text_of(page):
    """Give what a reader without stylesheet or script reads."""
    body = page.split("<body", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()


def landmarks(page):
    return {
        "lang": 'lang="nl"' in page,
        "main": page.count("<main"),
        "h1": page.count("<h1"),
        "header": page.count('<header class="shell-header"'),
        "footer": page.count("<footer"),
        "skip": 'class="skip-link" href="#inhoud"' in page and 'id="inhoud"' in page,
        "statement": f"Privacyverklaring, versie {IN_FORCE}" in page,
    }


WHOLE = {"lang": True, "main": 1, "h1": 1, "header": 1, "footer": 1, "skip": True, "statement": True}


@pytest.mark.parametrize(("desk", "path"), PAGES)
def test_each_desk_page_has_its_landmarks_title_and_one_heading(at_desk, shown, desk, path):
    page = at_desk(desk).get(path).content.decode()
    assert landmarks(page) == WHOLE
    assert re.search(r"<title>\S.* \u2013 Zorgvuldig</title>", page.replace("\n", ""))


@pytest.mark.parametrize("path", PUBLIC)
def test_each_public_page_has_its_landmarks(database, client, path):
    assert landmarks(client.get(path).content.decode()) == WHOLE


@pytest.mark.parametrize(("desk", "path"), PAGES)
def test_every_table_has_a_name_and_scoped_headings(at_desk, shown, desk, path):
    page = at_desk(desk).get(path).content.decode()
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        opening = table.split(">", 1)[0]
        assert "aria-label" in opening or "<caption" in table
        assert all("scope=" in heading for heading in re.findall(r"<th\b[^>]*>", table))


@pytest.mark.parametrize(("desk", "path"), PAGES)
def test_nothing_on_a_page_needs_a_script(at_desk, shown, desk, path):
    page = at_desk(desk).get(path).content.decode()
    assert not re.findall(r'href="#"|href="javascript', page)
    assert all("action=" in form and "method=" in form for form in re.findall(r"<form[^>]*>", page))
    assert all('type="submit"' in button for button in re.findall(r"<button[^>]*>", page))


def test_a_claim_page_shows_its_river_in_order_with_articles(at_desk, shown):
    page = at_desk("staff").get(CLAIM_PATH).content.decode()
    river = re.findall(r'class="river__name" href="#stap-(\w+)"', page)
    assert river == ["intake", "decide", "record", "act", "explain"]
    assert all(f'id="stap-{key}"' in page for key in river)
    told = text_of(page)
    for words in (
        "Gedragscode, artikel 4.0.4 onder a",
        "Waarom is deze declaratie afgewezen?",
        "Retourcode 8104",
    ):
        assert words in told


def test_a_claim_page_says_why_it_may_be_seen(at_desk, shown):
    told = text_of(at_desk("staff").get(CLAIM_PATH).content.decode())
    assert "Waarom u dit ziet" in told
    assert "opgeschreven onder nummer" in told


def test_what_a_file_calls_itself_cannot_become_markup(at_desk, shown, monkeypatch):
    nasty = '"><script>alert(1)</script>'
    runs = [samples.runs()[0].__class__(**{**vars(samples.runs()[0]), "file_name": nasty})]
    monkeypatch.setattr(samples, "runs", lambda: runs)
    page = at_desk("staff").get("/medewerker/bestanden/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_long_list_of_claims_comes_in_pages(at_desk, shown):
    client = at_desk("staff")
    first = client.get(RUN_PATH).content.decode()
    assert first.count('role="rowheader"') == 50
    assert "Pagina 1 van 2" in text_of(first)
    second = client.get(f"{RUN_PATH}?pagina=2").content.decode()
    assert second.count('role="rowheader"') == 10
    assert client.get(f"{RUN_PATH}?pagina=3").status_code == 200
    assert client.get(f"{RUN_PATH}?pagina=onzin").status_code == 400


def test_the_insured_reads_why_and_takes_the_proof_along(at_desk, shown):
    client = at_desk("insured")
    told = text_of(client.get("/mijn/declaraties/").content.decode())
    assert "Op de dag van de zorg was u niet bij ons verzekerd." in told
    answer = client.get(f"/mijn/inzage/{samples.ENTRY}/bewijs/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="bewijs-{samples.ENTRY}.txt"'
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_processing_without_a_place_yet_offers_no_proof(at_desk, shown):
    page = at_desk("insured").get("/mijn/inzage/").content.decode()
    assert "Het bewijs volgt zo." in page
    assert page.count('bewijs/"') == len(samples.looked()) - 1


@pytest.mark.parametrize(
    ("template", "context", "words"),
    [
        ("web/insured/claims.html", {"mine": samples.my_claims(empty=True)}, "Nog geen declaraties"),
        ("web/insured/who_looked.html", {"looks": []}, "Nog niemand"),
        (
            "web/staff/runs.html",
            {"runs": [], "totals": {}, "pages": Paginator([], 50).get_page(1)},
            "Nog geen bestanden",
        ),
    ],
)
def test_a_page_without_anything_says_so_kindly(template, context, words):
    request = RequestFactory().get("/")
    request.resolver_match = None
    totals = {"claims": 0, "accepted": 0, "refused": 0, "approved_cents": 0}
    context = {**context, **({"totals": totals} if "totals" in context else {})}
    assert words in render_to_string(template, context, request)


def refused():
    error = RuntimeError("refused")
    asked = {
        "purpose": "marketing",
        "action": "select",
        "data": ["address", "health"],
        "role": "marketer",
        "unit": "marketing",
        "authorised": True,
        "confidentiality_bound": True,
        "necessary": True,
        "balancing_ok": True,
        "obtained_lawfully": True,
        "marketing_objection": False,
    }
    error.decision = replace(
        decide(asked, samples.AT.date()),
        norms=("GC-9.9.9",),
        reason="Reclame met gegevens over gezondheid mag niet.",
    )
    error.entry_id = uuid4()
    return error


def test_a_refusal_is_a_page_with_the_article_and_what_one_can_do(at_desk, shown, monkeypatch):
    error = refused()

    def refuse(_self, **_asked):
        raise error

    monkeypatch.setattr(samples.ClaimsHandling, "list_runs", refuse)
    answer = at_desk("staff").get("/medewerker/")
    told = text_of(answer.content.decode())
    assert answer.status_code == 403
    for words in (
        "Dit mag niet, en daarom gebeurde het niet",
        "Reclame met gegevens over gezondheid mag niet.",
        "GC-9.9.9",
        "Wat u kunt doen",
        str(error.entry_id),
        "Hier stopte het: er is niets geopend.",
        "Mag wel als",
    ):
        assert words in told


def test_any_other_error_is_left_to_the_neutral_page(rf, client, at_desk, shown, monkeypatch):
    assert errors.refusal_page(rf.get("/"), ValueError("iets")) is None

    def fail(_self, **_asked):
        raise ValueError("a secret in a trace")

    monkeypatch.setattr(samples.ClaimsHandling, "list_runs", fail)
    client = at_desk("staff")
    client.raise_request_exception = False
    answer = client.get("/medewerker/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Er ging iets mis bij ons" in page
    assert "secret" not in page
    assert 'lang="nl"' in page


def test_the_river_stops_where_a_stage_is_not_done():
    drawing = river_drawing(refused_river())
    assert [station.reached for station in drawing.stations] == [True, True, True, False, True]
    assert [station.stopped for station in drawing.stations] == [False, False, False, True, False]
    assert drawing.reach == 600


def test_the_river_runs_through_when_all_is_done():
    drawing = river_drawing(general_river())
    assert all(station.reached for station in drawing.stations)
    assert not any(station.stopped for station in drawing.stations)
    assert drawing.reach == 1000
    assert drawing.bed.count("C") == 6


def test_the_longest_bar_fills_the_chart_and_the_shares_are_of_the_whole():
    chart = charts.bar_chart("Titel", "Reden", [("a", 30, "forbid"), ("b", 10, "gap")])
    assert [bar.width for bar in chart.bars] == ["100.00", "33.33"]
    assert [bar.percent for bar in chart.bars] == [75, 25]


def test_a_chart_of_nothing_has_no_bars_and_does_not_divide_by_zero():
    assert charts.bar_chart("Titel", "Reden", []).bars == ()
    assert charts.bar_chart("Titel", "Reden", [("a", 0, "")]).bars[0].width == "0"


def test_a_norm_is_cited_as_it_stood_and_an_unknown_one_by_its_id():
    unknown, known = cite(["GC-9.9.9", "GC-4.0.2"], samples.AT.date())
    assert (unknown.article, unknown.text) == ("GC-9.9.9", "")
    assert known.article != "GC-4.0.2"
    assert known.text


def test_every_reason_that_refuses_a_claim_has_a_short_dutch_name():
    refusing = {control.id for control in controls().values() if control.scope == "record"}
    assert refusing - set(REASONS) == set()
    assert set(REASONS) - set(controls()) == set()


def test_every_reason_of_the_administration_that_refuses_tells_a_provider_what_to_do():
    administration = {control.id for control in controls().values() if control.level == "administration"}
    marks = {"concurrence", "accident", "diagnosis-despite-privacy-statement"}
    assert administration - set(REMEDIES) == marks
    assert set(REMEDIES) - set(controls()) == set()
    assert remedy_of("amount-product") == str(IN_THE_MESSAGE)


def test_every_outcome_purpose_and_kind_of_data_has_a_dutch_word_or_shows_its_name():
    assert wording.word(wording.OUTCOMES, "no-permit") == "Geen grond"
    assert wording.purpose_word("claims") == "Declaraties behandelen"
    assert wording.purpose_word("algorithms") == "algoritmen"
    assert wording.word_of_norms("data", "something-new") == "something new"


def test_equal_refusals_are_one_line_that_opens(at_desk, shown, monkeypatch):
    asked = []
    (first, *_) = samples.looked()
    line = replace(first, position=1234567, outcome="forbid", times=515, first_at=samples.AT)

    def page(**words):
        asked.append((words["before"], words["alike"], words["used"]))
        return rights.LooksPage(looks=(line,), older=1234567)

    monkeypatch.setattr(insured.rights, "view_who_looked", page)
    client = at_desk("insured")
    told = client.get("/mijn/inzage/").content.decode()
    assert "515 keer" in text_of(told)
    assert 'href="?zelfde=1234567"' in told
    assert 'href="?voor=1234567"' in told
    opened = client.get("/mijn/inzage/?zelfde=1234567&voor=8").content.decode()
    assert 'href="?zelfde=1234567&amp;voor=1234567"' in opened
    used = client.get("/mijn/inzage/?toon=gebruikt").content.decode()
    assert 'href="?toon=gebruikt&amp;voor=1234567"' in used
    assert asked == [(None, None, False), (8, 1234567, False), (None, None, True)]
    assert client.get("/mijn/inzage/?voor=onzin").status_code == 400


@pytest.mark.parametrize(
    ("role", "reads"),
    [("claims-handler", True), ("medical-adviser", True), ("policyholder", False), ("marketer", False)],
)
def test_only_whose_work_it_is_finds_received_files_on_the_first_page(role, reads):
    assert waiting.reads_claims(SimpleNamespace(role=role)) is reads
