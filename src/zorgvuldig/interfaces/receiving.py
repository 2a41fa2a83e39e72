"""Take in a claim file that was read: judged, recorded, answered and paid in one transaction.

The command line and the desk of care providers share it: whatever the door, the treatment is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.sepa.credit_transfers import CreditTransfer, write_credit_transfers
from zorgvuldig.interfaces.sepa.payer import payer
from zorgvuldig.interfaces.services import service
from zorgvuldig.interfaces.vektis.responses import Response
from zorgvuldig.interfaces.vektis.returns import NoReturnMessageError, write_return
from zorgvuldig.processes.claims_handling.usecases import keep_return, receive_claim_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import TypeAlias

    from zorgvuldig.processes.claims_handling.explain import Receipt
    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Message

    #: Writes the answer to a file in the kind in which it came: its name and content, or nothing.
    Answering: TypeAlias = Callable[[Receipt, datetime], tuple[str, bytes] | None]

#: The service that receives messages; it is bound to secrecy as the insurer itself is (GC-4.0.2).
SERVICE = service("claims-intake", "claims")


@dataclass(frozen=True)
class TakenIn:
    """What became of one file, and under which names its answers show."""

    receipt: Receipt
    response: str | None
    payments: str | None


def untold(stage: str) -> None:
    """Tell nobody how far it is."""
    del stage


def take_in(
    message: Message,
    read: Sequence[Finding],
    folder: Path,
    *,
    code_lists: CodeLists,
    answering: Answering | None = None,
    tell: Callable[[str], None] = untold,
    copy_to: Path | None = None,
) -> TakenIn:
    """Take in one file: all of it stands with its answers, or nothing of it (declaratiebestand ontvangen).

    Args:
        message: the file as it was read.
        read: what reading found.
        folder: where the return message and the payment file appear.
        code_lists: the code lists to judge by.
        tell: is told each stage as it begins.
        copy_to: where the return message appears too, for its reader.
        answering: writes the answer where it is no return message of EI.

    Raises:
        Refused: a decision was no permit.
        IntegrityError: the same file is taken in at this moment.
    """
    with transaction.atomic():
        at = timezone.now()
        receipt = receive_claim_file(
            actor=SERVICE, message=message, read=read, code_lists=code_lists, at=at, tell=tell
        )
        tell("answering")
        answer = answering or partial(answer_in_kind, message)
        response, copies = _respond(receipt, folder, answer, copy_to)
        payments = _pay(receipt, folder)
        for file in (response, *copies, payments):
            if file is not None:
                # Not before everything stands, also where this is a part of a larger transaction.
                transaction.on_commit(file.publish)
    return TakenIn(receipt, response.name if response else None, payments.name if payments else None)


def answer_in_kind(message: Message | None, receipt: Receipt, _at: datetime) -> tuple[str, bytes] | None:
    """Write the return message of an EI message, where it has one (retourbericht)."""
    if message is None:
        return None
    try:
        content = write_return(message, receipt.answer)
    except NoReturnMessageError:
        return None
    return f"{message.layout.counterpart or 'RETOUR'}-{receipt.run_id}.ASC", content


def _respond(
    receipt: Receipt, folder: Path, answering: Answering, copy_to: Path | None
) -> tuple[Response | None, list[Response]]:
    """Write the answer under a hidden name until the transaction stands, and keep it for whoever sent it."""
    at = timezone.now()
    answered = answering(receipt, at)
    if answered is None:
        return None, []
    name, content = answered
    keep_return(actor=SERVICE, run_id=receipt.run_id, name=name, content=content, at=at)
    folder.mkdir(parents=True, exist_ok=True)
    copies = []
    if copy_to is not None:
        copy_to.mkdir(parents=True, exist_ok=True, mode=0o700)
        copies.append(Response.prepare(copy_to, name, content))
    return Response.prepare(folder, name, content), copies


def _pay(receipt: Receipt, folder: Path) -> Response | None:
    """Write the payment of a file as a SEPA file, hidden until the transaction stands."""
    payment = receipt.payment
    if payment is None:
        return None
    content = write_credit_transfers(
        [
            CreditTransfer(
                reference=payment.reference,
                name=payment.account.name,
                iban=payment.account.iban,
                cents=payment.cents,
                text=f"Factuur {payment.invoice_number}",
            )
        ],
        payer=payer(settings.INSURER_NAME),
        reference=payment.reference,
        made_at=timezone.now(),
        execute_on=payment.execute_on,
    )
    return Response.prepare(folder, f"PAIN001-{receipt.run_id}.xml", content)
