"""`zorgvuldig norms …`: what people and other programs read about the norms."""

import json
from datetime import date

import pytest

from zorgvuldig.interfaces.command_line import main, norms_check
from zorgvuldig.norms import NormError, NormFile, catalogue
from zorgvuldig.norms.model import Place


def test_coverage_as_json_stands_alone_on_standard_output(capsys):
    assert main(["norms", "coverage", "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == ""
    assert set(told) == {"counts", "missing"}
    assert sum(told["counts"].values()) == 475
    assert len(told["missing"]) == told["counts"]["missing"]
    assert set(told["missing"]) <= set(catalogue().norms)


def test_coverage_for_people_adds_up(capsys):
    assert main(["norms", "coverage"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["in", "all", "475"]


def test_coverage_of_an_earlier_day_knows_no_later_norms(capsys):
    main(["norms", "coverage", "--json", "--at", "2011-01-01"])
    assert json.loads(capsys.readouterr().out)["counts"]["rule"] == 0


def test_the_list_can_be_narrowed(capsys):
    assert main(["norms", "list", "--process", "formal-control", "--form", "rule"]) == 0
    ids = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert ids == ["GC-1.8", "PMC-stap-11-formeel"]


def test_the_list_as_json_has_a_norm_a_line(capsys):
    main(["norms", "list", "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 475
    assert set(lines[0]) == {"id", "form", "kind", "process", "article"}


def test_a_norm_is_shown_with_its_text_rules_and_examples(capsys):
    assert main(["norms", "show", "GC-4.5.1"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("GC-4.5.1 · planned · marketing · art. 4.5.1")
    assert "forbid: Gegevens over gezondheid worden nooit gebruikt voor reclame of verkoop." in out
    assert "voorbeeld: Een campagne selecteert op declaraties → forbid" in out


@pytest.mark.parametrize(
    ("norm", "told"),
    [
        ("GC-T-4.2.2-pil", "plicht: Gebruik een omschrijving"),
        ("GC-3.13", "open norm: juridische zaken"),
        ("GC-1.20", "definition: Uitvoeren is handelen"),
        ("GC-4.5.1", "GC-4.5.1 · planned · marketing"),
        ("GC-1.23", "(ledger/processing.py:processing)"),
        ("GC-4.0.9e", "verschilt met GC-4.0.9f: "),
    ],
)
def test_duties_open_norms_definitions_and_planned_norms_are_shown_as_such(capsys, norm, told):
    assert main(["norms", "show", norm]) == 0
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(("norm", "hint"), [("GC-4.5.11", "Did you mean GC-4.5.1?"), ("zzz", "norms list")])
def test_a_norm_that_does_not_exist_is_told_with_the_nearest(capsys, norm, hint):
    assert main(["norms", "show", norm]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert hint in err


def test_the_check_says_that_all_is_in_order(capsys, monkeypatch):
    # All of them are decided, file by file, in test_decision_scenarios.py.
    some = norms_check.scenarios()[::40]
    monkeypatch.setattr(norms_check, "problems", lambda _: [])
    monkeypatch.setattr(norms_check, "scenarios", lambda: some)
    assert main(["norms", "check"]) == 0
    assert f" files and {len(some)} scenarios are in order" in capsys.readouterr().out


def test_the_check_tells_problems_and_contradicted_scenarios(capsys, monkeypatch):
    monkeypatch.setattr(norms_check, "problems", lambda _: ["a.md:3: wrong. Mend it."])
    assert main(["norms", "check"]) == 1
    assert capsys.readouterr().err == "a.md:3: wrong. Mend it.\n"
    monkeypatch.setattr(norms_check, "problems", lambda _: [])
    monkeypatch.setattr(norms_check, "differences", lambda entry: [f"{entry.place}: not so"])
    assert main(["norms", "check"]) == 1
    assert ": not so" in capsys.readouterr().err


def test_the_check_tells_a_file_that_cannot_be_read(capsys, monkeypatch):
    def fail(**_):
        raise NormError(Place("a.md", 3), "broken", "Mend it")

    monkeypatch.setattr(norms_check, "chapters", fail)
    assert main(["norms", "check"]) == 1
    assert capsys.readouterr().err == "a.md:3: broken. Mend it.\n"


def test_the_check_formats_what_is_not_tidy(capsys, monkeypatch, tmp_path):
    entry = NormFile("approval", date(2011, 12, 13), "one", "# Los  \n\n\n")
    home = tmp_path / "approval" / "2011-12-13"
    home.mkdir(parents=True)
    (home / "one.md").write_text(entry.text)
    monkeypatch.setattr(norms_check, "HOME", tmp_path)
    monkeypatch.setattr(norms_check, "find_files", lambda: (entry,))
    monkeypatch.setattr(norms_check, "_problems", list)
    assert main(["norms", "check", "--fix"]) == 0
    assert (home / "one.md").read_text() == "# Los\n"
    assert "formatted approval/2011-12-13/one.md" in capsys.readouterr().out
