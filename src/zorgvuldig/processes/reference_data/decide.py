"""What is asked before reference data are seen, proposed or changed; each step is a duty of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import Act, ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from zorgvuldig.processes.reference_data.intake.kinds import Kind

_STATUTE = (
    "Zorgverzekeringswet art. 11 and 13: care is paid by tariffs and agreements that hold; GDPR art. 24"
)
_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _STATUTE),
    "legal_obligation": Sourced(value=True, source=_STATUTE),
    "necessary": Sourced(value=True, source="claims cannot be paid without what they are held against"),
    "proportionate": Sourced(value=True, source="business data of providers, and no data of insured persons"),
    "obtained_lawfully": Sourced(
        value=True, source="published register, agreement, or the insurer's own choice"
    ),
    "source": Sourced("own", "AGB register, NZa tariffs, own agreements"),
    "informed": Sourced(value=True, source="told in the agreement and the privacy statement for partners"),
}
#: Names and business accounts of care providers, and what was agreed with them.
_DATA = frozenset({"professional", "contract"})


def _ask(purpose: str, action: str, act: Act | None = None) -> ProcessingRequest:
    return ProcessingRequest(purpose, action, _DATA, Scope.none(), _FACTS, act=act)


def view() -> ProcessingRequest:
    """Ask to look at what holds and what is proposed (stamgegevens raadplegen)."""
    return _ask("procurement", "consult")


def propose(kind: Kind, proposal_id: UUID) -> ProcessingRequest:
    """Ask to put down a proposal, to lay it before another, or to take it back (voorstellen)."""
    return _ask(kind.purpose, kind.ask, Act(kind.propose, proposal_id))


def judge(kind: Kind, proposal_id: UUID) -> ProcessingRequest:
    """Ask to approve or reject what another proposed (vier ogen, MZ-functiescheiding)."""
    return _ask(kind.purpose, kind.decide, Act(kind.approve, proposal_id))
