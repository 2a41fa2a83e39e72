"""Where the program keeps what belongs to one installation: one folder, `var`, never in version control."""

import os
from pathlib import Path

__all__ = ["CHECKOUT", "DATABASE_FACTS", "KEYS", "SEQUENCER_FACTS", "VAR", "WITNESS_FACTS"]

CHECKOUT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("ZORGVULDIG_VAR") or CHECKOUT / "var").resolve()
KEYS = VAR / "keys"
DATABASE_FACTS = VAR / "database.json"
SEQUENCER_FACTS = VAR / "database-sequencer.json"
WITNESS_FACTS = VAR / "database-witness.json"
