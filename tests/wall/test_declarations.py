"""What a model must say of itself before a wall can be built."""

from typing import ClassVar

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection, models
from django.test.utils import isolate_apps

from zorgvuldig.norms.catalogue import catalogue
from zorgvuldig.records.declaration import OWN_CATEGORIES, Declaration, Origin, held
from zorgvuldig.records.retention import RETENTION_CLASSES
from zorgvuldig.records.wall import WallIncompleteError, apply, closed, opens, problems, tables
from zorgvuldig.records.wall.matrix import FAMILIES

FROM = Origin("the person", "at birth", "claims")
HEALTH = {"claim", "diagnosis", "health", "medical-file"}


def model(declaration, field=None):
    @isolate_apps("zorgvuldig.records")
    def make():
        class Made(models.Model):
            held_as: ClassVar = declaration
            id = held(models.UUIDField(primary_key=True), "none")
            word = field or held(models.TextField(), "policy")

            class Meta:
                app_label = "records"
                db_table = '"records"."made"'

        return Made

    return make()


def test_every_model_of_the_house_declares_itself():
    assert problems() == []
    assert [error for error in run_checks() if error.id == "records.E001"] == []


@pytest.mark.parametrize(
    ("declaration", "field", "told"),
    [
        (None, None, "lacks `held_as`"),
        (Declaration("policy", "insurance", "all", FROM), models.TextField(), "word lacks a data category"),
        (Declaration("policy", "for ever", "all", FROM), None, "no retention class 'for ever'"),
        (Declaration("policy", "insurance", "Zww", FROM), None, "'Zww' is neither a regime nor a field"),
        (Declaration("policy", "insurance", "word.regime", FROM), None, "neither a regime nor a field"),
        (Declaration("policy", "insurance", "all", Origin("", "x", "y")), None, "from whom, when"),
        (Declaration("policy", "insurance", "all", FROM, subject="whom"), None, "'whom' as its subject"),
        (Declaration("policy", "insurance", "all", FROM, run="word"), None, "names no subject"),
        (
            Declaration("visitor", "insurance", "all", FROM, overview="cases"),
            None,
            "no family has a right on 'visitor'",
        ),
    ],
)
def test_what_a_model_leaves_out_is_named(declaration, field, told):
    assert [problem for problem in problems([model(declaration, field)]) if told in problem]


def test_a_sound_model_has_no_problems():
    sound = Declaration("policy", "insurance", "word", FROM, overview="insurance")
    assert problems([model(sound)]) == []


def test_a_check_of_the_build_stops_at_a_problem(monkeypatch):
    monkeypatch.delattr("zorgvuldig.records.models.Consent.held_as")
    assert [error.msg for error in run_checks() if error.id == "records.E001"]


def test_every_category_is_one_of_the_norms():
    known = set(catalogue().words["data_categories"]) | OWN_CATEGORIES
    assert {category for table in tables() for category in table.columns.values()} <= known
    assert (
        set().union(*(rights.read | rights.insert | rights.update for rights in FAMILIES.values())) <= known
    )


def test_every_retention_class_cites_a_norm_that_exists():
    assert {each.norm for each in RETENTION_CLASSES.values()} <= set(catalogue().norms)


def test_marketing_has_no_table_with_anything_of_health():
    everything = frozenset(catalogue().words["data_categories"])
    for table, columns in opens("zv_marketing", everything).items():
        found = next(each for each in tables() if each.name == table)
        assert not HEALTH & {found.columns[column] for column in columns}


def test_claims_handling_never_reaches_diagnosis_or_free_text():
    everything = frozenset(catalogue().words["data_categories"])
    assert not {"claim_diagnosis", "claim_text"} & opens("zv_claims", everything).keys()


def test_whoever_writes_what_came_in_reads_none_of_it():
    everything = frozenset(catalogue().words["data_categories"])
    about_nobody = {"letterhead_version", "listed_code", "norm_choice", "package_cover", "service_rule"}
    about_nobody |= {"contract_tariff", "market_rule"}
    assert set(opens("zv_intake", everything)) - about_nobody == {
        "data_key",
        "household",
        "insurer",
        "label",
        "tariff",
    }


def test_a_grant_with_one_category_too_few_leaves_the_table_closed():
    assert "person" not in opens("zv_claims", frozenset({"identification"}))
    assert "person" in opens("zv_claims", frozenset({"identification", "birthdate"}))
    assert closed("zv_claims", frozenset({"identification"})) == {"identification": frozenset({"birthdate"})}
    assert closed("zv_claims", frozenset({"identification", "birthdate", "log"})) == {}


def test_a_table_that_no_model_describes_stops_the_wall(owner_connection, database):
    owner_connection.execute("CREATE TABLE records.stray (a int)")
    with pytest.raises(WallIncompleteError, match=r"records\.stray stands in no model"):
        apply(connection)


def test_a_model_with_a_problem_stops_the_wall(database, monkeypatch):
    monkeypatch.delattr("zorgvuldig.records.models.Consent.held_as")
    with pytest.raises(WallIncompleteError, match=r"records\.Consent lacks"):
        apply(connection)


def test_every_model_with_held_tables_stands_behind_the_wall():
    behind = {table.name for table in tables()}
    for each in apps.get_app_config("records").get_models():
        assert each._meta.db_table.split('"')[3] in behind
