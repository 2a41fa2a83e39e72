"""What the pages of login need beside Django's own tags."""

from __future__ import annotations

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """Write a value as JSON, to stand in an attribute of a form; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)
