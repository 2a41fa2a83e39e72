"""A line of the log says what is listed, and nothing that was handled."""

import json
import logging
import sys
import threading

import pytest

from zorgvuldig.interfaces.operations import logs
from zorgvuldig.interfaces.operations.masking import MASK, scrub

SECRET = "Wilgeninga 999990019 w.wilgeninga@voorbeeld.example NL91ABNA0417164300 1980-05-06"


def line(message, *arguments, name="zorgvuldig.x", **words):
    record = logging.getLogger(name).makeRecord(
        name,
        logging.WARNING,
        "/src/zorgvuldig/some/file.py",
        7,
        message,
        arguments,
        words.pop("exc_info", None),
        extra=words or None,
    )
    written = logs.JsonLines().format(record)
    assert "\n" not in written
    return json.loads(written)


def raised():
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(f"about {SECRET}") from error
    except RuntimeError:
        return sys.exc_info()


def test_an_event_of_ours_keeps_its_listed_fields_and_loses_all_others():
    told = line(
        "request", event="request", route="my_claims", verb="GET", status=200, milliseconds=1.5, path="/x"
    )
    assert {name: told[name] for name in told if name != "time"} == {
        "level": "warning",
        "logger": "zorgvuldig.x",
        "event": "request",
        "route": "my_claims",
        "verb": "GET",
        "status": 200,
        "milliseconds": 1.5,
    }


@pytest.mark.parametrize(
    "field",
    [{"route": "de heer Wilgeninga"}, {"status": "999990019"}, {"verb": SECRET}, {"account": SECRET}],
)
def test_a_field_with_a_value_of_another_form_is_dropped(field):
    assert not field.keys() & line("request", event="request", **field).keys()


def test_of_a_message_with_values_the_template_stays_and_the_values_go():
    told = line("%s could not be read by %s", SECRET, "Wilgeninga")
    assert (told["template"], told["place"]) == ("%s could not be read by %s", "file.py:7")
    assert "Wilgeninga" not in json.dumps(told)


def test_of_a_message_that_was_put_together_only_its_place_stays():
    told = line(f"no such person: {SECRET}")
    assert "template" not in told
    assert (told["event"], told["place"]) == ("message", "file.py:7")


def test_of_an_exception_its_classes_and_places_stay_and_its_words_go():
    told = line("it broke", exc_info=raised())
    assert told["exception"] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert told["places"][-1].endswith(" raised")
    assert "Wilgeninga" not in json.dumps(told)
    assert "99999" not in json.dumps(told)


def test_nobody_can_begin_a_line_of_their_own():
    for message in ('x\n{"event": "login"}', "x\r\nFAKE", "x\u2028y", "\x1b[2Jx"):
        record = logging.LogRecord(message, logging.INFO, "/a\nb.py", 1, message + "%s", ("\n",), None)
        written = logs.JsonLines().format(record)
        assert written.isascii()
        assert written.isprintable()


def test_what_the_desks_tell_of_security_keeps_route_rule_and_marks():
    row = {
        "event": "refused",
        "rule": "verb",
        "route": "my_claims",
        "verb": "POST",
        "status": 405,
        "account": "0123456789abcdef",
        "address": None,
        "name": SECRET,
    }
    told = line("%s", json.dumps(row), name="zorgvuldig.security")
    assert (told["event"], told["route"], told["account"]) == ("refused", "my_claims", "0123456789abcdef")
    assert "name" not in told
    assert "address" not in told


def test_a_login_is_told_by_kind_method_and_mark():
    row = {"event": "login", "kind": "password-failed", "method": "", "account": "0123456789abcdef"}
    told = line("%s", json.dumps(row), name="zorgvuldig.security")
    assert (told["event"], told["kind"], told["account"]) == ("login", "password-failed", "0123456789abcdef")


@pytest.mark.parametrize("words", [("no json",), ("[1]",), ()])
def test_a_security_line_of_another_form_says_nothing_but_that_it_was_there(words):
    assert line("%s", *words, name="zorgvuldig.security")["event"] == "message"


@pytest.mark.parametrize(
    "word",
    [
        "w.wilgeninga@voorbeeld.example",
        "NL91 ABNA 0417 1643 00",
        "NL91ABNA0417164300",
        "1980-05-06",
        "06-05-1980",
        "19800506",
        "999990019",
    ],
)
def test_the_last_sieve_masks_what_looks_like_a_person(word):
    assert scrub(f"before {word} after") == f"before {MASK} after"


def test_the_last_sieve_leaves_other_numbers_and_moments_alone():
    text = "8 of 123456789 rows in 12345 ms at 2026-11-22T10:00:00"
    assert scrub(text) == text


@pytest.fixture
def hooks(monkeypatch, caplog):
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.install_hooks()
    yield caplog
    logging.captureWarnings(capture=False)


def test_what_nobody_caught_is_a_line_too(hooks):
    sys.excepthook(*raised())
    thread = threading.Thread(target=lambda: int(SECRET))
    thread.start()
    thread.join()
    written = [logs.JsonLines().format(record) for record in hooks.records]
    assert [json.loads(text)["level"] for text in written] == ["critical", "critical"]
    assert not any("Wilgeninga" in text for text in written)


def test_an_interrupt_is_no_error(hooks):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert hooks.records == []
