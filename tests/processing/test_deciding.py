"""What was decided is remembered: the same answer, and never an answer to another question."""

from datetime import date

import pytest

from zorgvuldig.decisions import Sourced, decide
from zorgvuldig.ledger import deciding
from zorgvuldig.ledger.canonical import canonical
from zorgvuldig.ledger.deciding import Memory

TODAY = date(2026, 11, 22)
FACTS = {
    "purpose": Sourced("claims", "process"),
    "action": Sourced("consult", "process"),
    "data": Sourced(frozenset({"claim"}), "process"),
    "role": Sourced("claims-handler", "login"),
}


@pytest.fixture
def asked():
    """How often, and what, the engine itself was asked."""
    return []


@pytest.fixture
def engine(asked):
    def judge(facts, on):
        asked.append((facts, on))
        return decide(facts, on)

    return judge


def test_the_same_question_is_decided_once_and_answered_alike(engine, asked):
    memory = Memory()
    first, again = memory.answer(engine, FACTS, TODAY), memory.answer(engine, dict(FACTS), TODAY)
    assert len(asked) == 1
    assert first is again
    assert first.decision == decide(FACTS, TODAY)
    assert first.receipt == canonical(decide(FACTS, TODAY).receipt())


@pytest.mark.parametrize(
    ("changed", "on"),
    [
        ({**FACTS, "role": Sourced("marketer", "login")}, TODAY),
        ({**FACTS, "role": Sourced("claims-handler", "rumour")}, TODAY),
        ({**FACTS, "threatened": Sourced(value=True, source="records")}, TODAY),
        (FACTS, date(2026, 11, 23)),
    ],
)
def test_another_value_source_fact_or_day_is_another_question(engine, asked, changed, on):
    memory = Memory()
    memory.answer(engine, FACTS, TODAY)
    other = memory.answer(engine, changed, on)
    assert len(asked) == 2
    assert other.receipt != memory.answer(engine, FACTS, TODAY).receipt


def test_true_is_not_the_number_one(asked):
    def judge(facts, on):
        asked.append(facts["subject_age"].value)
        return decide({}, on)

    memory = Memory()
    for value in (1, True):
        memory.answer(judge, {"subject_age": Sourced(value, "records")}, TODAY)
    assert asked == [1, True]


def test_nor_is_it_within_a_list(asked):
    def judge(facts, on):
        asked.append(facts["data"].value)
        return decide({}, on)

    memory = Memory()
    for value in ([1], [True], ["1"]):
        memory.answer(judge, {"data": Sourced(value, "process")}, TODAY)
    assert asked == [[1], [True], ["1"]]


def test_nobody_changes_an_answer_that_others_get(engine):
    decision = Memory().answer(engine, FACTS, TODAY).decision
    for told in (decision.facts, decision.sources):
        with pytest.raises(TypeError):
            told["role"] = "marketer"


def test_a_list_of_words_is_the_set_of_them(engine, asked):
    memory = Memory()
    memory.answer(engine, FACTS, TODAY)
    memory.answer(engine, {**FACTS, "data": Sourced(["claim"], "process")}, TODAY)
    assert len(asked) == 2
    memory.answer(engine, {**FACTS, "data": Sourced({"claim"}, "process")}, TODAY)
    assert len(asked) == 3


def test_an_error_is_never_remembered(asked):
    def fail(facts, on):
        asked.append(facts)
        raise RuntimeError("engine")

    memory = Memory()
    for _ in range(2):
        with pytest.raises(RuntimeError):
            memory.answer(fail, FACTS, TODAY)
    assert len(asked) == 2


def test_under_other_norms_it_is_decided_anew(engine, asked, monkeypatch):
    memory = Memory()
    memory.answer(engine, FACTS, TODAY)
    monkeypatch.setattr(deciding, "bundle_at", lambda _: type("Bundle", (), {"id": "other"}))
    memory.answer(engine, FACTS, TODAY)
    assert len(asked) == 2


def test_what_was_asked_longest_ago_is_forgotten_first(engine, asked):
    memory = Memory(size=2)
    days = [date(2026, 11, day) for day in (1, 2, 3)]
    memory.answer(engine, FACTS, days[0])
    memory.answer(engine, FACTS, days[1])
    memory.answer(engine, FACTS, days[0])
    memory.answer(engine, FACTS, days[2])
    assert len(asked) == 3
    memory.answer(engine, FACTS, days[0])
    assert len(asked) == 3
    memory.answer(engine, FACTS, days[1])
    assert len(asked) == 4
