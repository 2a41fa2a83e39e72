"""What a change of the norms changes for people is told in words, class by class."""

import json
from dataclasses import replace
from datetime import date

import pytest

from zorgvuldig.decisions import class_tables
from zorgvuldig.decisions.class_tables import Change, changes, classes, outcome
from zorgvuldig.decisions.facts import read_facts
from zorgvuldig.interfaces.command_line import main
from zorgvuldig.norms import Place, bundle_at, bundle_of, expression

TODAY = date(2026, 11, 21)
NOW = bundle_at(TODAY)
HERE = Place("made_up.md", 1)


@pytest.fixture
def one_purpose(monkeypatch):
    """Look at marketing alone: all purposes take a minute."""
    words = {**class_tables.catalogue().words, "processes": frozenset({"marketing"})}
    monkeypatch.setattr(class_tables, "catalogue", lambda: replace(CATALOGUE, words=words))


CATALOGUE = class_tables.catalogue()


@pytest.mark.usefixtures("one_purpose")
def test_a_ban_that_comes_is_told_and_so_is_one_that_falls_away():
    ban = replace(
        NOW.rules["GC-4.5.1"], key="GC-4.5.1#9", tree=expression('context.action == "select"', HERE)
    )
    banned = replace(NOW, rules={**NOW.rules, ban.key: ban})
    come = list(changes(NOW, banned, TODAY))
    assert all(change.actions == ("select",) and "GC-4.5.1" in change.norms for change in come)
    assert any(change.words().startswith("Vanaf nu mag niet meer: ") for change in come)
    assert any(change.words().startswith("Vanaf nu mag: ") for change in changes(banned, NOW, TODAY))


@pytest.mark.usefixtures("one_purpose")
def test_the_same_norms_differ_in_nothing():
    assert list(changes(NOW, NOW, TODAY)) == []


def test_every_word_stands_in_exactly_one_kind():
    rules = [rule.tree for rule in class_tables.prepare(NOW, "shielding").forbids]
    found = list(classes("shielding", rules))
    for name, fact in (("action", "action"), ("role", "role"), ("data", "data")):
        kinds = {getattr(entry, name) for entry in found}
        assert sorted(word for kind in kinds for word in kind) == sorted(CATALOGUE.facts[fact].values)


def test_a_class_meets_all_four_outcomes():
    def told(norms=NOW, **facts):
        given = read_facts({**CATALOGUE.background, "under_ma": False, **facts}, TODAY)
        return outcome(given, class_tables.prepare(norms, facts["purpose"]))[0]

    mail = {"purpose": "marketing", "action": "select", "role": "marketer"}
    assert told(**mail, data=["health"]) == "forbid"
    assert told(**mail, data=["address"]) == "permit"
    assert told(purpose="claims", action="disclose", role="claims-handler", data=["claim"]) == "gap"
    assert told(bundle_at(date(2000, 1, 1)), **mail, data=["address"]) == "no-permit"


def test_a_long_list_is_cut_and_a_whole_one_named_as_such():
    everything = tuple(sorted(CATALOGUE.facts["data"].values))
    roles = ("dpo", "board", "court", "lawyer", "hr", "insured")
    change = Change("gap", "permit", (), ("claims",), ("use",), everything, roles, ("met",))
    assert "van alles voor" in change.words()
    assert "en nog 1, met toestemming." in change.words()


def test_the_command_compares_with_an_earlier_day_and_with_other_files(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(class_tables, "_of_purpose", lambda *_: iter(()))
    assert main(["norms", "changes", "--since", "2018-05-24"]) == 0
    assert capsys.readouterr().err == "0 differences\n"
    assert main(["norms", "changes", "--against", str(tmp_path)]) == 2
    assert "no norm files stand here" in capsys.readouterr().err


def test_the_command_prints_json_when_asked(capsys, monkeypatch):
    change = Change("permit", "forbid", ("GC-4.5.1",), ("claims",), ("use",), ("health",), ("dpo",), ("met",))
    monkeypatch.setattr(class_tables, "_of_purpose", lambda purpose, *_: [change] * (purpose == "claims"))
    assert main(["norms", "changes", "--since", "2018-05-24", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["norms"] == ["GC-4.5.1"]


def test_files_of_another_version_are_a_bundle_of_their_own(tmp_path):
    folder = tmp_path / "code_of_conduct" / "2011-12-13"
    folder.mkdir(parents=True)
    text = '# Kop\n\n## GC-1.20 · Uitvoeren\n\n*Art. 1*\n\nDoen.\n\n```definition\ntext = "t"\n```\n'
    (folder / "one.md").write_text(text, encoding="utf-8")
    assert set(bundle_of(tmp_path, TODAY).sections) == {"GC-1.20"}
