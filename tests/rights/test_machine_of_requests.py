"""Every order of steps that the machine lets through: what never happens in any of them."""

from dataclasses import replace

import pytest

from zorgvuldig.norms import catalogue
from zorgvuldig.processes.rights.intake.machine import StepError, Where, machine, possible, take

ONE, OTHER = "handler-1", "handler-2"
OUTCOMES = ("granted", "partly", "refused", "no-data")
BEGINNINGS = (Where(is_open=True, identified=True), Where(is_open=True, identified=False))


def after(name, place, by):
    """Give where a request stands after a step, as the records note it."""
    noted = {
        "identify": {"identified": True},
        "ask-view": {"view_asked": True},
        "give-view": {"view_given": True},
        "extend": {"extended": True},
        "propose": {"proposed_by": by},
        "propose-special": {"proposed_by": by, "officer_waited_for": True},
        "advise": {"officer_waited_for": False},
        "advise-against": {"proposed_by": "", "officer_waited_for": False},
        "send-back": {"proposed_by": "", "officer_waited_for": False},
        "prolong": {},
        "end-ground": {"withheld": False},
    }
    return replace(place, **noted.get(name, {"is_open": False}))


def moves(place):
    """Give every step that anybody may take here, with who took it and with which outcome."""
    for by, acting in ((ONE, "handler"), (OTHER, "handler"), ("the person", "person"), ("fg", "officer")):
        for name in possible(place, by=by, acting=acting):
            for outcome in (machine().steps[name].outcomes and OUTCOMES) or ("",):
                try:
                    take(name, place, by=by, acting=acting, outcome=outcome)
                except StepError:
                    continue
                yield name, by, outcome, after(name, place, by)
                if name == "settle":
                    # On a ground of article 3.13, which stands until a day.
                    yield name, by, outcome, replace(after(name, place, by), withheld=True)


def explored():
    """Give every place that can be reached, with every move from it."""
    found, waiting = {}, list(BEGINNINGS)
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found[place] = list(moves(place))
        waiting += [to for *_, to in found[place]]
    return found


EVERYWHERE = explored()


def test_the_machine_was_explored_to_its_end():
    assert {place.stage for place in EVERYWHERE} == set(machine().stages)
    assert {name for steps in EVERYWHERE.values() for name, *_ in steps} == set(machine().steps)
    assert len(EVERYWHERE) > 30


def test_nothing_is_granted_and_no_part_refused_before_it_is_certain_who_asks():
    for place, steps in EVERYWHERE.items():
        for name, _, outcome, _ in steps:
            assert place.identified or name != "answer"
            assert place.identified or name != "propose" or outcome == "refused"


def test_nothing_is_refused_by_one_person_alone():
    for place, steps in EVERYWHERE.items():
        for name, by, outcome, _ in steps:
            assert name != "settle" or by not in {place.proposed_by, ""}
            assert name != "answer" or outcome in {"granted", "no-data"}


def test_nothing_is_answered_while_another_may_still_give_a_view():
    for place, steps in EVERYWHERE.items():
        if place.stage == "view":
            assert {name for name, *_ in steps} <= {"give-view", "extend", "withdraw"}


def test_a_request_is_extended_and_another_is_asked_once_at_most():
    for place, steps in EVERYWHERE.items():
        names = {name for name, *_ in steps}
        assert not (place.extended and "extend" in names)
        assert not (place.view_asked and "ask-view" in names)


def test_nothing_is_settled_while_the_officer_is_waited_for():
    for place, steps in EVERYWHERE.items():
        if place.stage == "officer":
            names = {name for name, *_ in steps}
            assert names == {"advise", "advise-against", "send-back", "withdraw"}
            assert {by for name, by, *_ in steps if name.startswith("advise")} == {"fg"}


def test_only_the_officer_looks_at_a_refusal_again_and_only_one_until_a_day():
    for place, steps in EVERYWHERE.items():
        if not place.is_open:
            told = {(name, by) for name, by, *_ in steps}
            assert told == ({("prolong", "fg"), ("end-ground", "fg")} if place.withheld else set())


def test_from_everywhere_a_request_comes_to_its_end_and_after_it_nothing_happens():
    ends = {place for place in EVERYWHERE if not place.is_open and not place.withheld}
    assert all(not EVERYWHERE[place] for place in ends)
    reaching = set(ends)
    while True:
        more = {p for p, steps in EVERYWHERE.items() if any(to in reaching for *_, to in steps)} - reaching
        if not more:
            break
        reaching |= more
    assert reaching == set(EVERYWHERE)


def test_the_person_may_always_take_the_own_request_back_and_do_nothing_else():
    for place, steps in EVERYWHERE.items():
        mine = {name for name, by, *_ in steps if by == "the person"}
        assert mine == ({"withdraw"} if place.is_open else set())


def test_each_step_stands_on_a_norm_of_the_catalogue():
    known = set(catalogue().norms)
    assert {step.norm for step in machine().steps.values()} <= known


@pytest.mark.parametrize(
    ("name", "place", "told"),
    [
        ("answer", Where(is_open=True, identified=False), "Stel eerst vast wie dit vraagt"),
        ("answer", Where(is_open=False, identified=True), "afgehandeld"),
        ("settle", Where(is_open=True, identified=True, proposed_by=ONE), "Een collega"),
        ("extend", Where(is_open=True, identified=True, extended=True), "maar één keer"),
        ("withdraw", Where(is_open=True, identified=True), "niet aan u"),
    ],
)
def test_a_step_that_cannot_be_taken_says_what_must_come_first(name, place, told):
    with pytest.raises(StepError, match=told):
        take(name, place, by=ONE, outcome="granted")


def test_an_outcome_of_another_step_is_refused():
    with pytest.raises(StepError, match="hoort niet bij deze stap"):
        take("answer", BEGINNINGS[0], by=ONE, outcome="refused")
    with pytest.raises(StepError, match="Stel eerst vast"):
        take("propose", BEGINNINGS[1], by=ONE, outcome="partly")
