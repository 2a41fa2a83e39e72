"""The people who work at the synthetic insurer: one or more for each desk, each sworn to secrecy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zorgvuldig.interfaces.synthetic import words
from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.processes.policy_administration.intake.rows import StaffRow


@dataclass(frozen=True, slots=True)
class Post:
    """A post at the insurer: its login, role (names of the norms), unit and desk."""

    username: str
    role: str
    unit: str
    desk: str


POSTS = (
    Post("behandelaar", "claims-handler", "claims", "staff"),
    Post("adviseur", "medical-adviser", "medical-advice", "medical"),
    Post("eenheid", "functional-unit", "medical-advice", "medical"),
    Post("fg", "dpo", "compliance", "oversight"),
    Post("auditor", "internal-audit", "compliance", "oversight"),
    Post("naleving", "compliance-officer", "compliance", "oversight"),
    Post("service", "service-agent", "customer-service", "staff"),
    Post("marketing", "marketer", "marketing", "staff"),
    Post("incasso", "collections-officer", "premium", "staff"),
    Post("inkoop", "procurement-officer", "care-purchasing", "staff"),
    Post("controle", "material-controller", "material-control", "staff"),
    Post("fraude", "fraud-coordinator", "security-affairs", "staff"),
    Post("acceptatie", "underwriter", "acceptance", "staff"),
    Post("personeel", "hr", "hr", "staff"),
    Post("leiding", "management", "claims", "staff"),
    Post("beveiliging", "ciso", "security-affairs", "staff"),
    Post("beheer", "it-admin", "it", "staff"),
    # What one officer laid, another lifts.
    Post("fg-plaatsvervanger", "dpo", "compliance", "oversight"),
    # Who proposes what stands on letters; tariffs and contracts are proposed by the buyer.
    Post("communicatie", "communication-officer", "communication", "staff"),
    Post("veiligheid", "security-affairs", "security-affairs", "staff"),
    # What one proposes to refuse, a colleague looks at.
    Post("service-collega", "service-agent", "customer-service", "staff"),
)
OATHLESS = Post("nieuweling", "claims-handler", "claims", "staff")
"""Started without a declaration of secrecy: may see nothing until it is made (GC-4.0.2)."""


def draw_staff(*, seed: int, at: date) -> Iterator[StaffRow]:
    """Yield the staff, one for each post, and one newcomer who has not declared secrecy."""
    chance = Chance(seed, "staff")
    for post in (*POSTS, OATHLESS):
        started = date(at.year - chance.whole(1, 12), chance.whole(1, 12), 1)
        yield StaffRow(
            id=chance.identifier(),
            username=post.username,
            display_name=f"{words.initials(chance)} {words.family_name(chance)}",
            role=post.role,
            unit=post.unit,
            secrecy_declared_on=None if post is OATHLESS else started,
            trained_on=None if post is OATHLESS else at,
            employed_from=started,
            employed_until=None,
        )
