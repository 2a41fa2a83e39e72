"""What a request may bring: everything else is refused before a view hears of it, and told to nobody."""

from __future__ import annotations

import io
import json
import logging
import random
import unicodedata

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from zorgvuldig.interfaces.web import guarding, input_rules
from zorgvuldig.interfaces.web.guarding import hold
from zorgvuldig.interfaces.web.input_rules import (
    KINDS,
    InputError,
    demand_no_secret_in_address,
    demand_shallow,
    judged,
    normalized,
)
from zorgvuldig.interfaces.web.routes import Row, read_rows, rows

BSN = "111222333"
TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."
FORM = "application/x-www-form-urlencoded"
RUN = "/medewerker/bestanden/0d9f7c3e-7b7e-4a55-8f2e-2b1c9a7d4e22/"


@pytest.fixture
def told(caplog):
    """Give the rows of the security log."""
    caplog.set_level(logging.INFO)
    return lambda: [json.loads(r.getMessage()) for r in caplog.records if r.name == "zorgvuldig.security"]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/?q=1", "unknown-parameter"),
        ("/inloggen/?next=/a/&next=/b/", "parameter-given-twice"),
        (f"{RUN}?pagina=0", "value-of-another-kind"),
        (f"{RUN}?pagina=10001", "number-too-high"),
        (f"{RUN}?pagina=99999999", "value-too-long"),
        ("/toezicht/besluiten/?voor=%D9%A1", "value-of-another-kind"),
        ("/toezicht/besluiten/?doel=a%00b", "control-sign"),
        ("/toezicht/besluiten/?doel=%E2%80%AEx", "hidden-sign"),
        (f"/bestaat-niet/{BSN}/", "bsn-in-address"),
        (f"/?bsn={BSN}", "bsn-in-address"),
        ("/?q=1112.22.333", "bsn-in-address"),
        (f"/inloggen/?next=/zoek/{BSN}/", "bsn-in-address"),
        (f"/{TOKEN}/", "token-in-address"),
        (f"/?session={'k3' * 16}", "token-in-address"),
        ("/" + "a-" * 51 + "/", "part-of-address-too-long"),
    ],
)
def test_an_address_is_refused_by_its_rule_and_written_down_without_itself(
    database, client, told, caplog, path, rule
):
    answer = client.get(path)
    assert answer.status_code == 400
    (row,) = told()
    assert (row["rule"], row["status"]) == (rule, 400)
    assert BSN not in caplog.text
    assert BSN not in answer.content.decode()
    assert path not in caplog.text


def test_what_is_refused_or_not_there_leaves_no_address_in_any_log(database, client, caplog):
    caplog.set_level(logging.DEBUG)
    for path in ("/een-geheime-plek/", "/medewerker/geheime-plek/", f"/bsn/{BSN}/", "/privacy/?geheim=plek"):
        client.get(path)
        client.post(path)
    assert "plek" not in caplog.text
    assert BSN not in caplog.text


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"login": "a", "password": "b", "is_staff": "1"}, "unknown-parameter"),
        ({"login": "a", "password": "b", "desk": "oversight"}, "unknown-parameter"),
        ({"login": "a", "password": "b", "_method": "DELETE"}, "unknown-parameter"),
        ({"login": ["a", "b"], "password": "b"}, "parameter-given-twice"),
        ({"login": "a" * 201, "password": "b"}, "value-too-long"),
        ({"login": "a\x00", "password": "b"}, "control-sign"),
        ({"login": "a\r\nSet-Cookie: b", "password": "b"}, "control-sign"),
        ({"login": "a\u202eb", "password": "b"}, "hidden-sign"),
    ],
)
def test_a_form_takes_only_what_its_row_names(database, client, told, fields, rule):
    assert client.post("/inloggen/", fields).status_code == 400
    assert told()[0]["rule"] == rule


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"CONTENT_LENGTH": "1000001"}, 413),
        ({"CONTENT_LENGTH": "99999999999"}, 413),
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "1e3"}, 400),
        ({"CONTENT_LENGTH": "\u0661"}, 400),
        ({"content_type": "application/json"}, 415),
        ({"content_type": "text/xml"}, 415),
        ({"content_type": "multipart/form-data"}, 400),
        ({"content_type": "multipart/form-data; boundary="}, 400),
        ({"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}, 400),
        ({"HTTP_X_ORIGINAL_URL": "/toezicht/"}, 400),
        ({"HTTP_HOST": "elders.example"}, 400),
        ({"HTTP_HOST": "testserver@elders.example"}, 400),
    ],
)
def test_a_body_and_its_headers_stay_within_bounds(database, client, more, status):
    kind = more.pop("content_type", FORM)
    answer = client.generic("POST", "/inloggen/", b"login=a&password=b", kind, **more)
    assert answer.status_code == status


def test_a_form_with_too_many_fields_or_a_file_is_refused(database, client, told):
    many = "&".join(f"f{number}=1" for number in range(300))
    assert client.generic("POST", "/inloggen/", many, FORM).status_code == 400
    boundary = "--grens\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n\r\nx\r\n--grens--\r\n"
    kind = "multipart/form-data; boundary=grens"
    assert client.generic("POST", "/inloggen/", boundary, kind).status_code == 400
    assert [row["rule"] for row in told()] == ["body", "files"]


def test_too_many_headers_are_refused(database):
    many = {f"HTTP_X_{number}": "1" for number in range(90)}
    assert Client().get("/", **many).status_code == 431


