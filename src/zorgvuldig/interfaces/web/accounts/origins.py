"""From where a request comes, as coarse as throttling allows."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from django.http import HttpRequest

UNKNOWN = "unknown"
_IPV6_PREFIX = 64


def origin_of(request: HttpRequest) -> str:
    """Give the address of a request; of IPv6 the network, for whoever has one address there has them all."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError, KeyError):
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((address, _IPV6_PREFIX), strict=False).network_address)
    return str(address)
