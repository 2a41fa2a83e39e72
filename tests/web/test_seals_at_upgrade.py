"""What an upgrade tells its maintainer of accounts that get no name at the gate, and what mends it."""

from __future__ import annotations

import pytest
from django.db import connection

from zorgvuldig.interfaces.web.accounts import lifecycle
from zorgvuldig.interfaces.web.accounts.apps import _after_migration
from zorgvuldig.ledger.seals import account_named

OWN, OTHER = "staff-account", "oversight-account"


def run(statement, *words):
    """Run SQL as the login of the pages, as who stole its password would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, words)


def without_names(owner_connection):
    """Put the database back to before the names, as an older installation brings it to an upgrade."""
    owner_connection.execute("DELETE FROM gate.account_name")


def upgraded(as_owner, capsys):
    """Do what follows every migration, and give what the maintainer reads."""
    capsys.readouterr()
    _after_migration(using=as_owner.alias)
    return [line for line in capsys.readouterr().err.splitlines() if line.startswith("note: ")]


@pytest.mark.parametrize(
    "mend", [lambda: lifecycle.invite(OTHER, "oversight"), lambda: lifecycle.end_access(OTHER)]
)
def test_an_upgrade_tells_which_account_gets_no_name_until_it_is_dealt_with(
    accounts, as_owner, owner_connection, capsys, mend
):
    without_names(owner_connection)
    run("UPDATE accounts_account SET desk = 'staff' WHERE id = %s", accounts["oversight"].pk)
    for _ in range(2):
        (note,) = upgraded(as_owner, capsys)
        assert f"account '{OTHER}' ({accounts['oversight'].pk})" in note
        assert f"zorgvuldig accounts invite '{OTHER}' DESK" in note
    assert (account_named(OWN), account_named(OTHER)) == (accounts["staff"].pk, None)
    mend()
    assert upgraded(as_owner, capsys) == []
    assert account_named(OTHER) == accounts["oversight"].pk


def test_an_upgrade_does_not_fail_by_a_row_with_the_name_of_another(
    accounts, as_owner, owner_connection, capsys
):
    own, other = accounts["staff"], accounts["oversight"]
    # The row of `own` is sealed under its name, which the gate meanwhile knows as another's.
    owner_connection.execute("DELETE FROM gate.account_name WHERE account = %s", [own.pk])
    owner_connection.execute("UPDATE gate.account_name SET username = %s WHERE account = %s", [OWN, other.pk])
    (note,) = upgraded(as_owner, capsys)
    assert f"bears that of account {other.pk}" in note
    assert "accounts end" not in note


def test_what_a_spoiled_row_says_cannot_write_on_the_maintainers_screen(
    accounts, as_owner, owner_connection, capsys
):
    without_names(owner_connection)
    planted = "x\n\x1b[2Jnote: all is well"
    run("UPDATE accounts_account SET username = %s WHERE id = %s", planted, accounts["staff"].pk)
    (note,) = upgraded(as_owner, capsys)
    assert repr(planted) in note
