"""Which system account may log in as which database role: the map of PostgreSQL's peer login.

At run time the map knows the three logins that do the work, and for the account that owns the data files the
login that copies them, which reads no table and writes nothing. The bootstrap superuser and the migrator are
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
    witness_account,
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
    """Give pg_ident.conf for run time: the working logins, and the server's account that may copy itself."""
    own = own_account()
    working = (
        ("zv_app", application_account()),
        ("zv_sequencer", sequencer_account()),
        ("zv_witness", witness_account()),
    )
    return _map(
        *((own, role) for role, _ in working),
        *((account, role) for role, account in working),
        (server_account(), BACKUP),
    )


def open_map() -> str:
    """Give pg_ident.conf for maintenance: whoever started it may also become migrator and superuser."""
    own = own_account()
    return locked_map() + _map((own, BOOTSTRAP), (own, MIGRATOR))


def _map(*pairs: tuple[Account, str]) -> str:
    lines = dict.fromkeys(f'{MAP} "{account.name}" {role}' for account, role in pairs)
    return "".join(f"{line}\n" for line in lines)
