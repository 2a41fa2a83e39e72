"""`zorgvuldig decide`: one line out for each request in, or nothing at all and a message."""

import io
import json
import sys

import pytest
from decision_samples import CLAIM_VIEW

from zorgvuldig.interfaces.command_line import decide as command
from zorgvuldig.interfaces.command_line import main

KEYS = ["outcome", "norms", "duties", "reason", "missing", "bundle"]


@pytest.fixture
def ask(monkeypatch, capsys):
    """Run the command on this input, and give its exit code, lines and message."""

    def run(text, *arguments):
        raw = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = main(["decide", *(arguments or ("-",))])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return run


def test_one_object_gives_one_line(ask):
    code, lines, err = ask(json.dumps(CLAIM_VIEW))
    assert (code, len(lines), err) == (0, 1, "")
    assert list(lines[0]) == KEYS
    assert lines[0]["outcome"] == "permit"


def test_of_a_single_refusal_the_way_out_is_told_and_of_many_when_asked(ask):
    refused = {**CLAIM_VIEW, "data": ["claim", "medical-file"]}
    told = "Mag wel als dit wegblijft (medisch dossier)."
    _, lines, _ = ask(json.dumps(refused))
    assert list(lines[0]) == [*KEYS, "way_out"]
    assert lines[0]["way_out"] == {"text": told, "facts": {"data": ["claim"]}}
    two = f"{json.dumps(refused)}\n{json.dumps(CLAIM_VIEW)}\n"
    assert [list(line) for line in ask(two)[1]] == [KEYS, KEYS]
    assert [list(line) for line in ask(two, "--way-out", "-")[1]] == [[*KEYS, "way_out"], KEYS]


def test_a_decision_can_be_read_as_a_sentence_with_its_way_out(monkeypatch, capsys):
    refused = {**CLAIM_VIEW, "data": ["claim", "medical-file"]}
    for text, end in (
        (f"{json.dumps(refused)}", "Mag wel als dit wegblijft (medisch dossier).\n"),
        (f"{json.dumps(refused)}\n{json.dumps(CLAIM_VIEW)}", ").\n"),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert main(["decide", "--dutch"]) == 0
        assert capsys.readouterr().out.endswith(end)


def test_facts_may_stand_in_an_object_with_a_date(ask):
    _, lines, _ = ask(json.dumps({"facts": CLAIM_VIEW, "at": "2011-12-12"}))
    assert lines[0]["outcome"] == "no-permit"
    _, lines, _ = ask(json.dumps({**CLAIM_VIEW, "at": "2011-12-13"}))
    assert lines[0]["outcome"] == "permit"


def test_json_lines_give_a_line_each_in_order(ask):
    text = "\n".join(
        ["", json.dumps(CLAIM_VIEW), "", json.dumps({**CLAIM_VIEW, "authorised": False}), json.dumps({})]
    )
    _, lines, _ = ask(text)
    assert [line["outcome"] for line in lines] == ["permit", "forbid", "gap"]


def test_one_object_may_be_spread_over_lines(ask):
    assert ask(json.dumps(CLAIM_VIEW, indent=2))[1][0]["outcome"] == "permit"
    assert ask(json.dumps({"facts": CLAIM_VIEW}, indent=2))[1][0]["outcome"] == "permit"


def test_a_file_is_read_by_its_name(ask, tmp_path):
    path = tmp_path / "requests.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(CLAIM_VIEW).encode() + b"\r\n")
    assert ask("", str(path))[1][0]["outcome"] == "permit"


GOOD = json.dumps(CLAIM_VIEW)
BAD = {
    "an unknown fact": (
        f'{GOOD}\n{{"purpos": "claims"}}',
        "line 2: fact 'purpos': no such fact; did you mean",
    ),
    "an unknown purpose": (
        '{"purpose": "gossip"}',
        "line 1: fact 'purpose': 'gossip' is not among its values",
    ),
    "a malformed date of a fact": ('{"ends_on": "2026-2-3"}', "line 1: fact 'ends_on'"),
    "a malformed date": (
        '{"at": "tomorrow", "purpose": "claims"}',
        "line 1: fact 'at': 'tomorrow' is not a date",
    ),
    "a date that is a number": ('{"facts": {}, "at": 3}', "line 1: fact 'at': 3 is not a date"),
    "two dates that differ": ('{"now": "2026-01-01", "at": "2026-01-02"}', "line 1: fact 'now'"),
    "a fact given twice": (
        '{"purpose": "claims", "purpose": "marketing"}',
        "line 1: fact 'purpose': given twice",
    ),
    "a number that is none": ('{"subject_age": NaN}', "line 1: NaN is not a number"),
    "a number without end": ('{"subject_age": 1' + "0" * 5000 + "}", "line 1: "),
    "a list": ("[1, 2]", "line 1: not an object of facts"),
    "a word": ('"claims"', "line 1: not an object of facts"),
    "no JSON": (f"{GOOD}\nnot json", "line 2: not JSON"),
    "half an object": ('{"purpose": ', "line 1: not JSON"),
    "half an object over lines": ('{\n"purpose": "claims",\n', "line 3: not JSON"),
    "facts that are no object": ('{"facts": [1]}', 'line 1: "facts" is not an object'),
    "a fact beside the facts": ('{"facts": {}, "purpose": "claims"}', "line 1: fact 'purpose' stands beside"),
    "nothing": ("", "line 1: nothing to decide on"),
    "white space": (" \n\t\n", "line 1: nothing to decide on"),
    "what is no UTF-8": (b'{"purpose": "claims"}\n{"unit": "\xff"}', "line 2: not UTF-8"),
    "control characters": ('{"unit": "a\\u0000b"}', "line 1: fact 'unit'"),
    "a line too long": ('{"unit": "' + "x" * (1 << 20) + '"}', "line 1: longer than"),
    "deep nesting": ("[" * 200_000, "line 1: nested too deeply"),
    "deep nesting in an object": ('{"a":' * 100_000, "line 1: nested too deeply"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_told_by_line_and_fact_and_nothing_is_printed(ask, text, message):
    code, lines, err = ask(text)
    assert (code, lines) == (2, [])
    assert err.startswith("zorgvuldig decide: ")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", [".", "no-such-file", "/dev/full/x"])
def test_what_cannot_be_read_is_told(ask, name):
    code, lines, err = ask("", name)
    assert (code, lines) == (2, [])
    assert f"cannot read {name}" in err


def test_input_too_large_is_refused_before_it_is_parsed(ask, monkeypatch):
    monkeypatch.setattr(command, "LARGEST_INPUT", 1 << 20)
    assert "is larger than 1 MB" in ask(" " * (1 << 20) + "x")[2]


def test_one_bad_line_among_many_silences_them_all(ask):
    code, lines, err = ask("\n".join([GOOD] * 20 + ['{"purpose": 3}'] + [GOOD] * 20))
    assert (code, lines) == (2, [])
    assert "line 21: fact 'purpose'" in err
