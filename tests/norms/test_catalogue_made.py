"""The vendored catalogue is made by a command from the shared one; a shared one that is wrong is refused."""

import json

import pytest
import yaml

from proofs import catalogue

SMALL = {
    "schema_version": 1,
    "processes": {"claims": "claims handling"},
    "actors": ["insured"],
    "data_categories": ["claim"],
    "data_sets": {"HEALTH": ["claim"]},
    "background": {"authorised": True},
    "facts": {"purpose": "what for", "authorised": "may it"},
    "fact_types": {"purpose": {"type": "enum", "values": "processes"}, "authorised": {"type": "boolean"}},
    "defaults": {"authorised": False},
    "norms": [
        {
            "id": "GC-1",
            "source": "a.txt | Art. 1",
            "kind": "rule",
            "process": "claims",
            "norm": "Claims are paid — not told.",
            "decision": {"effect": "permit", "condition": None},
            "period": None,
            "conflicts": [{"id": "GC-2", "note": "later"}],
        }
    ],
}


def changed(**parts):
    """Write the small catalogue with some parts otherwise."""
    return yaml.safe_dump({**SMALL, **parts}, sort_keys=False, allow_unicode=True)


def test_the_vendored_files_are_what_the_command_makes(capsys):
    if not catalogue.SHARED.is_file():
        pytest.skip("the shared catalogue is not here; the vendored one stands alone")
    assert catalogue.main([str(catalogue.SHARED), "--check"]) == 0, capsys.readouterr().out


def test_files_are_written_once_and_are_then_as_they_should_be(tmp_path, capsys):
    (tmp_path / "norms.yaml").write_text(changed(), encoding="utf-8")
    words = [str(tmp_path / "norms.yaml"), "--into", str(tmp_path)]
    assert catalogue.main([*words, "--check"]) == 1
    assert not (tmp_path / "facts.json").exists()
    assert catalogue.main(words) == 0
    assert capsys.readouterr().out.count("is written") == 4
    assert catalogue.main([*words, "--check"]) == 0
    facts = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))
    assert facts["authorised"] == {"description": "may it", "type": "boolean", "default": False}
    (norm,) = json.loads((tmp_path / "norms.json").read_text(encoding="utf-8"))
    assert (norm["article"], norm["decidable"], norm["conflicts"]) == ("Art. 1", False, ["GC-2"])
    assert "—" in (tmp_path / "texts.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "line 1, column 5"),
        ("- a list", "holds no catalogue"),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "line 4, column 3: 'c' stands there twice"),
        ("a: \x00", "is no YAML"),
        ("schema_version: 1\n", "has no part 'processes'"),
        (changed(norms=SMALL["norms"] * 2), "GC-1 stands there twice"),
        (changed(norms=["GC-1"]), "norms, entry 1: is no mapping"),
        (changed(norms=[{"id": "GC-1"}]), "norms, entry 1: lacks conflicts, decision"),
        (changed(norms=[{**SMALL["norms"][0], "source": "a.txt"}]), "norm GC-1: source 'a.txt' is not"),
        (changed(norms=[{**SMALL["norms"][0], "decision": {}}]), "norm GC-1, decision: lacks condition"),
        (changed(defaults={"autorised": False}), "defaults: autorised stands not among the facts"),
        (changed(fact_types={"purpose": {"type": "enum"}}), "fact_types, authorised: is no mapping"),
        (changed(facts={**SMALL["facts"], "purpose": None}), "facts, purpose: has no description"),
        (
            changed(fact_types={**SMALL["fact_types"], "purpose": {"type": "word"}}),
            "fact_types, purpose: 'word' is not one of boolean",
        ),
        (
            changed(fact_types={**SMALL["fact_types"], "purpose": {"type": "enum", "values": "goals"}}),
            "there is no list of words 'goals'",
        ),
        (
            changed(
                facts={**SMALL["facts"], "training_current": "x"},
                fact_types={**SMALL["fact_types"], "training_current": {"type": "boolean"}},
            ),
            "training_current stands among our own facts",
        ),
    ],
)
def test_a_shared_catalogue_that_is_wrong_is_refused_with_its_place(tmp_path, capsys, text, told):
    source = tmp_path / "norms.yaml"
    source.write_text(text, encoding="utf-8")
    assert catalogue.main([str(source), "--into", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["norms.yaml"]
