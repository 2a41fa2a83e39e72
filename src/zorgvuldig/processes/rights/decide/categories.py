"""Which data a decision about rights is asked for, and what is done at once beside it."""

#: What the insured person sees of the own claims: who, what care, by whom, under which insurance policy.
CLAIMS = frozenset({"identification", "birthdate", "gender", "bsn", "claim", "policy", "professional"})
#: What a request and its answer are: an exchange with the person, and nothing of care or of claims.
EXCHANGE = frozenset({"correspondence"})
#: What a party asks and we answer is of the relation with it, and no exchange with an insured person.
OF_RELATION = frozenset({"contract"})
#: What the form asks of whoever refuses a part, before the answer goes: why it is kept, in the answer itself.
REASONED = frozenset({"state-keeping-reason"})
#: What the insured person sees of who looked.
LOG = frozenset({"log"})
#: All that is held about a person, and what the person may see of the own care (article 5.2).
EVERYTHING = CLAIMS | {
    "address",
    "consent-record",
    "contact",
    "correspondence",
    "diagnosis",
    "health",
    "location-shielded",
    "log",
    "objection-record",
}
#: What is registered about a care provider or business partner (business privacy statement).
PARTY = frozenset({"professional", "contract"})
#: What is done before a business contact sees the overview: it holds the rows of this capacity, which
#: row-level security opens, and nothing of the same person as insured (statement, whom it is not for).
BY_CAPACITY = frozenset({"overview-by-capacity"})
#: What is done before a restriction ends: it stands until the letter about the outcome was made, or until the
#: day that a letter named before (business privacy statement, restricted use; 37_restricting.sql).
TOLD_FIRST = frozenset({"tell-before-lifting"})
#: What was done before an answer that tells about another: that one was asked, and what came is kept.
VIEW_ASKED = frozenset({"ask-third-party-view"})
#: What the letter of a refusal does of itself: it names the authority and the court (article 7.3).
NAMED_WAYS = frozenset({"name-authority-and-court"})
#: What carrying out a request may change: how somebody is named and reached, nothing of care or insurance.
CHANGEABLE = {"contact": frozenset({"contact"}), "address": frozenset({"identification", "address"})}
CHANGEABLE["name"] = frozenset({"identification"})
#: What the own letters tell: settled claims, how often data were used, and what became of a request.
LETTERS = frozenset({"claim", "log", "correspondence"})
