"""The functions of the gate, by who may call them; whoever is not named here may not."""

from __future__ import annotations

#: What the application's login may call; each demands a proof, except the one that only closes.
FOR_THE_APPLICATION = (
    "open",
    "segment",
    "close",
    "actor_of",
    "claim_of",
    "subject_facts",
    "person_of",
    "last_acts",
)
#: What the policies of the wall ask.
FOR_FAMILIES = ("subjects", "run", "holds", "categories", "insurance_policies")
#: What a person's own view of the ledger asks besides.
FOR_RIGHTS = ("ledger_entries", "ledger_keys", "ledger_indexes")
#: What only other functions of the gate call, as their owner.
INNER = (
    "proved",
    "enter",
    "note_act",
    "of_persons",
    "of_the_act",
    "of_a_grant",
    "did_the_other",
    "one_at_a_time",
    "duties_in",
    "opposites",
)

#: The functions that run with the gate's rights; any other is a hole.
DEFINERS = (*FOR_THE_APPLICATION, *FOR_FAMILIES, *FOR_RIGHTS)
