"""Writes payment orders as a SEPA credit transfer initiation, pain.001.001.09 (betaalbestand, ISO 20022).

Written with the standard library. No name of an insured person and nothing of care goes along: a payment
tells the provider its invoice and our reference only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_NAME_LENGTH, _REFERENCE_LENGTH, _TEXT_LENGTH = 70, 35, 140
# The characters that every bank in SEPA takes (EPC217-08).
_OTHER = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


class PaymentFileError(ValueError):
    """Payments that cannot stand in one file: none, nothing to pay, or two with one reference."""


@dataclass(frozen=True, kw_only=True)
class Payer:
    """Who pays, from which account (opdrachtgever)."""

    name: str
    iban: str


@dataclass(frozen=True, kw_only=True)
class CreditTransfer:
    """One payment: to whom, on which account, how much in cents, and what stands on the statement."""

    reference: str
    name: str
    iban: str
    cents: int
    text: str


def write_credit_transfers(
    transfers: Sequence[CreditTransfer], *, payer: Payer, reference: str, made_at: datetime, execute_on: date
) -> bytes:
    """Write one file with one batch of payments; its counts and sums agree with what stands in it."""
    _check(transfers)
    document = ET.Element("Document", {"xmlns": NAMESPACE})
    initiation = _add(document, "CstmrCdtTrfInitn")
    header = _add(initiation, "GrpHdr")
    _add(header, "MsgId", reference[:_REFERENCE_LENGTH])
    _add(header, "CreDtTm", made_at.strftime("%Y-%m-%dT%H:%M:%S"))
    _totals(header, transfers)
    _add(_add(header, "InitgPty"), "Nm", _plain(payer.name, _NAME_LENGTH))
    batch = _add(initiation, "PmtInf")
    _batch(batch, transfers, payer=payer, reference=reference, execute_on=execute_on)
    for transfer in transfers:
        _transfer(_add(batch, "CdtTrfTxInf"), transfer)
    ET.indent(document)
    return bytes(ET.tostring(document, encoding="utf-8", xml_declaration=True))


def _check(transfers: Sequence[CreditTransfer]) -> None:
    if not transfers:
        raise PaymentFileError("a payment file holds at least one payment")
    if any(transfer.cents <= 0 for transfer in transfers):
        raise PaymentFileError("a payment is of more than nothing")
    if len({transfer.reference for transfer in transfers}) != len(transfers):
        raise PaymentFileError("each payment has a reference of its own")


def _batch(
    batch: ET.Element,
    transfers: Sequence[CreditTransfer],
    *,
    payer: Payer,
    reference: str,
    execute_on: date,
) -> None:
    _add(batch, "PmtInfId", reference[:_REFERENCE_LENGTH])
    _add(batch, "PmtMtd", "TRF")
    _totals(batch, transfers)
    _add(_add(_add(batch, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _add(_add(batch, "ReqdExctnDt"), "Dt", execute_on.isoformat())
    _add(_add(batch, "Dbtr"), "Nm", _plain(payer.name, _NAME_LENGTH))
    _account(batch, "DbtrAcct", payer.iban)
    # The bank knows itself by the account: no BIC is needed within SEPA.
    _add(_add(_add(_add(batch, "DbtrAgt"), "FinInstnId"), "Othr"), "Id", "NOTPROVIDED")
    _add(batch, "ChrgBr", "SLEV")


def _transfer(entry: ET.Element, transfer: CreditTransfer) -> None:
    _add(_add(entry, "PmtId"), "EndToEndId", transfer.reference[:_REFERENCE_LENGTH])
    amount = _add(_add(entry, "Amt"), "InstdAmt", _euros(transfer.cents))
    amount.set("Ccy", "EUR")
    _add(_add(entry, "Cdtr"), "Nm", _plain(transfer.name, _NAME_LENGTH))
    _account(entry, "CdtrAcct", transfer.iban)
    _add(_add(entry, "RmtInf"), "Ustrd", _plain(transfer.text, _TEXT_LENGTH))


def _totals(parent: ET.Element, transfers: Sequence[CreditTransfer]) -> None:
    _add(parent, "NbOfTxs", str(len(transfers)))
    _add(parent, "CtrlSum", _euros(sum(transfer.cents for transfer in transfers)))


def _account(parent: ET.Element, name: str, iban: str) -> None:
    _add(_add(_add(parent, name), "Id"), "IBAN", iban.replace(" ", ""))


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = text
    return element


def _euros(cents: int) -> str:
    """Write an amount as the standard does: 12.34."""
    return f"{cents // 100}.{cents % 100:02d}"


def _plain(text: str, length: int) -> str:
    """Write a text with the characters that every bank takes; a letter with an accent loses it."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _OTHER.sub(" ", letters).strip()[:length] or "-"
