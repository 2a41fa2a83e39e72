"""Write the list of enforcement anew: `python -m proofs.enforcement`."""

from __future__ import annotations

from datetime import datetime

from proofs.enforcement import table
from zorgvuldig.decisions import DUTCH_TIME

if __name__ == "__main__":
    today = datetime.now(DUTCH_TIME).date()
    table.PAGE.write_text(table.page(today), encoding="utf-8")
    table.DATA.write_text(table.data(today), encoding="utf-8")
