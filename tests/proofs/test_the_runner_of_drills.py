"""What the drills' runner says of them, and what it passes between processes."""

from __future__ import annotations

import json
import signal

import pytest

from proofs import __main__ as runner
from proofs import work
from proofs.results import Result, table

DRILLS = runner._drills()


@pytest.mark.parametrize("named", [runner.ALONE, runner.ON_DISK, runner.LONGEST])
def test_a_drill_that_the_runner_treats_apart_is_there(named):
    assert set(named) <= set(DRILLS)


def test_drills_are_told_in_the_order_of_their_numbers():
    numbers = [int(name[1:].partition("-")[0]) for name in DRILLS]
    assert numbers == sorted(numbers)
    assert numbers[-1] > 9


def test_a_drill_may_be_asked_for_without_its_number():
    assert runner._public("rules", DRILLS) == "b12-rules"
    assert runner._public("nothing", DRILLS) == "nothing"


def test_an_unknown_drill_ends_with_the_names_of_those_there_are(capsys):
    with pytest.raises(SystemExit) as ended:
        runner.main(["b99-nothing"])
    assert ended.value.code == 2
    assert "b10-wall" in capsys.readouterr().err


def test_a_result_passes_to_another_process_whole():
    told = Result("b1", {"lost": 0}, ["one failed"], bar="none", control="seen", seconds=2.5, worked=1.5)
    back = Result.from_json(json.loads(json.dumps(told.as_json())))
    assert back == told
    assert not back.held


def test_the_table_tells_a_broken_drill_and_what_it_cost():
    lines = table([Result("b1", {}, ["failed"], bar="a bar", seconds=12.0, worked=7.5)]).splitlines()
    assert lines[-1].split() == ["b1", "a", "bar", "none", "BROKEN", "12.0", "7.5"]


def test_a_drill_that_ends_without_a_word_is_broken(monkeypatch):
    monkeypatch.setattr(runner.sys, "executable", "/bin/false")
    result = runner._apart("b10-wall", full=False)
    assert not result.held
    assert "no result" in result.failures[0]


def test_progress_is_told_once_in_a_while_and_not_at_every_step(capsys, monkeypatch):
    moments = iter([0.0, 1.0, work.EVERY + 1, work.EVERY + 2])
    monkeypatch.setattr(work.time, "monotonic", lambda: next(moments))
    progress = work.Progress("b1", 4, "tries")
    for _ in range(3):
        progress.step()
    assert capsys.readouterr().err.splitlines() == ["b1: 2 of 4 tries, about 21 s to go"]


@pytest.fixture
def interruptible():
    """Whoever starts the tests in the background may have them ignore interrupts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_drill_that_is_interrupted_tells_what_it_did(interruptible):
    progress, done = work.Progress("b99", 1_000, "tries"), []
    for number in progress.each(range(1_000)):
        done.append(number)
        if number == 6:
            signal.raise_signal(signal.SIGINT)
    assert done == list(range(7))
    assert progress.told_of() == "7 of 1,000 (stopped)"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_drill_that_ends_by_itself_tells_its_count():
    progress = work.Progress("b99", 3, "tries")
    assert list(progress.each("abc")) == ["a", "b", "c"]
    assert progress.told_of() == "3"
