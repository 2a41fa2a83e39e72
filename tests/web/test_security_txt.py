"""Where to report a vulnerability: the file, read by the grammar of RFC 9116, and the pages behind it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

PATH = "/.well-known/security.txt"
#: RFC 9116, 2.5: the fields there are, and how often each may come (0: as often as one likes).
FIELDS = {
    "acknowledgments": 0,
    "canonical": 0,
    "contact": 0,
    "encryption": 0,
    "expires": 1,
    "hiring": 0,
    "policy": 0,
    "preferred-languages": 1,
}
LINE = re.compile(r"(?P<name>[\x21-\x39\x3b-\x7e]+):[ \t](?P<value>\S(?:.*\S)?)")
PLACES = frozenset({"acknowledgments", "canonical", "contact", "encryption", "hiring", "policy"})


def read(text):
    """Read a file by the grammar; anything that it does not allow is an error."""
    fields = {}
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"no field: {line}")
        name = found["name"].lower()
        if name not in FIELDS:
            raise ValueError(f"unknown field {name}")
        fields.setdefault(name, []).append(found["value"])
    _demand_whole(fields)
    fields["expires"] = [datetime.fromisoformat(fields["expires"][0])]
    return fields


def _demand_whole(fields):
    for name, most in FIELDS.items():
        if most and len(fields.get(name, [])) > most:
            raise ValueError(f"{name} came more than {most} time")
    for name in ("contact", "expires"):
        if name not in fields:
            raise ValueError(f"{name} is missing")
    for name in PLACES & fields.keys():
        for value in fields[name]:
            if urlsplit(value).scheme not in {"https", "mailto", "tel", "openpgp4fpr"}:
                raise ValueError(f"{name} is at no place that is safe: {value}")


@pytest.fixture
def answer(database, client, settings):
    settings.ORIGIN = "https://mijn.zilverlinde.example"
    return client.get(PATH)


def test_the_file_follows_the_grammar_and_has_what_must_be_there(answer):
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = read(answer.content.decode("ascii"))
    assert fields["contact"][0].startswith("mailto:")
    assert fields["canonical"] == [f"https://mijn.zilverlinde.example{PATH}"]
    assert fields["preferred-languages"] == ["nl, en"]
    assert len(fields["policy"]) == 2
    assert "encryption" not in fields


def test_it_expires_in_more_than_a_month_and_less_than_a_year(answer):
    (expires,) = read(answer.content.decode())["expires"]
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


@pytest.mark.parametrize(
    "spoiled",
    [
        "Expires: 2027-01-01T00:00:00Z\n",
        "Contact: mailto:a@b.example\n",
        "Contact: mailto:a@b.example\nExpires: soon\n",
        "Contact: http://b.example\nExpires: 2027-01-01T00:00:00Z\n",
        "Contact: mailto:a@b.example\nExpires: 2027-01-01T00:00:00Z\nExpires: 2027-01-02T00:00:00Z\n",
        "Contact:mailto:a@b.example\nExpires: 2027-01-01T00:00:00Z\n",
        "Contact: mailto:a@b.example\nExpires: 2027-01-01T00:00:00Z\nColor: red\n",
        "Contact: mailto:a@b.example\nExpires: 2027-01-01T00:00:00Z\nfree text\n",
    ],
)
def test_the_reader_of_this_test_refuses_a_file_that_breaks_a_rule(spoiled):
    with pytest.raises(ValueError):  # noqa: PT011 — each breaks another rule
        read(spoiled)


def test_the_policy_stands_there_in_two_languages_with_the_promises(answer, client):
    dutch, english = (urlsplit(place).path for place in read(answer.content.decode())["policy"])
    told = client.get(dutch).content.decode()
    for words in ("Binnen 5 dagen", "binnen 60 dagen", "anoniem", "vertrouwelijk", "geen juridische stappen"):
        assert words in told
    told = client.get(english).content.decode()
    for words in (
        'lang="en"',
        "Within 5 days",
        "within 60 days",
        "anonymously",
        "confidential",
        "no legal steps",
    ):
        assert words in told


def test_every_page_leads_to_the_policy(database, client):
    assert 'href="/kwetsbaarheid-melden/"' in client.get("/").content.decode()


def test_a_contact_in_the_settings_stands_in_the_file_and_on_the_page(database, client, settings):
    settings.SECURITY_CONTACT = "https://melden.example/"
    assert "Contact: https://melden.example/" in client.get(PATH).content.decode()
    assert 'href="https://melden.example/"' in client.get("/kwetsbaarheid-melden/").content.decode()


def test_a_password_manager_is_led_to_the_page_where_one_changes_a_password(database, client):
    answer = client.get("/.well-known/change-password")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/wachtwoord/"


def test_a_well_known_place_that_is_not_there_is_not_there(database, client):
    """W3C: a site that answers everything under /.well-known would make every promise by accident."""
    status = client.get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200")
    assert status.status_code == 404
