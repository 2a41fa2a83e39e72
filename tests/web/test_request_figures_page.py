"""The oversight desk's page of requests: by right and outcome, for a year that may be chosen."""

import pytest
import request_figure_samples

PAGE = "/toezicht/verzoeken/"


@pytest.fixture
def figures(shown, monkeypatch):
    return request_figure_samples.show(monkeypatch)


def test_the_page_tells_how_many_asked_and_how_it_ended(at_desk, figures):
    page = at_desk("oversight").get(PAGE, {"jaar": "2025"})
    text = page.content.decode()
    assert figures.asked == [2025]
    assert "Verzoeken in 2025" in text
    assert "Overige rechten" in text
    assert "Verwijdering" not in text
    assert "Waarom iets werd afgewezen" in text
    assert "strafbare feiten" not in text


@pytest.mark.parametrize("asked", ["1999", "later", ""])
def test_a_year_that_cannot_be_chosen_shows_this_year(at_desk, figures, asked):
    assert at_desk("oversight").get(PAGE, {"jaar": asked}).status_code == 200
    assert figures.asked[0] > 2025


def test_of_hardly_any_requests_the_page_tells_no_number(at_desk, figures):
    figures.figures = (
        request_figure_samples.counted("access", 3),
        request_figure_samples.counted(None, 3),
    )
    text = at_desk("oversight").get(PAGE).content.decode()
    assert "Te weinig om te tellen" in text
    assert "Toegewezen" not in text
