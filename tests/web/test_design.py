"""Clocks, timelines and diagrams: what they say in words, form and order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from zorgvuldig.interfaces.web.charts import dot_chart, line_chart, stacked_chart
from zorgvuldig.interfaces.web.clocks import by_urgency, clock
from zorgvuldig.interfaces.web.diagrams import diagram
from zorgvuldig.interfaces.web.machines import MACHINES
from zorgvuldig.interfaces.web.timelines import Moment, timeline
from zorgvuldig.processes.access_control.intake import GRANT_MACHINE

TODAY = date(2026, 11, 20)
ZONE = ZoneInfo("Europe/Amsterdam")


def shown(part, **context):
    return " ".join(render_to_string(f"web/components/{part}.html", context).split())


@pytest.mark.parametrize(
    ("due", "done", "state", "words"),
    [
        (TODAY + timedelta(days=12), None, "running", "Nog 12 dagen"),
        (TODAY + timedelta(days=1), None, "soon", "Nog 1 dag"),
        (TODAY, None, "soon", "Vandaag is de laatste dag"),
        (TODAY - timedelta(days=1), None, "overdue", "1 dag te laat"),
        (TODAY - timedelta(days=40), None, "overdue", "40 dagen te laat"),
        (TODAY, TODAY, "done", "Op tijd klaar"),
        (TODAY, TODAY + timedelta(days=2), "done", "Klaar, 2 dagen te laat"),
        (None, None, "none", "Geen einddatum"),
        (None, TODAY, "done", "Klaar"),
    ],
)
def test_a_clock_says_in_words_how_it_stands(due, done, state, words):
    made = clock("Antwoord geven", due, TODAY, done_on=done)
    assert (made.state, made.words) == (state, words)
    for part in ("clock", "clock_badge"):
        assert words in shown(part, clock=made)


def test_an_overdue_clock_has_a_form_of_its_own_and_names_the_day_that_passed():
    late = shown("clock", clock=clock("Antwoord", TODAY - timedelta(days=2), TODAY, norm="AVG, artikel 12"))
    assert "clock__sign" in late
    assert "Moest klaar zijn op" in late
    assert "18 november 2026" in late
    assert "AVG, artikel 12" in late
    in_time = shown("clock", clock=clock("Antwoord", TODAY, TODAY))
    assert "clock__sign" not in in_time


def test_the_ring_keeps_the_part_of_the_time_that_is_left():
    half = clock("Proef", TODAY + timedelta(days=10), TODAY, started_on=TODAY - timedelta(days=10))
    left, whole = map(float, half.ring.split())
    assert left / whole == pytest.approx(0.5, abs=0.01)
    assert clock("Proef", TODAY + timedelta(days=5000), TODAY).mark == "999+"


def test_a_work_list_has_what_is_overdue_first_and_what_is_done_last():
    days = [5, -3, None, 1, -9]
    clocks = [clock(str(left), left and TODAY + timedelta(days=left), TODAY) for left in days]
    clocks.append(clock("klaar", TODAY, TODAY, done_on=TODAY))
    assert [one.title for one in by_urgency(clocks)] == ["-9", "-3", "1", "5", "None", "klaar"]


def test_a_timeline_is_told_by_day_and_says_in_words_what_was_refused_or_is_to_come():
    at = datetime(2026, 11, 20, 23, 30, tzinfo=ZONE)
    moments = [
        Moment(at=at + timedelta(hours=1), title="Later", tone="planned"),
        Moment(at=at, title="Eerst", tone="refused", link="/privacy/", link_words="Lees waarom"),
    ]
    days = timeline(moments)
    assert [[one.title for one in day.moments] for day in days] == [["Eerst"], ["Later"]]
    assert [day.day for day in timeline(moments, newest_first=True)] == [date(2026, 11, 21), TODAY]
    page = shown("timeline", days=days)
    assert "Geweigerd" in page
    assert "Komt nog" in page
    assert '<a href="/privacy/">Lees waarom</a>' in page
    assert "Nog niets gebeurd" in shown("timeline", days=())
    with pytest.raises(ValueError, match="no tone paars"):
        timeline([Moment(at=at, title="Fout", tone="paars")])


def test_a_diagram_draws_every_state_and_step_and_the_table_says_the_same():
    drawn = diagram(GRANT_MACHINE, current="granted")
    page = shown("diagram", diagram=drawn)
    assert page.count('<rect class="diagram__box') == len(GRANT_MACHINE.states)
    assert page.count('<path class="diagram__arrow') == len(GRANT_MACHINE.steps)
    assert [box.current for box in drawn.boxes] == [False, True, False, False]
    table = page.split("<tbody")[1]
    for step in GRANT_MACHINE.steps:
        assert step.words in table
    assert "hier is het nu" in table
    assert "Het eindigt bij: Afgewezen, Beëindigd." in page


@pytest.mark.parametrize("name", MACHINES)
def test_every_machine_is_drawn_without_an_arrow_or_a_word_outside_the_drawing(name):
    drawn = diagram(MACHINES[name])
    width, height = int(drawn.width), int(drawn.height)
    for arrow in drawn.arrows:
        left, top, wide, high = map(int, arrow.field)
        assert left >= 0
        assert top >= 0
        assert left + wide <= width
        assert top + high <= height
    assert len({(box.x, box.y) for box in drawn.boxes}) == len(MACHINES[name].states)
    assert shown("life", diagram=drawn).startswith('<details class="life">')


def test_a_line_chart_has_round_marks_and_a_table_with_every_value():
    chart = line_chart(
        "Besluiten", "Maand", ["sep", "okt", "nov"], [("Verboden", [12, None, 1730], "forbid")]
    )
    assert chart.ticks == (2000, 1500, 1000, 500, 0)
    assert chart.lines[0].path == "M16.67 99.40M83.33 13.50"
    page = shown("line_chart", chart=chart)
    assert "1.730" in page
    assert "niet bekend" in page
    assert line_chart("Leeg", "Maand", [], []).ticks == (1, 0)
    assert "Nog geen cijfers" in shown("line_chart", chart=line_chart("Leeg", "Maand", [], []))


def test_a_stacked_bar_lays_its_parts_end_to_end():
    parts = [("Betaald", "permit"), ("Afgewezen", "forbid")]
    chart = stacked_chart("Regels", "Soort", parts, [("GGZ", [30, 10]), ("Leeg", [0, 0])])
    laid = [(piece.start, piece.width) for piece in chart.stacks[0].pieces]
    assert laid == [("0.00", "75.00"), ("75.00", "25.00")]
    assert 'data-label="Samen" class="table__number">40</td>' in shown("stacked_bars", chart=chart)
    assert stacked_chart("Leeg", "Soort", [("Betaald", "permit")], [("Niets", [0])]).stacks[0].total == 0


def test_a_proportion_is_shown_with_the_bounds_between_which_it_lies():
    chart = dot_chart("Fout", "Steekproef", [("Oktober", 3, 60, (0.0171, 0.137)), ("Leeg", 0, 0, (0.0, 1.0))])
    page = shown("dots", chart=chart)
    assert "5,0 %" in page
    assert "1,7 % \N{EN DASH} 13,7 %" in page
    assert "3 van 60" in page
    assert 'd="M5.00 10h0"' in page
