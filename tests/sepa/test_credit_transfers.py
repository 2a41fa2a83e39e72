"""The payment file: pain.001.001.09 with counts and sums that agree, and nothing of a person in it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
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
from zorgvuldig.interfaces.synthetic.insurer import make_insurer

if TYPE_CHECKING:
    from collections.abc import Iterator

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


# What the schema of pain.001.001.09 asks of every element that we write: whether it holds elements, in which
# order and how often, or a text of which form. Facts of ISO 20022; the whole file was held against the schema
# itself once, by hand.
_ONE, _MANY = (1, 1), (1, 10**6)
_TEXT35, _TEXT70, _TEXT140 = r".{1,35}", r".{1,70}", r".{1,140}"
_IBAN = r"[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}"
_RULES: dict[str, tuple[tuple[str, tuple[int, int]], ...] | str] = {
    "Document": (("CstmrCdtTrfInitn", _ONE),),
    "CstmrCdtTrfInitn": (("GrpHdr", _ONE), ("PmtInf", _MANY)),
    "GrpHdr": (
        ("MsgId", _ONE), ("CreDtTm", _ONE), ("NbOfTxs", _ONE), ("CtrlSum", (0, 1)), ("InitgPty", _ONE),
    ),
    "PmtInf": (
        ("PmtInfId", _ONE), ("PmtMtd", _ONE), ("BtchBookg", (0, 1)), ("NbOfTxs", (0, 1)), ("CtrlSum", (0, 1)),
        ("PmtTpInf", (0, 1)), ("ReqdExctnDt", _ONE), ("Dbtr", _ONE), ("DbtrAcct", _ONE), ("DbtrAgt", _ONE),
        ("UltmtDbtr", (0, 1)), ("ChrgBr", (0, 1)), ("CdtTrfTxInf", _MANY),
    ),
    "PmtTpInf": (("SvcLvl", (0, 9)),),
    "SvcLvl": (("Cd", _ONE),),
    "ReqdExctnDt": (("Dt", _ONE),),
    "DbtrAgt": (("FinInstnId", _ONE),),
    "FinInstnId": (("BICFI", (0, 1)), ("Othr", (0, 1))),
    "Othr": (("Id", _ONE),),
    "CdtTrfTxInf": (
        ("PmtId", _ONE), ("Amt", _ONE), ("CdtrAgt", (0, 1)), ("Cdtr", (0, 1)), ("CdtrAcct", (0, 1)),
        ("RmtInf", (0, 1)),
    ),
    "PmtId": (("InstrId", (0, 1)), ("EndToEndId", _ONE)),
    "Amt": (("InstdAmt", _ONE),),
    "RmtInf": (("Ustrd", (0, 1)),),
    "InitgPty": (("Nm", (0, 1)),), "Dbtr": (("Nm", (0, 1)),), "Cdtr": (("Nm", (0, 1)),),
    "DbtrAcct": (("Id", _ONE),), "CdtrAcct": (("Id", _ONE),),
    "MsgId": _TEXT35, "PmtInfId": _TEXT35, "EndToEndId": _TEXT35, "Nm": _TEXT70, "Ustrd": _TEXT140,
    "CreDtTm": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "Dt": r"\d{4}-\d\d-\d\d", "NbOfTxs": r"[0-9]{1,15}",
    "CtrlSum": r"\d{1,15}\.\d\d", "InstdAmt": r"\d{1,15}\.\d\d", "IBAN": _IBAN,
    "PmtMtd": "TRF", "ChrgBr": "SLEV", "Cd": "SEPA",
}  # fmt: skip
_SAFE = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")


def breaches(element: ET.Element, parent: str = "") -> Iterator[str]:
    """Give what an element and all below it have against the rules."""
    name = element.tag.removeprefix(_TAG)
    rule = _RULES.get(name)
    if name == "Id":
        rule = (("IBAN", _ONE),) if parent.endswith("Acct") else _TEXT35
    children = [child.tag.removeprefix(_TAG) for child in element]
    if rule is None:
        yield f"{name} is no element that we know"
    elif isinstance(rule, str):
        if children or not re.fullmatch(rule, element.text or "", re.DOTALL):
            yield f"{name} holds {element.text!r}"
        if not _SAFE.fullmatch(element.text or ""):
            yield f"{name} holds characters that not every bank takes: {element.text!r}"
    else:
        order = [each for each, _ in rule]
        if any(child not in order for child in children) or children != sorted(children, key=order.index):
            yield f"{name} holds {children} in this order"
        yield from (
            f"{name} holds {children.count(each)} times {each}"
            for each, (least, most) in rule
            if not least <= children.count(each) <= most
        )
    for child in element:
        yield from breaches(child, name)


@settings(max_examples=30)
@given(
    names=st.lists(st.text(max_size=90), min_size=1, max_size=4),
    text=st.text(max_size=200),
    cents=st.integers(1, 10**14),
)
def test_whatever_a_provider_is_called_the_file_keeps_to_the_schema(
    names: list[str], text: str, cents: int
) -> None:
    transfers = [
        CreditTransfer(reference=f"R{place}", name=name, iban=account_of("54019993"), cents=cents, text=text)
        for place, name in enumerate(names)
    ]
    root = written(*transfers)
    assert list(breaches(root)) == []
    assert {each.get("Ccy") for each in root.iter(f"{_TAG}InstdAmt")} == {"EUR"}


def test_the_rules_see_what_is_out_of_order_missing_too_long_or_not_for_every_bank() -> None:
    root = written(transfer())
    batch = root.find(f"{_TAG}CstmrCdtTrfInitn/{_TAG}PmtInf")
    assert batch is not None
    first = batch[0]
    batch.remove(first)
    batch.append(first)
    entry = next(root.iter(f"{_TAG}EndToEndId"))
    entry.text = "x" * 36
    next(root.iter(f"{_TAG}Nm")).text = "Zorg €"
    assert len(list(breaches(root))) == 3


def test_every_provider_of_the_demo_that_can_be_paid_has_an_account_valid_in_form_and_of_no_bank() -> None:
    rows = make_insurer(insured=60, claims=80, seed=3).rows["providers.jsonl"]
    organisations = [row for row in rows if row.kind == "organisation"]
    assert {row.agb_code[:2] for row in organisations} >= {"02", "04", "06", "12", "54"}
    assert all(iban.is_valid(row.iban) and row.iban[4:8] == "TEST" for row in organisations)
    assert all(row.iban is None for row in rows if row.kind == "practitioner")
    assert len({row.iban for row in organisations}) == len(organisations)
