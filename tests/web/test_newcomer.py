"""Three questions of somebody who was never here, each answered from the first page by what stands on it.

Why was this claim refused; who looked at this person last week, and by which article; which duty is overdue.
The newcomer follows links, buttons and labels that are seen, and takes few steps: each is counted.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from browsing import CHROMIUM
from django.utils import timezone
from playwright.sync_api import expect
from test_browser import chromium
from web_house import planted, site, window

__all__ = ["chromium", "planted", "site"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]
NUMBER, BECAUSE = "P-2026-0417", "Deze zorg is al eerder gedeclareerd en vergoed."
DUTY = "Vertel de verzekerde waar zijn gegevens vandaan komen."
#: More than this, and somebody in a hurry asks a colleague.
MOST_STEPS = 6


class Newcomer:
    """Somebody who does only what the page offers, and counts."""

    def __init__(self, page, home):
        self.page, self.steps = page, 0
        page.goto(home)

    def follows(self, words, **more):
        """Follow a link that is seen."""
        self.steps += 1
        self.page.get_by_role("link", name=words, **more).first.click()

    def fills(self, label, words):
        """Fill in a field by its label."""
        self.steps += 1
        self.page.get_by_label(label).fill(words)

    def presses(self, words):
        """Press a button that is seen."""
        self.steps += 1
        self.page.get_by_role("button", name=words, exact=True).click()

    def reads(self, words, *, at_once=True):
        """Find words on the page; at once is without scrolling."""
        found = self.page.get_by_text(words).first
        expect(found).to_be_visible()
        if at_once:
            expect(found).to_be_in_viewport()


@pytest.fixture
def comes(chromium, planted, site):
    """Let a newcomer sit down behind a login."""

    def seated(desk, role, home):
        return Newcomer(window(chromium, site, planted.browser("full", desk, role), []), home)

    return seated


@pytest.fixture
def refused(planted, owner_connection):
    """Let a claim of the first person be refused, as claims handling records it."""
    claim = planted.insured[0].claim_id
    owner_connection.execute(
        "UPDATE records.claim SET state = 'refused', approved_cents = 0, claim_number = %s WHERE id = %s",
        [NUMBER, claim],
    )
    owner_connection.execute(
        "UPDATE records.provider p SET name = 'Praktijk Voorbeeld' FROM records.claim c "
        "WHERE c.id = %s AND p.agb_code = c.provider_agb",
        [claim],
    )
    owner_connection.execute(
        "UPDATE records.claim_line SET state = 'refused', approved_cents = 0 WHERE claim_id = %s", [claim]
    )
    owner_connection.execute(
        "UPDATE records.line_reason SET reason = 'already-claimed', return_code = '0587', sentence = %s, "
        "norms = '{GC-4.0.4a}', level = 'administration' WHERE claim_id = %s",
        [BECAUSE, claim],
    )
    return planted.insured[0]


@pytest.fixture
def overdue(planted, owner_connection):
    """Leave a duty of the handler open since ten days ago, at an entry of the log."""
    entry = planted.insured[0].entries[0]
    due = timezone.localdate() - timedelta(days=10)
    owner_connection.execute(
        "INSERT INTO ledger.open_duty (id, entry_id, duty, norm, text, due, discharger) "
        "VALUES (gen_random_uuid(), %s, 'inform-insured', 'GC-3.8', %s, %s, 'claims-handler')",
        [entry, DUTY, due.isoformat()],
    )


def test_a_handler_finds_why_a_claim_was_refused(comes, refused):
    newcomer = comes("staff", "claims-handler", "/medewerker/")
    newcomer.follows("Zoek een declaratie of een persoon")
    newcomer.fills("Nummer van de declaratie", NUMBER)
    newcomer.presses("Zoek")
    newcomer.reads(BECAUSE)
    newcomer.reads("Art. 4.0.4 onder a, doelen", at_once=False)
    assert newcomer.steps <= MOST_STEPS


def test_an_insured_person_reads_why_a_claim_was_refused_on_the_first_page_and_the_article_behind_it(
    comes, refused
):
    newcomer = comes("insured", "insured", "/mijn/")
    newcomer.reads(BECAUSE)
    newcomer.follows("Praktijk Voorbeeld")
    newcomer.reads("Art. 4.0.4 onder a, doelen", at_once=False)
    assert newcomer.steps <= MOST_STEPS


def test_oversight_finds_who_looked_at_a_person_last_week_and_by_which_article(comes, planted):
    someone = planted.insured[0]
    newcomer = comes("oversight", "dpo", "/toezicht/")
    newcomer.follows("Wie keek naar deze persoon?")
    newcomer.fills("Achternaam", someone.mark)
    newcomer.fills("Geboortedatum", someone.birthdate.isoformat())
    newcomer.presses("Zoek")
    rows = newcomer.page.get_by_role("row")
    expect(rows.filter(has_text="De persoon zelf").first).to_be_visible()
    expect(rows.filter(has_text="Art. ").first).to_be_visible()
    assert newcomer.steps <= MOST_STEPS


def test_a_person_finds_who_looked_and_by_which_article(comes):
    newcomer = comes("insured", "insured", "/mijn/")
    newcomer.follows("Wie keek naar mijn gegevens")
    newcomer.reads("U zelf")
    newcomer.steps += 1
    newcomer.page.get_by_text("met artikelen en bewijs").first.click()
    newcomer.reads("Art. ", at_once=False)
    assert newcomer.steps <= MOST_STEPS


def test_oversight_sees_which_duty_is_overdue_without_a_step(comes, overdue):
    newcomer = comes("oversight", "dpo", "/toezicht/")
    newcomer.reads("Deze plichten zijn te laat")
    newcomer.reads(DUTY, at_once=False)
    newcomer.reads("10 dagen te laat", at_once=False)
    assert newcomer.steps == 0


def test_whoever_owes_a_duty_sees_it_first_on_the_own_list_and_opens_it_there(comes, overdue):
    newcomer = comes("staff", "claims-handler", "/medewerker/")
    newcomer.reads("1 taak is te laat. Begin daar.")
    newcomer.reads("10 dagen te laat")
    newcomer.follows(DUTY)
    newcomer.reads(DUTY)
    assert newcomer.steps == 1
