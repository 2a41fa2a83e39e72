"""From which account the insurer pays (betaalrekening): a setting, with an invented account for a demo."""

from __future__ import annotations

import os

from zorgvuldig.interfaces.sepa.credit_transfers import Payer

# No bank has the letters TEST: nothing can be paid from the account of the demo.
_INVENTED = "NL69TEST0000000001"


def payer(name: str) -> Payer:
    """Give who pays, from the account that ZORGVULDIG_PAYING_IBAN names."""
    return Payer(name=name, iban=os.environ.get("ZORGVULDIG_PAYING_IBAN", _INVENTED))
