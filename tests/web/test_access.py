"""Who may reach which address with which verb: one row for each address, and no address without a row."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import URLPattern, get_resolver, reverse

ANY = UUID("00000000-0000-4000-8000-000000000001")
LOGIN, NOT_HERE, OK = 302, 404, 200

# Each row: the arguments, the verb, then what anonymous, staff, insured and oversight get.
MATRIX = {
    "home": ((), "get", OK, OK, OK, OK),
    "privacy": ((), "get", OK, OK, OK, OK),
    "check_proof": ((), "get", OK, OK, OK, OK),
    "verifier": ((), "get", OK, OK, OK, OK),
    "public_key": ((), "get", OK, OK, OK, OK),
    "healthz": ((), "get", OK, OK, OK, OK),
    "security_txt": ((), "get", OK, OK, OK, OK),
    "robots_txt": ((), "get", OK, OK, OK, OK),
    "account_login": ((), "get", OK, 302, 302, 302),
    "mfa_authenticate": ((), "get", LOGIN, LOGIN, LOGIN, LOGIN),
    "account_inactive": ((), "get", OK, OK, OK, OK),
    "account_logout": ((), "post", 302, 302, 302, 302),
    "desk": ((), "get", LOGIN, 302, 302, 302),
    "staff_runs": ((), "get", LOGIN, OK, NOT_HERE, NOT_HERE),
    "staff_claims": ((ANY,), "get", LOGIN, OK, NOT_HERE, NOT_HERE),
    "staff_claim": ((ANY,), "get", LOGIN, OK, NOT_HERE, NOT_HERE),
    "my_claims": ((), "get", LOGIN, NOT_HERE, OK, NOT_HERE),
    "who_looked": ((), "get", LOGIN, NOT_HERE, OK, NOT_HERE),
    "my_proof": ((ANY,), "get", LOGIN, NOT_HERE, OK, NOT_HERE),
    "oversight_entries": ((), "get", LOGIN, NOT_HERE, NOT_HERE, OK),
    "oversight_refusals": ((), "get", LOGIN, NOT_HERE, NOT_HERE, OK),
    "oversight_entry": ((ANY,), "get", LOGIN, NOT_HERE, NOT_HERE, OK),
    "oversight_proof": ((ANY,), "get", LOGIN, NOT_HERE, NOT_HERE, OK),
}
WHO = ("anonymous", "staff", "insured", "oversight")
VERBS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
FORMS = {"account_login", "mfa_authenticate"}


def test_every_address_has_a_row_and_every_row_an_address():
    routed = {pattern.name for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)}
    assert len(routed) == len(get_resolver().url_patterns)
    assert routed == set(MATRIX)


@pytest.mark.parametrize("who", WHO)
def test_each_desk_reaches_its_own_addresses_and_no_others(who, client, at_desk, shown):
    if who != "anonymous":
        client = at_desk(who)
    got, expected = {}, {}
    for name, (arguments, verb, *statuses) in MATRIX.items():
        if name == "account_logout":
            continue
        got[name] = getattr(client, verb)(reverse(name, args=arguments)).status_code
        expected[name] = statuses[WHO.index(who)]
    assert got == expected
    assert client.post("/uitloggen/").status_code == 302


@pytest.mark.parametrize("who", WHO)
def test_no_address_takes_a_verb_that_it_does_not_declare(who, client, at_desk, shown):
    if who != "anonymous":
        client = at_desk(who)
    for name, (arguments, declared, *_) in MATRIX.items():
        allowed = {declared, *(("head",) if declared == "get" else ())}
        for verb in set(VERBS) - allowed:
            if name in FORMS and verb in {"post", "options", "head", "put"}:
                continue
            if name == "account_inactive" and verb in {"options", "head"}:
                continue
            status = getattr(client, verb)(reverse(name, args=arguments)).status_code
            assert status in {405, 302}, f"{verb} {name}: {status}"


def test_another_desk_looks_the_same_as_an_address_that_is_not_there(at_desk, shown):
    client = at_desk("insured")
    other = client.get("/medewerker/").content.decode()
    nowhere = client.get("/deze-pagina-is-er-nooit-geweest/").content.decode()
    assert other.split("<main")[1].split("</main")[0] == nowhere.split("<main")[1].split("</main")[0]


def test_no_address_carries_more_of_a_person_than_a_random_number():
    for name, (arguments, *_) in MATRIX.items():
        path = reverse(name, args=arguments)
        assert "bsn" not in path
        assert all(isinstance(argument, UUID) for argument in arguments), name
