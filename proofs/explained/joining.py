"""Which decision explains which statement: by session, transaction and order, not by what a session says."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from proofs.explained.statements import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from proofs.explained.statements import Statement
    from proofs.ground import Ground

_XID_MASK = 0xFFFFFFFF
#: The whole statement and nothing around it: who writes these words in a comment opens nothing.
_OPEN = re.compile(
    r"SELECT o\.token, set_config\('zv\.grant', o\.token::text, true\), set_config\('role', \$1, true\) "
    r"FROM \(SELECT gate\.open\(\$2, \$3\) AS token OFFSET 0\) o"
)
_CLOSE = re.compile(
    r"SELECT set_config\('role', \$2, true\), set_config\('zv\.grant', \$3, true\) "
    r"FROM \(SELECT gate\.close\(\$1::uuid\) OFFSET 0\) closed"
)
_BACK = re.compile(r'ROLLBACK TO SAVEPOINT "processing_')
_END = re.compile(r"\s*(?:COMMIT|ROLLBACK|END|ABORT)\s*;?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One permitted processing as the ledger holds it."""

    norms: tuple[str, ...]
    data: frozenset[str]


@dataclass
class Report:
    """What became of every statement on a table of health."""

    explained: int = 0
    unexplained: list[str] = field(default_factory=list)
    without_article: list[str] = field(default_factory=list)
    by_table: Counter[str] = field(default_factory=Counter)


@dataclass
class _Session:
    """Where a session stands: how many grants its transaction opened, and which of them is open."""

    opened: int = 0
    standing: list[int] = field(default_factory=list)


def entries(place: Ground) -> Mapping[int, Sequence[Entry]]:
    """Read the ledger as a superuser: the permitted entries of each transaction that opened something."""
    found: dict[int, list[Entry]] = defaultdict(list)
    with place.superuser() as superuser:
        rows = superuser.execute(
            "SELECT xid::text::numeric, leaf FROM ledger.intake WHERE outcome = 'permit' ORDER BY position"
        ).fetchall()
    for number, content in rows:
        leaf = json.loads(bytes(content))
        if not leaf.get("segment"):
            found[int(number) & _XID_MASK].append(Entry(tuple(leaf["norms"]), frozenset(leaf["data"])))
    return found


def explain(
    statements: Iterable[Statement],
    tables: Mapping[str, frozenset[str]],
    ledger: Mapping[int, Sequence[Entry]],
) -> Report:
    """Hold every statement on a table of health against the one decision that was open when it ran."""
    report, sessions, pattern = Report(), defaultdict[str, _Session](_Session), names_of(tables)
    for statement in statements:
        session = sessions[statement.session]
        if _follow(session, statement.text):
            continue
        for table in {found.lower() for found in pattern.findall(statement.text)}:
            report.by_table[table] += 1
            _judge(report, session, statement, table=table, held=tables[table], ledger=ledger)
    return report


def _follow(session: _Session, text: str) -> bool:
    """Keep up with what a session opens and closes; tell whether the statement did that and no more."""
    if _OPEN.fullmatch(text):
        session.standing.append(session.opened)
        session.opened += 1
    elif _CLOSE.fullmatch(text) or _BACK.search(text):
        if session.standing:
            session.standing.pop()
    elif _END.fullmatch(text):
        session.opened, session.standing = 0, []
    else:
        return False
    return True


def _judge(
    report: Report,
    session: _Session,
    statement: Statement,
    *,
    table: str,
    held: frozenset[str],
    ledger: Mapping[int, Sequence[Entry]],
) -> None:
    told = f"{statement.login}, transaction {statement.transaction}, on {table}: {statement.text[:80]}"
    open_now = session.standing[-1] if session.standing else None
    known = ledger.get(statement.transaction, ()) if statement.transaction else ()
    if open_now is None or open_now >= len(known):
        report.unexplained.append(told)
        return
    entry = known[open_now]
    if not entry.data & held:
        report.unexplained.append(f"{told} (the decision names {', '.join(sorted(entry.data))})")
    elif not entry.norms:
        report.without_article.append(told)
    else:
        report.explained += 1
