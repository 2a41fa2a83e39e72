"""Figures count and never tell of whom: labels come from closed lists."""

import json
import socket
import threading
import urllib.request
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from zorgvuldig.interfaces.operations import figures, readiness, watching
from zorgvuldig.interfaces.operations.answering import Place, PlaceError, figures_text, server
from zorgvuldig.interfaces.operations.metrics import FAMILIES, Registry, gather, render


def test_what_somebody_typed_is_counted_under_other():
    registry = Registry()
    for word in ("Wilgeninga", "999990019", 'x"} 1\nfake 2', "a" * 80, "w@voorbeeld.example"):
        registry.add("requests", route=word, verb=word, status=word)
    assert registry.samples["requests"] == {"other|other|other": 5.0}


def test_a_label_that_is_not_on_the_list_is_an_error():
    with pytest.raises(ValueError, match="are known"):
        Registry().add("requests", route="home", verb="GET", status="2xx", person="x")


def test_the_text_is_openmetrics():
    registry = Registry()
    registry.add("requests", route="home", verb="GET", status="2xx")
    registry.observe("request_seconds", 0.03, route="home")
    registry.put("duties_open", 3)
    lines = render(registry.samples).splitlines()
    assert 'zorgvuldig_requests_total{route="home",verb="GET",status="2xx"} 1.0' in lines
    assert 'zorgvuldig_request_seconds_bucket{route="home",le="0.05"} 1.0' in lines
    assert 'zorgvuldig_request_seconds_count{route="home"} 1.0' in lines
    assert "zorgvuldig_duties_open 3" in lines
    assert lines[-1] == "# EOF"
    bounds = [line.split('le="')[1].split('"')[0] for line in lines if "_bucket" in line]
    assert bounds == sorted(bounds, key=float)


def test_the_processes_are_added_up_and_a_broken_file_is_passed_over(tmp_path):
    registry = Registry()
    registry.add("logins_failed", 2)
    registry.lay_down(tmp_path, "web")
    (tmp_path / "web-99.json").write_text(json.dumps({"logins_failed": {"": 3}, "unknown": {"": 1}}))
    (tmp_path / "web-100.json").write_text("{")
    assert gather(tmp_path) == {"logins_failed": {"": 5.0}}


def test_figures_are_only_asked_for_on_this_machine():
    for words in ("0.0.0.0:9465", "192.168.1.2:9465", "9465", "host:x", ""):
        with pytest.raises(PlaceError, match="not for the network"):
            Place(words)
    assert Place("127.0.0.1:9465").port == 9465
    assert Place("unix:/run/x").path == Path("/run/x")


def test_a_request_is_counted_by_the_name_of_its_route(monkeypatch, settings):
    monkeypatch.setattr(watching, "REGISTRY", Registry())
    for address, route in (
        ("/privacy/", "privacy"),
        ("/nergens/999990019", "other"),
        ("/static/x.css", "static"),
    ):
        request = RequestFactory().get(address)
        watching.Watched(lambda _: Answer(200))(request)
        assert f"{route}|GET|2xx" in watching.REGISTRY.samples["requests"]
    request = RequestFactory().post("/inloggen/")
    watching.Watched(lambda _: Answer(200))(request)
    watching.Watched(lambda _: Answer(403))(RequestFactory().get("/privacy/"))
    assert watching.REGISTRY.samples["logins_failed"] == {"": 1.0}
    assert watching.REGISTRY.samples["refused"] == {"privacy": 1.0}


class Answer:
    def __init__(self, status_code):
        self.status_code = status_code


def test_the_database_is_measured_and_answered_over_a_socket(database, tmp_path):
    text = figures_text(tmp_path)
    answering = server(Place("127.0.0.1:0"), text)
    threading.Thread(target=answering.serve_forever, args=(0.02,), daemon=True).start()
    try:
        told = urllib.request.urlopen(f"http://127.0.0.1:{answering.server_port}/metrics").read().decode()
    finally:
        answering.shutdown()
        answering.server_close()
    for name in ("ledger_waiting", "duties_overdue", "disk_free_bytes", "archive_failures"):
        assert f"zorgvuldig_{name} " in told
    assert 'zorgvuldig_up{part="ledger"} 1' in told
    assert told.endswith("# EOF\n")


def test_figures_are_answered_on_a_unix_socket_that_strangers_cannot_open(tmp_path):
    path = tmp_path / "figures"
    answering = server(Place(f"unix:{path}"), lambda: "# EOF\n")
    threading.Thread(target=answering.serve_forever, args=(0.02,), daemon=True).start()
    try:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(str(path))
            asking.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            told = b"".join(iter(lambda: asking.recv(4096), b""))
        assert told.endswith(b"# EOF\n")
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(str(path))
            asking.sendall(b"GET /Kanarie HTTP/1.0\r\n\r\n")
            assert b" 404 " in asking.recv(4096)
    finally:
        answering.shutdown()
        answering.server_close()
    assert path.stat().st_mode & 0o007 == 0


def test_every_figure_tells_what_it_is():
    assert all(family.help.endswith(".") for family in FAMILIES.values())


def test_a_service_that_is_well_is_ready_in_words_alone(database):
    told = Client().get("/readyz")
    assert (told.status_code, set(told.json().values())) == (200, {"ok"})
    assert set(told.json()) == {"database", "ledger", "jobs", "disk", "keys", "open"}


@pytest.mark.parametrize(
    ("part", "breaks"),
    [
        ("database", (figures, "jobs", OSError("no database at /var/lib"))),
        ("ledger", (figures, "figures", OSError("no ledger"))),
        ("keys", (readiness, "key_provider", OSError("/var/keys/kek is gone"))),
        ("disk", (readiness.shutil, "disk_usage", OSError("no disk"))),
    ],
)
def test_a_part_that_is_not_well_is_named_without_why(database, monkeypatch, part, breaks):
    module, name, error = breaks

    def fail(*_):
        raise error

    monkeypatch.setattr(module, name, fail)
    told = Client().get("/readyz")
    assert told.status_code == 503
    assert told.json()[part] == "unavailable"
    assert str(error) not in told.content.decode()


def test_a_sequencer_that_stands_still_is_not_ready(database, monkeypatch):
    told = {"entries": 5, "signed": 3, "signed_seconds": 120.0}
    monkeypatch.setattr(figures, "figures", lambda: told)
    assert readiness.states(Path("/"))["ledger"] == "unavailable"
