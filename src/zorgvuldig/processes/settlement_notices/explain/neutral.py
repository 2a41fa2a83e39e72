"""Words for care that tell no more than its kind (neutrale omschrijving, GC-T-4.2.2-pil)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.records.stored import StoredClaim

#: Claim message to a neutral kind; the article itself gives the one for medicines.
_KINDS: Mapping[str, str] = {
    "AP304": "farmaceutische middelen",
    "MZ301": "mondzorg",
    "PM304": "paramedische zorg",
    "ZH308": "medisch-specialistische zorg",
}
#: What stands for all care of which the kind itself would tell too much, and for what is not known.
ANY_CARE = "zorgkosten"


def neutral_kind(claim: StoredClaim) -> str:
    """Give a kind of care that reveals nothing; mental care is never named (GC-T-4.2.2-pil)."""
    return _KINDS.get(claim.message.partition(" ")[0], ANY_CARE)