def test_the_page_without_its_own_verb_is_not_read_as_another(database, client):
    assert client.generic("get", "/").status_code == 405
    assert client.post("/privacy/", {"_method": "GET"}).status_code == 405


class Broken:
    """A line that breaks while a body comes in."""

    def read(self, *_size):
        raise ConnectionResetError("the browser is gone")

    readline = read


@pytest.mark.parametrize(("stream", "status"), [(io.BytesIO(b"login=a"), 200), (Broken(), 400)])
def test_a_body_that_stops_short_is_no_error_of_ours(database, client, stream, status):
    words = {"CONTENT_LENGTH": "5000", "wsgi.input": stream}
    assert client.generic("POST", "/inloggen/", b"x", FORM, **words).status_code == status


def test_a_row_can_take_a_larger_body_and_files():
    row = read_rows('[a]\ndesk = "staff"\nverbs = ["POST"]\nbody = 5000000\nfiles = 1')["a"]
    request = RequestFactory().post("/", {"f": _file(b"x" * 2_000_000)})
    request.resolver_match = None
    hold(request, row)
    assert request.FILES["f"].size == 2_000_000
    request.close()
    with pytest.raises(InputError, match="body-too-long"):
        hold(RequestFactory().post("/", {"f": _file(b"x" * 5_000_001)}), row)


def _file(content):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 — of this test alone

    return SimpleUploadedFile("f.bin", content)


def test_ten_thousand_confusable_texts_are_taken_in_one_form_or_refused():
    """NCSC U/WA.03: normalize first, judge then; what passes is one text however it was written."""
    lot = random.Random(2026)  # noqa: S311 — a draw, no secret
    signs = [chr(code) for code in range(0x20, 0x3000) if unicodedata.category(chr(code))[0] in "LMNPSZC"]
    taken = 0
    for _ in range(10_000):
        text = "".join(lot.choices(signs, k=lot.randint(1, 12)))
        spellings = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
        results = {_outcome(spelling) for spelling in spellings}
        assert len(results) == 1, text
        (result,) = results
        if result is not None:
            taken += 1
            assert unicodedata.is_normalized("NFC", result)
            assert _outcome(result) == result
            assert not any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} for sign in result)
    assert 1_000 < taken < 9_999


def _outcome(text):
    try:
        return normalized(text)
    except InputError:
        return None


@pytest.mark.parametrize("kind", ["word", "page", "number", "uuid", "date"])
@given(text=st.text(min_size=1, max_size=40))
def test_a_word_of_the_program_takes_no_letter_that_only_looks_like_one(kind, text):
    try:
        value = KINDS[kind].judge(text)
    except InputError:
        return
    assert value.isascii()


@given(st.text(max_size=60))
def test_no_text_makes_the_rules_stumble(text):
    for kind in KINDS.values():
        try:
            kind.judge(text)
        except InputError as refusal:
            assert text not in str(refusal) or len(text) < 4  # noqa: PT017 — most texts are taken


@pytest.mark.parametrize("text", ["[" * 17 + "]" * 17, '{"a":' * 17 + "1" + "}" * 17, "[" * 100_000])
def test_json_that_is_too_deep_is_refused_before_it_is_built(text):
    with pytest.raises(InputError, match="json-too-deep"):
        demand_shallow(text)


def test_json_within_bounds_is_read_and_brackets_in_words_do_not_count():
    assert demand_shallow('{"a": ["' + "[" * 50 + '\\""]}') == {"a": ["[" * 50 + '"']}
    assert demand_shallow("") is None
    with pytest.raises(InputError, match="no-json"):
        demand_shallow("{")


@pytest.mark.parametrize(
    "place", ["//elders.example", "https://elders.example", "/\\elders.example", "elders"]
)
def test_a_place_elsewhere_counts_as_none(place):
    assert KINDS["path"].judge(place) == ""
    assert KINDS["path"].judge("/mijn/inzage/?pagina=2") == "/mijn/inzage/?pagina=2"


def test_a_list_may_be_given_more_than_once_where_its_row_says_so():
    assert judged([("day", ["1", "2"])], {"day": "number[]"}) == {"day": ["1", "2"]}
    with pytest.raises(InputError):
        judged([("day", ["1", "2"])], {"day": "number"})


def test_a_text_of_more_lines_keeps_them_and_a_line_has_none():
    assert KINDS["text"].judge("een\r\ntwee") == "een\r\ntwee"
    with pytest.raises(InputError):
        KINDS["line"].judge("een\ntwee")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/medewerker/bestanden/11122233-3abc-4def-8123-111222333000/", []),
        ("/toezicht/besluiten/", [("voor", BSN, "number")]),
        ("/x/123456789/", []),
        ("/x/", [("next", "/mijn/inzage/", "path")]),
    ],
)
def test_a_number_that_is_no_bsn_stays_where_it_is(path, query):
    demand_no_secret_in_address(path, query)


def test_every_address_that_takes_a_form_names_its_fields_and_nothing_about_roles_or_desks():
    for name, row in rows().items():
        assert not {"desk", "role", "is_staff", "is_superuser", "user"} & set(row.fields), name
        assert isinstance(row, Row)


def test_what_a_view_reads_was_judged_and_is_of_one_form(rf):
    request = rf.post("/", {"login": "e\u0301"})
    hold(request, Row("x", "anyone", frozenset({"POST"}), fields={"login": "line"}))
    assert request.POST["login"] == "\u00e9"
    with pytest.raises(AttributeError):
        request.POST["login"] = "a"
    assert guarding.verb_of(request) == "POST"
    assert input_rules.LAST_PAGE == 10_000
