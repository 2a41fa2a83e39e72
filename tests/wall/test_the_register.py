"""The register of data: every field with its category, and where a person gets to see it."""

from typing import ClassVar

import pytest
from django.db import models
from django.test.utils import isolate_apps

from zorgvuldig.interfaces.command_line import data_register
from zorgvuldig.interfaces.command_line.dispatch import main
from zorgvuldig.records.declaration import NOT_PERSONAL, SECTIONS, Declaration, Hidden, Origin, held
from zorgvuldig.records.register import register
from zorgvuldig.records.wall import problems
from zorgvuldig.records.wall.tables import models_behind_the_wall

FROM = Origin("the person", "at birth", "claims")


def model(overview, field=None, category="policy"):
    @isolate_apps("zorgvuldig.records")
    def make():
        class Made(models.Model):
            held_as: ClassVar = Declaration(category, "insurance", "all", FROM, overview=overview)
            id = held(models.UUIDField(primary_key=True), NOT_PERSONAL)
            word = field or held(models.TextField(), category)

            class Meta:
                app_label = "records"
                db_table = '"records"."made"'

        return Made

    return make()


@pytest.mark.parametrize("overview", ["insurance", Hidden("keys that say nothing of anybody")])
def test_a_model_that_says_where_the_person_sees_it_is_sound(overview):
    assert problems([model(overview)]) == []


@pytest.mark.parametrize(
    ("overview", "told"),
    [
        (None, "no place in the overview"),
        (Hidden(" "), "hidden from the person without a reason"),
        ("somewhere", "no section 'somewhere'"),
    ],
)
def test_personal_data_without_a_place_in_the_overview_stops_the_build(overview, told):
    assert [problem for problem in problems([model(overview)]) if told in problem]


def test_a_new_field_without_a_data_category_stops_the_build():
    assert any(
        "word lacks a data category" in each for each in problems([model("insurance", models.TextField())])
    )


def test_a_table_about_nobody_needs_no_place():
    assert problems([model(None, category="reference")]) == []


def test_every_section_is_used_by_a_model():
    used = {
        each.held_as.overview for each in models_behind_the_wall() if isinstance(each.held_as.overview, str)
    }
    assert used == set(SECTIONS)


def test_every_field_of_every_model_stands_in_the_register():
    told = register()
    for each in models_behind_the_wall():
        section = told.partition(f"## {each.__name__}\n")[2].partition("\n## ")[0]
        assert section, each
        for field in each._meta.local_fields:
            assert f"| `{field.column}` | " in section


def test_the_page_of_the_register_is_not_behind():
    assert data_register.PAGE.read_text(encoding="utf-8") == register()


def test_the_command_writes_the_page_and_tells_when_it_is_behind(database, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data_register, "PAGE", tmp_path / "data-register.md")
    assert main(["data", "register", "--check"]) == 1
    assert "behind the models" in capsys.readouterr().err
    assert main(["data", "register"]) == 0
    assert main(["data", "register", "--check"]) == 0
    (tmp_path / "data-register.md").write_text("old", encoding="utf-8")
    assert main(["data", "register", "--check"]) == 1
