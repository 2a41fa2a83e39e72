"""Which system account may log in as which database role: the map of PostgreSQL's peer login.

At run time the map knows only the two logins that do the work. The bootstrap superuser and the migrator stand
in it while a `maintenance` block runs and at no other time, so that no fault in a page, and no statement
smuggled into one, can become the owner of a table. (An ordinary user who runs server and pages alike owns the
files of both and could undo this by hand; separate accounts, as under root or with an external server, close
that too.)
"""

from zorgvuldig.interfaces.database.accounts import (
    Account,
    application_account,
    own_account,
    sequencer_account,
    server_account,
)

__all__ = ["BACKUP", "BOOTSTRAP", "MIGRATOR", "locked_map", "login_rules", "open_map"]

BOOTSTRAP = "zv_bootstrap"
MIGRATOR = "zv_migrator"
BACKUP = "zv_backup"
MAP = "zorgvuldig"


def login_rules() -> str:
    """Give pg_hba.conf: the socket only, peer login only."""
    rules = (f"local all all peer map={MAP}", f"local replication {BACKUP} peer map={MAP}")
    return "".join(f"{line}\n" for line in ("# TYPE  DATABASE  USER  METHOD", *rules))


def locked_map() -> str:
    """Give pg_ident.conf for run time: application and sequencer, nobody else."""
    own, application, sequencer = own_account(), application_account(), sequencer_account()
    return _map((own, "zv_app"), (own, "zv_sequencer"), (application, "zv_app"), (sequencer, "zv_sequencer"), (server_account(), BACKUP))


def open_map() -> str:
    """Give pg_ident.conf for maintenance: whoever started it may also become migrator and superuser."""
    own = own_account()
    return locked_map() + _map((own, BOOTSTRAP), (own, MIGRATOR))


def _map(*pairs: tuple[Account, str]) -> str:
    lines = dict.fromkeys(f'{MAP} "{account.name}" {role}' for account, role in pairs)
    return "".join(f"{line}\n" for line in lines)
