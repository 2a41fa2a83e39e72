"""What a field must satisfy beyond its type, such as the eleven test (elfproef) of a BSN."""

import re
from collections.abc import Callable
from typing import Any

from zorgvuldig.processes.policy_administration.intake import rows

# The published test numbers for people stand in the 9999 range, at the very top of the nine digits. A
# synthetic insurer takes its people from the numbers that start with 9, and loading refuses any other number,
# so that nobody's real number comes in by this door.
TEST_RANGE = "9"
VOLUNTARY_STEPS = range(0, 50_001, 10_000)
"""What a policyholder may choose above the compulsory deductible, in cents (Zvw art. 20)."""
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class InvalidValueError(ValueError):
    """A value is not what its field must hold; the message says what was expected."""


def passes_eleven_test(bsn: str) -> bool:
    """Tell whether nine digits form a BSN (elfproef): the weighted sum divides by eleven and is not zero."""
    if not (len(bsn) == len(_WEIGHTS) and bsn.isascii() and bsn.isdigit()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, bsn, strict=True))
    return total % 11 == 0 and total != 0


def _bsn(value: str) -> None:
    if not passes_eleven_test(value):
        raise InvalidValueError("the BSN must have nine digits and pass the eleven test (elfproef)")
    if not value.startswith(TEST_RANGE):
        raise InvalidValueError("the BSN is not a test number; only numbers that start with 9 may be loaded")


def _matching(pattern: str, expected: str) -> Callable[[str], None]:
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> None:
        if not compiled.fullmatch(value):
            raise InvalidValueError(f"{expected} expected, found {value!r}")

    return check


def _filled(value: str) -> None:
    if not value:
        raise InvalidValueError("must not be empty")


def _at_least(least: int) -> Callable[[int], None]:
    def check(value: int) -> None:
        if value < least:
            raise InvalidValueError(f"at least {least} expected, found {value}")

    return check


def _step(value: int) -> None:
    if value not in VOLUNTARY_STEPS:
        raise InvalidValueError(f"a step of 100 euros up to 500, in cents, expected, found {value}")


CHECKS: dict[tuple[type, str], Callable[[Any], None]] = {
    (rows.InsurerRow, "name"): _filled,
    (rows.LabelRow, "name"): _filled,
    (rows.LabelRow, "uzovi"): _matching(r"\d{4}", "a UZOVI number of four digits"),
    (rows.PersonRow, "bsn"): _bsn,
    (rows.PersonRow, "initials"): _filled,
    (rows.PersonRow, "family_name"): _filled,
    (rows.PersonRow, "data_origin"): _filled,
    (rows.PersonRow, "obtained_for"): _filled,
    (rows.AddressRow, "house_number"): _at_least(1),
    (rows.AddressRow, "postcode"): _matching(r"[1-9]\d{3}[A-Z]{2}", "a postcode such as 1234AB"),
    (rows.AddressRow, "country"): _matching(r"[A-Z]{2}", "a country code such as NL"),
    (rows.ContactRow, "email"): _matching(r"[^@\s]+@[^@\s]+|", "an e-mail address"),
    (rows.ProviderRow, "agb_code"): _matching(r"\d{8}", "an AGB code of eight digits"),
    (rows.ProviderRow, "name"): _filled,
    (rows.QualificationRow, "qualification"): _matching(r"\d{2}|\d{4}", "a code of two or four digits"),
    (rows.StaffRow, "username"): _filled,
    (rows.StaffRow, "role"): _filled,
    (rows.StaffRow, "unit"): _filled,
    (rows.AccountLinkRow, "username"): _filled,
    (rows.PartnerRow, "name"): _filled,
    (rows.PartnerRow, "kvk_number"): _matching(r"\d{8}", "a KvK number of eight digits"),
    (rows.PartnerRow, "contact_name"): _filled,
    (rows.PartnerContractRow, "subject_matter"): _filled,
    (rows.PartyLoginRow, "username"): _filled,
    (rows.InsurancePolicyRow, "number"): _filled,
    (rows.InsurancePolicyRow, "package"): _filled,
    (rows.InsurancePolicyRow, "voluntary_deductible_cents"): _step,
    (rows.TariffRow, "code_list"): _matching(r"\d{3}", "a code list of three digits"),
    (rows.TariffRow, "service_code"): _filled,
    (rows.TariffRow, "amount_cents"): _at_least(0),
}
