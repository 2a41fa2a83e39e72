"""What a care provider can do about a claim that was refused, for each reason that our administration gives.

What is wrong in the message itself its own sentence tells, and it is mended in one way: see `IN_THE_MESSAGE`.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

__all__ = ["IN_THE_MESSAGE", "REMEDIES", "remedy_of"]

IN_THE_MESSAGE = _("Verbeter dit in uw administratie en dien de declaratie opnieuw in.")
_OTHER_INSURER = _("Vraag de patiënt waar die op die dag verzekerd was, en dien daar in.")
_REGISTER = _("Laat uw gegevens in het AGB-register verbeteren, en dien daarna opnieuw in.")
_AUTHORIZATION = _("Zoek de machtiging op die u kreeg, neem het nummer over en dien opnieuw in.")
_ASK_FIRST = _("Vraag een machtiging aan. Dien opnieuw in als die is gegeven.")
_NOT_AGAIN = _("U hoeft niets te doen. Dien deze zorg niet nog eens in.")
_TO_THE_PATIENT = _("Dit deel vergoeden wij niet. Spreek met de patiënt af wie het betaalt.")
_FIND_THE_CLAIM = _(
    "Neem het nummer over van de declaratie die wij hebben toegekend, en crediteer die geheel."
)
_TARIFF = _("Pas het tarief aan tot wat is afgesproken en dien opnieuw in.")

REMEDIES = {
    "file-came-before": _("U hoeft niets te doen. Stuur alleen declaraties die wij nog niet hebben."),
    "test-message": _("Dien het bestand opnieuw in met soort bericht P als u wilt dat wij betalen."),
    "person-unknown": _("Controleer het burgerservicenummer, en vraag de patiënt waar die verzekerd is."),
    "not-insured": _OTHER_INSURER,
    "insured-partly": _("Splits de zorg naar de dagen van elke verzekeraar, en dien ons deel opnieuw in."),
    "not-in-package": _TO_THE_PATIENT,
    "label-not-ours": _OTHER_INSURER,
    "label-differs": _(
        "Dien opnieuw in met het UZOVI-nummer van het label dat de controle op verzekering geeft."
    ),
    "forwarding-refused": _OTHER_INSURER,
    "forwarding-allowed": _("U hoeft niets te doen: deze declaratie mag worden doorgestuurd."),
    "birthdate-differs": _(
        "Controleer geboortedatum en burgerservicenummer bij de patiënt, en dien opnieuw in."
    ),
    "declarant-unknown": _REGISTER,
    "declarant-ended": _REGISTER,
    "contract-ended": _("Neem contact op met zorginkoop over uw contract."),
    "too-late": _("Dien zorg binnen 36 maanden in. Was er overmacht? Schrijf ons dan."),
    "referral-missing": _("Vul in wie heeft verwezen en dien opnieuw in."),
    "authorization-missing": _ASK_FIRST,
    "authorization-unknown": _AUTHORIZATION,
    "authorization-other": _AUTHORIZATION,
    "authorization-period": _ASK_FIRST,
    "authorization-used": _ASK_FIRST,
    "most-a-day": _TO_THE_PATIENT,
    "most-a-year": _TO_THE_PATIENT,
    "most-money-a-year": _TO_THE_PATIENT,
    "practitioner-unknown": _("Controleer de AGB-code van de behandelaar, en dien opnieuw in."),
    "practitioner-not-competent": _REGISTER,
    "already-claimed": _NOT_AGAIN,
    "claimed-twice-in-file": _NOT_AGAIN,
    "tariff-differs": _TARIFF,
    "above-market-rate": _TARIFF,
    "credit-without-debit": _FIND_THE_CLAIM,
    "already-credited": _NOT_AGAIN,
    "credit-in-part": _FIND_THE_CLAIM,
}


def remedy_of(reason: str) -> str:
    """Tell what to do about a reason."""
    return str(REMEDIES.get(reason, IN_THE_MESSAGE))
