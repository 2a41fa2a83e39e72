"""A login elsewhere proves who came only when every part of the answer fits the question (ASVS V9, V10)."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from conftest_identity import BACK, BSN, MIDDLE, SUBSTANTIAL
from cryptography.hazmat.primitives.asymmetric import ec

from zorgvuldig.interfaces.identity import oidc
from zorgvuldig.interfaces.identity.assurance import AssuranceError, Level, least_level, level_of
from zorgvuldig.interfaces.identity.oidc import OpenIdScheme, Provider
from zorgvuldig.interfaces.identity.schemes import CancelledError, LevelTooLowError, SchemeError
from zorgvuldig.interfaces.identity.tokens import make_token, packed, public_jwk


def now():
    return datetime.now(UTC)


def begin(scheme, level=Level.SUBSTANTIAL):
    return scheme.begin(callback=BACK, level=level, at=now())


def choose(provider, begun, *, person=0, acr=SUBSTANTIAL):
    asked = dict(parse_qsl(urlsplit(begun.address).query))
    code = provider.grant(asked, person=person, acr=acr)
    return {"code": code, "state": asked["state"], "iss": provider.issuer}


def finish(scheme, begun, answer, at=None):
    return scheme.finish(memory=begun.memory, answer=answer, at=at or now())


def test_a_login_says_who_came_and_how_surely(provider, scheme):
    begun = begin(scheme)
    assertion = finish(scheme, begun, choose(provider, begun))
    assert assertion.identity == BSN
    assert assertion.level is Level.SUBSTANTIAL
    assert assertion.two_factors
    assert assertion.issuer == provider.issuer


def test_an_assertion_and_its_memory_never_show_the_number_or_the_secrets(provider, scheme):
    begun = begin(scheme)
    assertion = finish(scheme, begun, choose(provider, begun))
    assert BSN not in repr(assertion)
    assert begun.memory["verifier"] not in repr(begun)
    assert "geheim" not in repr(scheme.provider)


def test_the_question_has_its_own_state_nonce_and_challenge_each_time(scheme):
    asked = [parse_qs(urlsplit(begin(scheme).address).query) for _ in range(2)]
    for word in ("state", "nonce", "code_challenge"):
        assert len(asked[0][word][0]) >= 43
        assert asked[0][word] != asked[1][word]
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["response_type"] == ["code"]
    assert BSN not in begin(scheme).address


def test_an_answer_is_good_for_one_time(provider, scheme):
    begun = begin(scheme)
    answer = choose(provider, begun)
    finish(scheme, begun, answer)
    with pytest.raises(SchemeError, match="provider-unreachable"):
        finish(scheme, begun, answer)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "van-een-ander"}, "state"),
        ({"state": ""}, "state"),
        ({"iss": "https://elders.example"}, "issuer"),
        ({"code": ""}, "code"),
        ({"code": "geraden"}, "provider-unreachable"),
        ({"error": "server_error"}, "provider-error"),
    ],
)
def test_an_answer_to_another_question_is_refused(provider, scheme, change, reason):
    begun = begin(scheme)
    with pytest.raises(SchemeError, match=reason):
        finish(scheme, begun, {**choose(provider, begun), **change})


def test_an_answer_must_name_its_issuer_where_the_issuer_says_it_will(provider, scheme):
    begun = begin(scheme)
    answer = choose(provider, begun)
    del answer["iss"]
    with pytest.raises(SchemeError, match="issuer"):
        finish(scheme, begun, answer)


def test_an_answer_without_a_question_or_to_another_scheme_is_refused(provider, scheme):
    begun = begin(scheme)
    answer = choose(provider, begun)
    for memory, reason in (({}, "not-asked"), ({**begun.memory, "scheme": "staff"}, "state")):
        with pytest.raises(SchemeError, match=reason):
            scheme.finish(memory=memory, answer=answer, at=now())


def test_an_answer_after_ten_minutes_is_too_late(provider, scheme):
    begun = begin(scheme)
    with pytest.raises(SchemeError, match="too-late"):
        finish(scheme, begun, choose(provider, begun), at=now() + timedelta(seconds=601))


def test_a_stolen_code_is_worth_nothing_without_the_verifier_of_the_session(provider, scheme):
    victim, thief = begin(scheme), begin(scheme)
    stolen = choose(provider, victim)["code"]
    answer = {"code": stolen, "state": thief.memory["state"], "iss": provider.issuer}
    with pytest.raises(SchemeError, match="provider-unreachable"):
        finish(scheme, thief, answer)


def test_who_goes_back_is_no_error_but_a_cancelling(provider, scheme):
    begun = begin(scheme)
    answer = {"error": "access_denied", "state": begun.memory["state"], "iss": provider.issuer}
    with pytest.raises(CancelledError):
        finish(scheme, begun, answer)


def test_too_low_a_level_is_refused_and_says_both(provider, scheme):
    begun = begin(scheme)
    with pytest.raises(LevelTooLowError) as refusal:
        finish(scheme, begun, choose(provider, begun, acr=MIDDLE))
    assert (refusal.value.got, refusal.value.needed) == (Level.LOW, Level.SUBSTANTIAL)


def test_a_level_that_nobody_knows_proves_nothing(provider, scheme):
    begun = begin(scheme)
    with pytest.raises(LevelTooLowError):
        finish(scheme, begun, choose(provider, begun, acr="urn:zelf:bedacht:heel-hoog"))


def tampered(monkeypatch, scheme, begun, **claims):
    """Give the scheme a token with other claims, rightly signed."""
    key, at = ec.generate_private_key(ec.SECP256R1()), int(now().timestamp())
    good = {
        "iss": scheme.provider.issuer,
        "aud": "zorgvuldig",
        "sub": "x",
        "bsn": BSN,
        "acr": SUBSTANTIAL,
        "nonce": begun.memory["nonce"],
        "iat": at,
        "exp": at + 300,
        "auth_time": at,
    }
    told = {name: value for name, value in {**good, **claims}.items() if value is not None}
    monkeypatch.setattr(OpenIdScheme, "_token", lambda *_: make_token(told, key, "k"))
    monkeypatch.setattr(oidc, "_keys", lambda _: [public_jwk(key, "k")])


def test_a_token_with_everything_right_is_taken(provider, scheme, monkeypatch):
    begun = begin(scheme)
    tampered(monkeypatch, scheme, begun, aud=["zorgvuldig"], azp="zorgvuldig", nbf=1)
    assert finish(scheme, begun, choose(provider, begun)).identity == BSN


MINUTES = 60


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://elders.example"}, "token-issuer"),
        ({"iss": None}, "token-issuer"),
        ({"aud": "een-ander"}, "token-audience"),
        ({"aud": ["zorgvuldig", "een-ander"]}, "token-audience"),
        ({"aud": None}, "token-audience"),
        ({"azp": "een-ander"}, "token-audience"),
        ({"exp": 1}, "token-expired"),
        ({"exp": None}, "token-exp"),
        ({"exp": "straks"}, "token-exp"),
        ({"exp": True}, "token-exp"),
        ({"iat": 1}, "token-age"),
        ({"iat": 4_000_000_000}, "token-age"),
        ({"nbf": 4_000_000_000}, "token-early"),
        ({"nonce": "van-een-eerdere-keer"}, "token-nonce"),
        ({"nonce": None}, "token-nonce"),
        ({"auth_time": 1}, "token-login-too-old"),
        ({"auth_time": None}, "token-auth-time"),
        ({"bsn": None}, "identity"),
        ({"bsn": ""}, "identity"),
        ({"bsn": 999990019}, "identity"),
        ({"bsn": "9" * 300}, "identity"),
        ({"acr": ["hoog"]}, "level-too-low"),
    ],
)
def test_a_token_that_says_anything_else_is_refused(provider, scheme, monkeypatch, claims, reason):
    begun = begin(scheme)
    answer = choose(provider, begun)
    tampered(monkeypatch, scheme, begun, **claims)
    with pytest.raises(SchemeError, match=reason):
        finish(scheme, begun, answer)


def unsigned(token, **header):
    _, body, signature = token.split(".")
    return f"{packed(json.dumps(header).encode())}.{body}.{signature}"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda token: unsigned(token, alg="none"), "algorithm"),
        (lambda token: unsigned(token, alg="None", kid="k"), "algorithm"),
        (lambda token: unsigned(token, alg="HS256", kid="k"), "algorithm"),
        (lambda token: unsigned(token, alg="ES256", kid="k", jwk={}), "header"),
        (lambda token: unsigned(token, alg="ES256", kid="k", jku="https://elders.example"), "header"),
        (lambda token: unsigned(token, alg="ES256", kid="k", crit=["exp"]), "header"),
        (lambda token: unsigned(token, alg="ES256", kid="k", typ="at+jwt"), "header"),
        (lambda token: unsigned(token, alg="ES256", kid="een-andere"), "unknown-key"),
        (lambda token: unsigned(token, alg="RS256", kid="k"), "algorithm"),
        (lambda token: token.rsplit(".", 1)[0] + ".", "signature"),
        (lambda token: token.rsplit(".", 1)[0] + "." + packed(bytes(64)), "signature"),
        (lambda token: token[:-4] + "AAAA", "signature|form"),
        (lambda _: "geen.token", "form"),
        (lambda _: "a.b.c", "form"),
        (lambda _: "W10.e30.AA", "form"),
        (lambda token: token + "=", "form"),
        (lambda _: "x" * 20_000, "form"),
    ],
)
def test_a_token_that_is_not_signed_by_a_key_of_the_issuer_is_refused(
    provider, scheme, monkeypatch, spoil, reason
):
    begun = begin(scheme)
    answer = choose(provider, begun)
    tampered(monkeypatch, scheme, begun)
    good = OpenIdScheme._token(scheme)
    monkeypatch.setattr(OpenIdScheme, "_token", lambda *_: spoil(good))
    with pytest.raises(SchemeError, match=f"token-({reason})"):
        finish(scheme, begun, answer)


def test_a_body_that_was_changed_after_signing_is_refused(provider, scheme, monkeypatch):
    begun = begin(scheme)
    answer = choose(provider, begun)
    tampered(monkeypatch, scheme, begun)
    head, body, signature = OpenIdScheme._token(scheme).split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    other = packed(json.dumps({**told, "bsn": "999990020"}).encode())
    monkeypatch.setattr(OpenIdScheme, "_token", lambda *_: f"{head}.{other}.{signature}")
    with pytest.raises(SchemeError, match="token-signature"):
        finish(scheme, begun, answer)


def test_a_new_key_of_the_issuer_is_found_without_waiting(provider, scheme):
    scheme.metadata()
    begun = begin(scheme)
    finish(scheme, begun, choose(provider, begun))
    provider.key, provider.kid = ec.generate_private_key(ec.SECP256R1()), "nieuw"
    begun = begin(scheme)
    assert finish(scheme, begun, choose(provider, begun)).identity == BSN


def test_metadata_of_another_issuer_is_refused(provider, monkeypatch):
    words = provider.metadata()
    monkeypatch.setattr(provider, "metadata", lambda: {**words, "issuer": "https://elders.example"})
    scheme = OpenIdScheme(Provider("digid", "DigiD", provider.issuer, "c", "s"))
    with pytest.raises(SchemeError, match="issuer"):
        begin(scheme)


@pytest.mark.parametrize(
    "address",
    [
        "http://elders.example/token",
        "https://elders.example/token",
        "file:///etc/passwd",
        "",
        "http://a@localhost/",
    ],
)
def test_a_provider_cannot_send_us_to_another_host(provider, monkeypatch, address):
    words = provider.metadata()
    monkeypatch.setattr(provider, "metadata", lambda: {**words, "token_endpoint": address})
    scheme = OpenIdScheme(Provider("digid", "DigiD", provider.issuer, "c", "s"))
    with pytest.raises(SchemeError, match="provider-address"):
        begin(scheme)


def test_a_provider_that_does_not_answer_refuses_the_login_and_nothing_else():
    oidc.forget()
    scheme = OpenIdScheme(Provider("digid", "DigiD", "http://localhost:9", "c", "s"))
    with pytest.raises(SchemeError, match="provider-unreachable"):
        begin(scheme)


def test_eherkenning_gives_the_number_of_an_organization_under_its_mandate(provider):
    provider.persons[0] = type(provider.persons[0])("Praktijk", {"kvk": "69599084", "service": "declareren"})
    known = Provider(
        "eherkenning",
        "eHerkenning",
        provider.issuer,
        "zorgvuldig",
        "geheim-van-de-proef",
        identity_claim="kvk",
        service_claim="service",
        service="declareren",
    )
    scheme = OpenIdScheme(known)
    begun = begin(scheme)
    answer = choose(provider, begun, acr="urn:etoegang:core:assurance-class:loa3")
    assertion = finish(scheme, begun, answer)
    assert (assertion.identity, assertion.service) == ("69599084", "declareren")
    provider.persons[0].claims["service"] = "iets-anders"
    begun = begin(scheme)
    with pytest.raises(SchemeError, match="mandate"):
        finish(scheme, begun, choose(provider, begun, acr="urn:etoegang:core:assurance-class:loa3"))


@pytest.mark.parametrize(
    ("amr", "acr", "two"),
    [(["mfa"], "x", True), (["pwd"], "x", False), ("mfa", "x", False), (None, "mfa", True)],
)
def test_an_employers_provider_must_show_two_factors(provider, monkeypatch, amr, acr, two):
    known = Provider("staff", "werk", provider.issuer, "zorgvuldig", "geheim-van-de-proef")
    scheme = OpenIdScheme(known)
    begun = begin(scheme, Level.NONE)
    answer = choose(provider, begun)
    tampered(monkeypatch, scheme, begun, amr=amr, acr=acr)
    assert finish(scheme, begun, answer).two_factors is two


def test_the_least_level_is_a_dated_parameter():
    assert least_level("health-data", date(2026, 11, 22)) is Level.SUBSTANTIAL
    with pytest.raises(AssuranceError, match="2011-12-13"):
        least_level("health-data", date(2011, 12, 13))
    with pytest.raises(AssuranceError, match="hobby"):
        least_level("hobby", date(2026, 11, 22))
    assert level_of("urn:etoegang:core:assurance-class:loa4") is Level.HIGH
    assert level_of("eigen", {"eigen": "high"}) is Level.HIGH
    assert level_of("") is Level.NONE
