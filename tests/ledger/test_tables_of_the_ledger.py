"""The models say what the tables are: the tables themselves are written in SQL."""

import pytest
from django.apps import apps
from django.db import connections

from zorgvuldig.ledger.sequencer import ALIAS

MODELS = sorted(apps.get_app_config("ledger").get_models(), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_a_model_has_the_columns_of_its_table(model, owner_connection):
    table = model._meta.db_table.split(".")[1].strip('"')
    stored = owner_connection.execute(
        "SELECT column_name, data_type, is_nullable = 'YES' FROM information_schema.columns "
        "WHERE table_schema = 'ledger' AND table_name = %s ORDER BY ordinal_position",
        [table],
    ).fetchall()
    fields = [field for field in model._meta.concrete_fields if field.column]
    said = [(f.column, f.db_type(connections[ALIAS]).split("(")[0], f.null) for f in fields]
    assert sorted(said) == sorted(stored)


def test_every_table_of_the_ledger_has_a_model(owner_connection):
    stored = owner_connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'ledger'"
    ).fetchall()
    assert {f'"ledger"."{name}"' for (name,) in stored} == {model._meta.db_table for model in MODELS}
