"""The payment file: pain.001.001.09 with counts and sums that agree, and nothing of a person in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban

from zorgvuldig.interfaces.sepa.credit_transfers import (
    NAMESPACE,
    CreditTransfer,
    Payer,
    PaymentFileError,
    write_credit_transfers,
)
from zorgvuldig.interfaces.sepa.payer import payer
from zorgvuldig.interfaces.synthetic.accounts import account_of

PAYER = Payer(name="Zilverlinde Zorgverzekeraar N.V.", iban="NL69TEST0000000001")
_TAG = f"{{{NAMESPACE}}}"


def transfer(reference: str = "R1", cents: int = 12_345, name: str = "Praktijk Noord") -> CreditTransfer:
    return CreditTransfer(
        reference=reference, name=name, iban=account_of("54019993"), cents=cents, text="Factuur F2026-1"
    )


def written(*transfers: CreditTransfer) -> ET.Element:
    content = write_credit_transfers(
        transfers,
        payer=PAYER,
        reference="RUN1",
        made_at=datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC),
        execute_on=date(2026, 11, 23),
    )
    return ET.fromstring(content)  # noqa: S314 — our own bytes


def text(root: ET.Element, *path: str) -> str | None:
    return root.findtext("/".join(f"{_TAG}{name}" for name in path))


def test_a_payment_stands_in_the_order_that_the_schema_prescribes() -> None:
    root = written(transfer())
    batch = root.find(f"{_TAG}CstmrCdtTrfInitn/{_TAG}PmtInf")
    assert batch is not None
    assert [child.tag.removeprefix(_TAG) for child in batch] == [
        "PmtInfId", "PmtMtd", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt",
        "ChrgBr", "CdtTrfTxInf",
    ]  # fmt: skip
    entry = batch.find(f"{_TAG}CdtTrfTxInf")
    assert entry is not None
    assert [child.tag.removeprefix(_TAG) for child in entry] == ["PmtId", "Amt", "Cdtr", "CdtrAcct", "RmtInf"]
    assert text(batch, "ReqdExctnDt", "Dt") == "2026-11-23"
    assert text(batch, "DbtrAcct", "Id", "IBAN") == PAYER.iban


@given(st.lists(st.integers(1, 10**11), min_size=1, max_size=20))
def test_counts_and_sums_agree_to_the_cent(amounts: list[int]) -> None:
    root = written(*(transfer(f"R{place}", cents) for place, cents in enumerate(amounts)))
    head = ("CstmrCdtTrfInitn", "GrpHdr")
    assert text(root, *head, "NbOfTxs") == str(len(amounts))
    told = [entry.text or "" for entry in root.iter(f"{_TAG}InstdAmt")]
    assert [round(float(each) * 100) for each in told] == amounts
    total = text(root, *head, "CtrlSum")
    assert total is not None
    euros, cents = total.split(".")
    assert int(euros) * 100 + int(cents) == sum(amounts)


def test_names_keep_to_the_characters_that_every_bank_takes() -> None:
    root = written(transfer(name="Daniëlsdóttir & Zn. <praktijk>"))
    name = text(root, "CstmrCdtTrfInitn", "PmtInf", "CdtTrfTxInf", "Cdtr", "Nm")
    assert name == "Danielsdottir   Zn.  praktijk"


@pytest.mark.parametrize(
    "wrong", [(), (transfer(cents=0),), (transfer(cents=-5),), (transfer(), transfer(cents=1))]
)
def test_payments_that_cannot_stand_together_make_no_file(wrong: tuple[CreditTransfer, ...]) -> None:
    with pytest.raises(PaymentFileError):
        written(*wrong)


def test_invented_accounts_are_valid_in_form_and_of_no_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    assert iban.is_valid(account_of("54019993"))
    assert account_of("54019993")[4:8] == "TEST"
    assert iban.is_valid(payer("Verzekeraar").iban)
    monkeypatch.setenv("ZORGVULDIG_PAYING_IBAN", "NL91ABNA0417164300")
    assert payer("Verzekeraar").iban == "NL91ABNA0417164300"
