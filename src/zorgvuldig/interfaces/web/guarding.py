"""What every request must pass before a session is read or a view is called.

First its outside: host, length of address, headers and body. Then its row in ``routes.toml``: verb,
parameters and fields. What is refused gets a neutral page and a row in the security log, and is never
repeated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

from zorgvuldig.interfaces.web import errors, rates, security_log
from zorgvuldig.interfaces.web.input_rules import InputError, demand_no_secret_in_address, judged
from zorgvuldig.interfaces.web.routes import VERBS, row_of
from zorgvuldig.interfaces.web.wsgi_bounds import REFUSED, TOO_MANY, content_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from zorgvuldig.interfaces.web.routes import Row

LONGEST_ADDRESS = 2_000
LONGEST_HEADER = 8_000
ALL_HEADERS = 32_000
MOST_HEADERS = 80
#: They ask a program to believe another verb or address than the one that was judged.
OVERRIDES = (
    "HTTP_X_HTTP_METHOD_OVERRIDE",
    "HTTP_X_HTTP_METHOD",
    "HTTP_X_METHOD_OVERRIDE",
    "HTTP_X_ORIGINAL_URL",
    "HTTP_X_REWRITE_URL",
)
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
#: What a visitor may send anywhere: nothing is read of it where no row asks for it.
HIGHEST_BODY = 25_000_000
NOT_FOUND = 404
BUSY = 503
#: Somebody asked for a page about persons and did not get it: to log in, refused, or not there.
TURNED_AWAY = frozenset({302, 403, NOT_FOUND})
#: Of pages about persons also a form that was not right: it may have named what is somebody else's.
NOTED = TURNED_AWAY | {400}


class RequestBounds:
    """Refuse a request whose outside is out of bounds (ASVS 4.1, 4.2; API4:2023)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400, 413, 414 or 431, or pass the request on; an error is told without its address."""
        try:
            _demand_bounds(request)
        except InputError as refusal:
            response = _refused(request, refusal)
        except SuspiciousOperation:
            response = _refused(request, InputError("host"))
        else:
            response = self.get_response(request)
        if response.status_code >= 400:  # noqa: PLR2004 — where errors begin (RFC 9110, 15)
            # Django would write the address in its log; ours tells the name of the route.
            response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 — Django's own mark
        return response


def _demand_bounds(request: HttpRequest) -> None:
    # Mostly found before Django made the request (wsgi_bounds); other servers than ours come here alone.
    rule = request.META.get(REFUSED) or content_rule(request.META.get("CONTENT_TYPE", ""))
    if rule:
        raise InputError(rule, status=BUSY if rule == TOO_MANY else 400)
    request.get_host()
    words = {name: value for name, value in request.META.items() if name.startswith("HTTP_")}
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        raise InputError("address-too-long", status=414)
    lengths = [len(name) + len(value) for name, value in words.items()]
    if len(words) > MOST_HEADERS or sum(lengths) > ALL_HEADERS or max(lengths, default=0) > LONGEST_HEADER:
        raise InputError("headers-too-long", status=431)
    if any(name in words for name in OVERRIDES):
        raise InputError("override")
    if body_length(request) > HIGHEST_BODY:
        raise InputError("body-too-long", status=413)


def body_length(request: HttpRequest) -> int:
    """Give the length that the request announces; one without a number has no body that is read."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isascii() or not told.isdecimal():
        raise InputError("length-of-body")
    return int(told)


class RouteRules:
    """Hold a request to the row of its address: verb, query, fields and length of the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what the row does not name; an address that is not there is left to its 404."""
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self._nowhere(request)
        request.resolver_match = match
        row = row_of(match)
        if verb_of(request) not in row.allowed:
            security_log.note("refused", request, rule="verb", status=405)
            return errors.not_allowed(row.allowed)
        try:
            hold(request, row)
        except InputError as refusal:
            return _refused(request, refusal)
        except (SuspiciousOperation, MultiPartParserError, UnreadablePostError, LookupError):
            return _refused(request, InputError("body"))
        response = self.get_response(request)
        if row.persons and response.status_code in NOTED:
            security_log.note("turned-away", request, status=response.status_code)
        return response

    def _nowhere(self, request: HttpRequest) -> HttpResponse:
        if verb_of(request) not in VERBS | {"HEAD"}:
            return errors.not_allowed(VERBS | {"HEAD"})
        try:
            _demand_open_address(request, {})
        except InputError as refusal:
            return _refused(request, refusal)
        response = self.get_response(request)
        # Also when an ended login is led to the login page before anyone finds that nothing is there.
        if response.status_code in TURNED_AWAY:
            security_log.note("nowhere", request, status=response.status_code)
        return response


def verb_of(request: HttpRequest) -> str:
    """Give the verb as it was sent: Django writes it in capitals, and "get" is not GET (RFC 9110, 9.1)."""
    return str(request.META.get("REQUEST_METHOD", request.method))


def hold(request: HttpRequest, row: Row) -> None:
    """Judge everything that a request brings against its row, and put the judged values in its place.

    Raises:
        InputError: something the row does not name, of another kind, or too much of it.
    """
    if body_length(request) > row.body:
        raise InputError("body-too-long", status=413)
    _demand_open_address(request, row.query)
    request.GET = _rewritten(judged(request.GET.lists(), row.query))  # type: ignore[assignment] # judged anew
    if request.method != "POST" or row.desk == "systems":
        # What a system sends is no form: its view reads it, after its token was judged.
        return
    if body_length(request) and request.content_type not in FORM_TYPES:
        raise InputError("kind-of-body", status=415)
    # Its parts have headers of their own, with character sets of their own: only where a file comes.
    if request.content_type == "multipart/form-data" and not row.files:
        raise InputError("files")
    fields = judged(request.POST.lists(), row.fields)
    if sum(len(given) for _name, given in request.FILES.lists()) > row.files:
        raise InputError("files")
    request.POST = _rewritten(fields)  # type: ignore[assignment] # judged anew


def _demand_open_address(request: HttpRequest, kinds: Mapping[str, str]) -> None:
    given = [(name, value, kinds.get(name, "")) for name, values in request.GET.lists() for value in values]
    demand_no_secret_in_address(request.path_info, given)


def _rewritten(values: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, given in values.items():
        query.setlist(name, given)
    query._mutable = False  # noqa: SLF001 — as Django gives it to a view
    return query


def _refused(request: HttpRequest, refusal: InputError) -> HttpResponse:
    security_log.note("refused", request, rule=refusal.rule, status=refusal.status)
    if refusal.status == BUSY:
        return errors.unavailable()
    return _one_too_many(request) or errors.plain(refusal.status)


def _one_too_many(request: HttpRequest) -> HttpResponse | None:
    """Count what is refused as well, for it costs us work; without a database it is refused all the same."""
    try:
        return rates.turned_away(request)
    except errors.OUTAGES:
        return None
