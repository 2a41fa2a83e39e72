"""Every letter as it leaves: the standards it keeps, and what must not stand in it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import pikepdf
import pytest
from pypdfium2 import PdfDocument

from zorgvuldig.interfaces.letters.setting import Manuscript, SettingError, Typesetter
from zorgvuldig.records.documents import FIELDS

NUMBER = UUID("5e77a1d0-71c5-4b0e-9d53-6f0a4a6c0422")
ADDRESS = ("Voorbeeldstraat 12 B", "3511 AB  UTRECHT")
# The window of an envelope, in points from the top left: 20 to 110 mm across, 40 to 90 mm down.
#: Left, top, width and height in points, from the corner of the page at the upper left.
WINDOW = (56, 113, 255, 142)
AMOUNTS = {"charged": "€ 254,80", "approved": "€ 254,80", "own_share": "€ 25,00"}
LINE = {"what": "Consult psycholoog", "when": "3 maart 2026", **AMOUNTS}
CLAIM = {
    "provider": "Praktijk voor psychologie",
    "when": "3 maart 2026",
    "outcome": "Goedgekeurd",
    "lines": [LINE],
    "reasons": ["Deze zorg zit niet in uw pakket."],
    **AMOUNTS,
}
REFUSED = {"invoice": "F-1", "number": "D-1", "when": "3 maart 2026", "reasons": ["8071: onjuist"], **AMOUNTS}
ASKED = {"asked_on": "10 november 2026", "asked": "om gegevens van u te wissen"}
CONTENT = {
    "settlement-notice": {"about": "A. Aalbers", "own": True, "claims": [CLAIM], **AMOUNTS},
    "settlement-summary": {
        "about": "E. Aalbers",
        "lines": [{**LINE, "what": "farmaceutische middelen", "when": "maart 2026"}],
        **AMOUNTS,
    },
    "provider-refusal": {"agb_code": "94900114", "claims": [REFUSED]},
    "access-answer": {"asked_on": "10 november 2026", "processings": "42", "since": "1 januari 2025"},
    "request-received": {**ASKED, "aim_on": "8 december 2026", "due_on": "10 december 2026"},
    "request-lifting": {**ASKED, "reason": "Wij zochten het uit.", "lifts_on": "24 december 2026"},
    "request-extended": {**ASKED, "reason": "Er zijn veel stukken.", "due_on": "10 januari 2027"},
    "shield-ends": {"reason": "U vroeg erom.", "days": "14"},
    "objection-judged": {
        "asked_on": "10 november 2026",
        "use": "onderzoek",
        "decision": "Wij gaan door met dit gebruik",
        "upheld": False,
        "weighing": "Zonder dit onderzoek blijft bedrog onopgemerkt.",
    },
    "shield-asks": {"since": "sinds 3 maart 2025"},
    "request-nothing": {**ASKED, "found_by": "uw nummer"},
    "request-answered": {**ASKED, "answer": "Wij hebben uw adres gewist."},
    "party-request": {
        **ASKED,
        "title": "Antwoord op uw verzoek",
        "right": "verbetering",
        "heading": "Ons antwoord: toegewezen",
        "answer": "Het nummer is nu goed.",
    },
    "request-refused": {
        **ASKED,
        "decision": "voor een deel afgewezen",
        "reasons": "Rekeningen moeten wij zeven jaar bewaren.\nUw telefoonnummer is gewist.",
    },
}


def manuscript(kind, *, route="post", address=ADDRESS, **changed):
    words = {"recipient_name": "A. Aalbers", "date": "22 november 2026", "subject_line": "Uw overzicht"}
    return Manuscript(
        id=NUMBER,
        kind=kind,
        route=route,
        content={**words, **CONTENT[kind], **changed},
        address=address,
        made_at=datetime(2026, 11, 22, 10, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def typesetter():
    with Typesetter() as typesetter:
        yield typesetter


def text_of(pdf, part=None):
    """Give the words of a letter, or of the part of its first page that is given."""
    with PdfDocument(pdf) as document:
        if part is None:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)
        left, top, width, height = part
        upper = document[0].get_height() - top
        edges = {"left": left, "top": upper, "right": left + width, "bottom": upper - height}
        return document[0].get_textpage().get_text_bounded(**edges)


@pytest.mark.parametrize("kind", FIELDS)
def test_a_letter_is_an_archive_file_that_a_screen_reader_can_read(typesetter, kind):
    with pikepdf.open(BytesIO(typesetter.set(manuscript(kind)))) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert str(pdf.Root.Lang).lower().startswith("nl")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        assert meta["dc:title"]
        assert not pdf.is_encrypted
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        described = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert described
        assert all({"/FontFile2", "/FontFile3"} & set(each.keys()) for each in described)
        assert all("Libertinus" in str(each.FontName) for each in described)


@pytest.mark.parametrize("kind", FIELDS)
def test_equal_input_gives_equal_bytes(typesetter, kind):
    first = typesetter.set(manuscript(kind))
    with Typesetter() as another:
        assert another.set(manuscript(kind)) == first


@pytest.mark.parametrize("kind", FIELDS)
def test_the_window_of_the_envelope_shows_the_reader_and_nothing_of_the_letter(typesetter, kind):
    route = "provider" if kind == "provider-refusal" else "post"
    seen = text_of(typesetter.set(manuscript(kind, route=route)), WINDOW)
    told = {line.strip() for line in seen.splitlines() if line.strip()}
    address = {ADDRESS[0], "3511 AB UTRECHT"} | ({"AGB-code 94900114"} if route == "provider" else set())
    assert told == {"Retouradres: Postbus 100, 3500 AC Utrecht", "A. Aalbers", *address}


def test_the_safe_route_shows_no_address_and_does_not_say_why(typesetter):
    whole = text_of(typesetter.set(manuscript("settlement-notice", route="safe", address=())))
    assert "Persoonlijk" in whole
    for word in ("Voorbeeldstraat", "UTRECHT", "veilig", "afgeschermd", "bedreigd"):
        assert word not in whole


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("end", ["first", "last"])
def test_a_template_says_which_field_it_lacks_and_not_what_the_others_hold(typesetter, kind, end):
    names = sorted(FIELDS[kind] - {"subject_line", "agb_code", "about"})
    lacking = names[0 if end == "first" else -1]
    sound = manuscript(kind)
    rest = {name: value for name, value in sound.content.items() if name != lacking}
    broken = Manuscript(**{**vars(sound), "content": rest})
    with pytest.raises(SettingError, match=lacking) as told:
        typesetter.set(broken)
    assert "Aalbers" not in str(told.value)


@pytest.mark.parametrize("kind", ["request-refused", "request-extended", "request-answered"])
def test_a_letter_that_may_disappoint_names_every_way_to_complain_without_a_condition(typesetter, kind):
    whole = " ".join(text_of(typesetter.set(manuscript(kind))).replace("\xad\n", "").split())
    for way in ("functionaris", "Autoriteit", "rechter", "SKGZ", "Dat hoeft niet"):
        assert way in whole


def test_what_somebody_typed_is_no_command_to_the_typesetter(typesetter):
    typed = "#panic() = kop\n\n*ster* $x$ <b> Zoë"
    whole = text_of(typesetter.set(manuscript("request-refused", reasons=typed)))
    for words in ("#panic() = kop", "*ster* $x$ <b> Zoë"):
        assert words in whole


def test_the_pages_do_not_load_typst():
    code = (
        "import os, sys, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'zorgvuldig.interfaces.settings'\n"
        "django.setup()\nimport zorgvuldig.interfaces.web.views.letters\nsys.exit('typst' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
