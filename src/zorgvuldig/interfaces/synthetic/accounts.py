"""Bank accounts that are valid in form and that no bank has: the bank code is TEST."""

_BANK = "TEST"
_MODULUS = 97


def account_of(agb_code: str) -> str:
    """Make the invented account of a care provider from its AGB code (IBAN, modulo 97)."""
    basic = f"{_BANK}{int(agb_code):010d}"
    number = "".join(str(int(character, 36)) for character in f"{basic}NL00")
    return f"NL{_MODULUS + 1 - int(number) % _MODULUS:02d}{basic}"
