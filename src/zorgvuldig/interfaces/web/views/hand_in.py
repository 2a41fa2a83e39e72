"""Hand in a claim file through the page of a care provider: the same intake as any other door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.claim_files import read_claim_file
from zorgvuldig.interfaces.deliveries.overview import on_their_way
from zorgvuldig.interfaces.deliveries.queueing import set_work
from zorgvuldig.interfaces.deliveries.taking_over import copy_in, has_room, safe_name, take_over
from zorgvuldig.interfaces.receiving import take_in
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.processes.business_relations import usecases as relations
from zorgvuldig.processes.claims_handling.intake.claims import read_header
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.shapes import find_shape

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpResponse

    from zorgvuldig.interfaces.claim_files import ClaimFile
    from zorgvuldig.interfaces.receiving import TakenIn
    from zorgvuldig.interfaces.web.desks import DeskRequest

#: A small file is taken in while its sender waits, a larger one by the worker; what is larger still comes by
#: the sector's own road.
SMALL, LARGEST = 2_000_000, 11_900_000
FOLDER = "returns"
DOOR = "desk"
SHOWN = 10


class HandInForm(forms.Form):
    """The claim file that a provider hands in."""

    file = forms.FileField(
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Kies eerst een bestand.")},
    )


@dataclass(frozen=True)
class NotTaken:
    """Why nothing was taken in, in words for the sender, with what is wrong in the file."""

    why: str
    findings: tuple[str, ...] = ()

    @property
    def first(self) -> tuple[str, ...]:
        """Give the first of them: whoever mends those sees the rest the next time."""
        return self.findings[:SHOWN]

    @property
    def more(self) -> int:
        """Count the others."""
        return max(len(self.findings) - SHOWN, 0)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.PROVIDER)
def hand_in(request: DeskRequest) -> HttpResponse:
    """Show the form; take in the file that came, and lead on to what became of it (declaraties indienen)."""
    provider = relations.permit_hand_in(actor=request.actor, at=timezone.now())
    form = HandInForm(request.POST, request.FILES) if request.method == "POST" else HandInForm()
    trouble = None
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        if sent.size > SMALL:
            _deliver(request, sent, agb_code=provider.agb_code)
            return redirect("provider_hand_in")
        taken = _received(sent.read(), safe_name(str(sent.name)), agb_code=provider.agb_code)
        if not isinstance(taken, NotTaken):
            _tell(request, taken)
            return redirect("provider_file", run_id=taken.receipt.run_id)
        trouble = taken
    context = {
        "form": form,
        "provider": provider,
        "trouble": trouble,
        "small": SMALL // 1_000_000,
        "largest": LARGEST // 1_000_000,
        "overview": on_their_way(sender_agb=provider.agb_code),
    }
    return render(request, "web/provider/hand_in.html", context)


def _deliver(request: DeskRequest, sent: UploadedFile[Any], *, agb_code: str) -> None:
    """Take a larger file over for the worker; what it finds stands on this page, or with the files."""
    if not has_room(agb_code):
        messages.error(request, _("Er wachten al veel bestanden van u. Wacht tot die zijn verwerkt."))
        return
    copied = copy_in(sent.read())
    with transaction.atomic():
        delivery = take_over(copied, name=str(sent.name), door=DOOR, sender_agb=agb_code)
        if delivery is not None:
            set_work(delivery.id)
    if delivery is None:
        messages.warning(request, _("Dit bestand hebben wij al: het wacht op verwerking."))
    else:
        messages.success(request, _("Wij hebben uw bestand ontvangen en verwerken het nu."))


def _received(content: bytes, name: str, *, agb_code: str) -> TakenIn | NotTaken:
    """Take a file in when it can be read and is of this provider; nothing of it otherwise."""
    file = read_claim_file(content, name)
    trouble = _why_not(file, agb_code)
    if trouble is not None or file.message is None:
        return trouble or NotTaken(_("Dit bestand is geen declaratiebericht."))
    folder = settings.VAR_FOLDER / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return take_in(
            file.message, file.findings, folder, code_lists=load_code_lists(), answering=file.answering
        )
    except IntegrityError:
        return NotTaken(_("Dit bestand wordt op dit moment al verwerkt."))


def _why_not(file: ClaimFile, agb_code: str) -> NotTaken | None:
    """Say why a file is not taken in at all; only whoever claims may hand in the claims."""
    if file.message is None:
        if file.is_fhir:
            why = _("Wij kunnen dit FHIR-bestand niet verwerken. Verbeter dit en dien het opnieuw in.")
        else:
            why = _("Wij kunnen dit bestand niet lezen als declaratiebericht.")
        return NotTaken(why, file.sentences)
    layout = file.message.layout
    if find_shape(layout) is None:
        return NotTaken(_("Van dit bericht handelen wij nog geen declaraties af."))
    header = read_header(file.message)
    if header is None or header.declarant != agb_code:
        return NotTaken(
            _("Dit bestand noemt een andere zorgaanbieder. U kunt alleen uw eigen declaraties indienen.")
        )
    return None


def _tell(request: DeskRequest, taken: TakenIn) -> None:
    receipt = taken.receipt
    if receipt.refused_whole:
        messages.error(request, _("Wij hebben het hele bestand afgewezen. Hieronder leest u waarom."))
    elif receipt.refused:
        messages.warning(request, _("Wij hebben uw bestand verwerkt. Niet alles is goedgekeurd."))
    else:
        messages.success(request, _("Wij hebben uw bestand verwerkt. Alles is goedgekeurd."))
