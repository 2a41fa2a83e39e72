"""The page of corners tells the truth: each sentence stands in its file, left refused and right allowed."""

from pathlib import Path

from zorgvuldig.norms import chapters

PAGE = Path(__file__).parents[2] / "docs" / "corners.md"
REFUSED = {"forbid", "no-permit"}


def corners() -> list[tuple[str, str, str]]:
    """Return what is refused, what is allowed and the file of every row."""
    rows = (line.strip("| \n").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines())
    return [(row[1], row[2], row[3].strip("`")) for row in rows if len(row) == 4 and row[3].startswith("`")]


def test_every_corner_has_a_case_on_both_sides_in_the_file_that_the_page_names():
    said = {
        (scenario.place.file, scenario.sentence): scenario.outcome
        for chapter in chapters(scenarios=True)
        for section in chapter.sections
        for scenario in section.scenarios
    }
    rows = corners()
    assert len(rows) >= 40
    wrong = [
        row
        for row in rows
        if said.get((row[2], row[0])) not in REFUSED or said.get((row[2], row[1])) != "permit"
    ]
    assert not wrong
