"""The one-time code of a demo login."""

import base64
import json
from types import SimpleNamespace

import pytest

from zorgvuldig.interfaces.command_line import code

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "digits"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_rfc_6238_appendix_b_last_six_digits(moment, digits):
    assert code.one_time_code(RFC_SECRET, moment) == digits


def test_an_unknown_login_names_those_that_there_are(tmp_path, monkeypatch, capsys):
    logins = tmp_path / "logins.json"
    logins.write_text(json.dumps([{"user": "fg", "totp_secret": RFC_SECRET}]), encoding="utf-8")
    monkeypatch.setattr(code, "LOGINS", logins)

    assert code.run(SimpleNamespace(user="x")) == 2
    assert "fg" in capsys.readouterr().err


def test_a_known_login_gets_six_digits(tmp_path, monkeypatch, capsys):
    logins = tmp_path / "logins.json"
    logins.write_text(json.dumps([{"user": "fg", "totp_secret": RFC_SECRET}]), encoding="utf-8")
    monkeypatch.setattr(code, "LOGINS", logins)

    assert code.run(SimpleNamespace(user="fg")) == 0
    assert capsys.readouterr().out[:6].isdigit()
