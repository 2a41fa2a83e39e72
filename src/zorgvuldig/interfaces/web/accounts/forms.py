"""The forms of login, second factor, enrolment and password: a failure is counted, noted and told one way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, SignupWebAuthnForm
from allauth.mfa.webauthn.internal.auth import extract_user_from_response, parse_authentication_response
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zorgvuldig.interfaces.web.accounts import factors, login_log, notices, seals, throttle
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.accounts.throttle import TooOftenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allauth.mfa.models import Authenticator
    from django.utils.functional import _StrPromise

    from zorgvuldig.interfaces.web.accounts.models import Account

WRONG_CODE = _("Deze code klopt niet, of is al gebruikt. Wacht op de volgende code.")
WRONG_KEY = _("Met deze toegangssleutel kunt u hier niet inloggen.")
UNFIT_KEY = _("Deze sleutel konden wij niet toevoegen. Begin opnieuw, of kies een andere sleutel.")
LONGEST_PASSWORD = 1024


def wait_error(error: TooOftenError) -> ValidationError:
    """Say how long to wait, in the same words for everybody."""
    text = _("Er is te vaak geprobeerd. Wacht %(seconds)s seconden en probeer het opnieuw.")
    return ValidationError(text, code="too_often", params={"seconds": error.seconds})


def checked_code(account: Account, code: str) -> Authenticator:
    """Check a second factor that was typed; what fails is counted, noted, and told to the holder."""
    username, request = account.get_username(), context.request
    lanes = throttle.code_lanes(username)
    try:
        throttle.take(lanes)
    except TooOftenError as error:
        login_log.note(Event.DELAYED, username=username, method="code", request=request)
        raise wait_error(error) from None
    try:
        with notices.told_unless_right(account):
            used = _judged(account, code)
    except ValidationError:
        login_log.note(Event.SECOND_FACTOR_FAILED, username=username, method="code", request=request)
        raise
    throttle.succeeded(lanes)
    if used.type == factors.Type.RECOVERY_CODES:
        login_log.note(Event.RECOVERY_USED, username=username, request=request)
    return used


def _judged(account: Account, code: str) -> Authenticator:
    used = factors.use_code(account, code)
    if used is None:
        raise ValidationError(WRONG_CODE, code="incorrect_code")
    if used.type == factors.Type.RECOVERY_CODES:
        # In the transaction that uses it up: none is used without its holder hearing so.
        notices.keep(account, "recovery-code-used")
    return used


class CodeForm(AuthenticateForm):  # type: ignore[misc] # allauth ships no types
    """The second step of login: the code of an app, or a recovery code."""

    user: Account
    reauthenticated = False

    def clean_code(self) -> str:
        """Take a code that is right and new."""
        code: str = self.cleaned_data["code"]
        self.authenticator = checked_code(self.user, code)
        self.authenticator.user = self.user
        return code

    def save(self) -> None:
        """Write down in the session which factor was given, and when."""
        post_authentication(context.request, self.authenticator, reauthenticated=self.reauthenticated)


class ConfirmForm(CodeForm):
    """The same for somebody who is logged in and goes to do something that matters."""

    reauthenticated = True


@contextmanager
def refused_in_words(words: _StrPromise = WRONG_KEY) -> Iterator[None]:
    """Turn whatever the library trips over in the answer of a key into the ordinary refusal (ASVS 16.5.1).

    It reads what a visitor sends and raises what it happens to: a part that is missing, another kind of part,
    a depth it cannot follow, a signature that does not fit.
    """
    try:
        yield
    except (LookupError, AttributeError, TypeError, ValueError, RecursionError, InvalidSignature):
        raise ValidationError(words, code="incorrect_code") from None


def hold_for_key(account: Account | None) -> None:
    """Let an account's keys be read only when all that lets it in is sealed, and hold it meanwhile."""
    try:
        if account is not None:
            seals.held(account.pk)
    except seals.SealBrokenError:
        username = account.get_username() if account else ""
        login_log.note(Event.SEAL_BROKEN, username=username, method="key", request=context.request)
        raise ValidationError(WRONG_KEY, code="incorrect_code") from None


class KeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """The second step of login with a key or passkey; one that does not fit is noted and told."""

    user: Account

    def clean_credential(self) -> Authenticator:
        """Take the answer of a key that is this account's, by what is sealed and held."""
        hold_for_key(self.user)
        try:
            with notices.told_unless_right(self.user), refused_in_words():
                found: Authenticator = super().clean_credential()
        except ValidationError:
            login_log.note(
                Event.SECOND_FACTOR_FAILED,
                username=self.user.get_username(),
                method="key",
                request=context.request,
            )
            raise
        return found


class ConfirmKeyForm(KeyForm):
    """The same for somebody who is logged in."""

    reauthenticated = True


class PasskeyForm(LoginWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """Login with a passkey alone, which is device and PIN or fingerprint in one; not for insured persons."""

    def clean_credential(self) -> Authenticator:
        """Take a passkey of somebody who works here and whose account is open."""
        answer = self.cleaned_data["credential"]
        with refused_in_words():
            parse_authentication_response(answer)
            account = extract_user_from_response(answer)
        # Who it says it is, is only known to be held: the library reads person and keys after this.
        hold_for_key(account)
        with refused_in_words():
            found: Authenticator = super().clean_credential()
        if not found.user.is_active or found.user.desk == Desk.INSURED:
            login_log.note(
                Event.SECOND_FACTOR_FAILED,
                username=found.user.get_username(),
                method="passkey",
                request=context.request,
            )
            raise ValidationError(WRONG_KEY, code="incorrect_code")
        return found


class NewKeyForm(SignupWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """A security key or passkey that somebody adds to an own account."""

    def clean(self) -> dict[str, Any]:
        """Take the answer of a key that is new here, in whatever state it comes."""
        with refused_in_words(UNFIT_KEY):
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class EnrolmentForm(forms.Form):
    """The one-time code of an invitation."""

    code = forms.CharField(max_length=64)


class NewPasswordForm(forms.Form):
    """An own password: long enough, not easy to guess, no rule about its signs (ASVS 6.2)."""

    password = forms.CharField(max_length=LONGEST_PASSWORD, strip=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:  # noqa: ANN401 — as Django's forms
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """Take a password that is hard to guess for this account."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password


class ChangePasswordForm(NewPasswordForm):
    """A new password, for who knows the old one (ASVS 6.2.3)."""

    old_password = forms.CharField(max_length=LONGEST_PASSWORD, strip=False)
    field_order = ("old_password", "password")

    def clean_old_password(self) -> str:
        """Take the password that holds now."""
        old: str = self.cleaned_data["old_password"]
        lanes = throttle.code_lanes(self.account.get_username())
        try:
            throttle.take(lanes)
        except TooOftenError as error:
            raise wait_error(error) from None
        if not self.account.check_password(old):
            raise ValidationError(_("Dit is niet uw wachtwoord van nu."), code="password_incorrect")
        throttle.succeeded(lanes)
        return old


class NewAppForm(forms.Form):
    """The first code of an authenticator app, as a proof that it holds the secret."""

    code = forms.CharField(max_length=16)

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:  # noqa: ANN401 — as Django's forms
        super().__init__(*args, **kwargs)
        self.secret = secret
        self.counter = 0

    def clean_code(self) -> str:
        """Take a code of this secret."""
        code = "".join(self.cleaned_data["code"].split())
        counter = factors.matching_counter(self.secret, code)
        if counter is None:
            raise ValidationError(WRONG_CODE, code="incorrect_code")
        self.counter = counter
        return code
