"""The functions of the gate, by who may call them; whoever is not named here may not."""

from __future__ import annotations

#: What the application's login may call. Each demands a proof, except the one that only closes, those
#: that tell the hash of an account's own rows and whose a username is, and the one that tells who knows its
#: key whether a session lives.
FOR_THE_APPLICATION = (
    # What the keeper of the keys asks; a key server proves these for the keeper only.
    "keys_wrapped",
    "keys_to_rewrap",
    "keys_rewrapped",
    "keys_alive",
    "keys_indexed",
    "keys_to_reindex",
    "keys_reindexed",
    "open",
    "segment",
    "segment_part",
    "segment_packed",
    "close",
    "actor_of",
    "claim_of",
    "letters_of",
    "letters_counted",
    "requests_of",
    "requests_untold",
    "request_told",
    "restricted_in_run",
    "request_figures",
    "refusals_by_ground",
    "requests_unfinished",
    "requests_on_grounds",
    "objections_open",
    "shield_ends",
    "end_shield",
    "shields_to_ask",
    "runs_told",
    "letter_handed",
    "subject_facts",
    "person_of",
    "person_numbered",
    "representations",
    "claims_numbered",
    "last_acts",
    "norm_choices",
    "person_of_login",
    "seal_account",
    "seal_of_account",
    "account_named",
    "name_of_account",
    "begin_session",
    "move_session",
    "see_session",
    "end_sessions",
    "sessions_of",
    "session_idle",
    "note_login",
    "clear_logins",
    "take_attempt",
    "attempt_succeeded",
    "keep_notice",
    "waiting_notices",
    "notices_told",
)
#: What the application asks of the log: to look again at a deferral, to prune, to hold, how much there is.
#: Without a proof only whether the witness is heard, and which of some entries stand.
FOR_THE_LOG = (
    "figures",
    "stands",
    "witness_state",
    "review_deferral",
    "prunable",
    "prune",
    "hold",
    "keys_of_leaves",
    # Who is beyond the term, and how many rows of them stand where.
    "persons_due",
    "persons_held",
    "rows_held",
    # What is past its own term while whose it is stays, and which logins go with whoever goes.
    "items_due",
    "logins_of",
    "duties_of_role",
    "discharge_duty",
    "discharge_told",
    "discharge_effects",
    "discharge_reviews",
    "discharge_judged",
)
#: What the policies of the wall ask; the first of these while a statement is planned.
FOR_FAMILIES = (
    *("close", "opened", "subjects", "run", "holds", "categories", "insurance_policies"),
    # Whose rows open to whoever logs in for a care provider or business partner.
    *("parties", "runs_of_parties"),
    # Whose rows a run or a shared policy leaves closed.
    "closed_to",
)
#: What a person's own view of the ledger asks besides.
FOR_RIGHTS = ("ledger_entries", "ledger_keys", "ledger_indexes")
#: What oversight asks besides: entries by their number, their place, what refused them since when; counts and
#: decisions of a period, those about the person of a grant, how often a norm decided, and open duties.
FOR_AUDIT = (
    "entry_of",
    "entries_at",
    "forbidden_since",
    "counts_between",
    "places_between",
    "places_of_person",
    "applied",
    "duties_open",
)
#: What everyone asks who reads rows of the log: a person, oversight, whoever verifies.
FOR_READERS = ("decided_rows",)
#: What the families that record many rows ask, a run or a register: a place where those land.
FOR_RECORDERS = ("stage",)
#: What the family that erases asks: that single items go, which their persons and parties outlive.
FOR_RETENTION = ("erase_items",)
#: What the family that looks up for a run asks: its turn to settle, and when a provider had a contract.
FOR_FORMAL_CONTROL = ("settle_in_turn", "contracted")
#: What the witness alone calls: it lays down its line and reads nothing that way.
FOR_THE_WITNESS = ("cosign",)
#: What belongs to the pruner, and only the gate calls; and what the pruner asks of the gate.
FOR_THE_GATE = ("over_term", "prune_leaves")
FOR_THE_PRUNER = ("parameter_of",)
#: What only other functions of the gate call, as their owner.
INNER = (
    "proved",
    "lives",
    "index_key",
    "token",
    "enter",
    "enter_rows",
    "enter_blocks",
    "places_in",
    "met_in_blocks",
    "unstage",
    "forget_old_grants",
    "staff_member_of",
    "note_act",
    "of_persons",
    "restricts",
    "shield_notice",
    "shield_ends_from",
    "restricted_among",
    "of_wishes",
    "represented",
    "of_representation",
    "of_the_act",
    "of_a_grant",
    "did_the_other",
    "one_at_a_time",
    "take_turn",
    "duties_in",
    "opposites",
)
#: Likewise, of the log.
INNER_OF_THE_LOG = (
    "beyond_term",
    "counted_from",
    "items_beyond",
    "parts_of",
    "demand_witness",
    "demand_durable",
    "demand_oversight",
    "defer",
)

#: The functions that run with the gate's rights; any other is a hole.
DEFINERS = (
    *FOR_THE_APPLICATION,
    *FOR_THE_LOG,
    *FOR_FAMILIES,
    *FOR_RIGHTS,
    *FOR_AUDIT,
    *FOR_READERS,
    *FOR_RECORDERS,
    *FOR_RETENTION,
    *FOR_FORMAL_CONTROL,
    *FOR_THE_WITNESS,
)
#: And with the pruner's.
PRUNER_DEFINERS = FOR_THE_GATE
