"""What the pages of login need beside Django's own tags."""

from __future__ import annotations

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zorgvuldig.interfaces.identity.configured import schemes
from zorgvuldig.interfaces.identity.schemes import DIGID, EHERKENNING, STAFF

register = template.Library()
_AUDIENCES = {
    DIGID: _("Voor verzekerden, met niveau Substantieel of hoger"),
    EHERKENNING: _("Voor zorgaanbieders en andere organisaties"),
    STAFF: _("Voor wie hier werkt"),
}


@register.filter
def as_json(value: object) -> str:
    """Write a value as JSON, to stand in an attribute of a form; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.simple_tag
def login_schemes() -> list[dict[str, object]]:
    """List the schemes by which one can log in elsewhere; none unless configured."""
    return [
        {"title": scheme.provider.title, "address": reverse(f"{name}_begin"), "audience": _AUDIENCES[name]}
        for name, scheme in schemes().items()
    ]
