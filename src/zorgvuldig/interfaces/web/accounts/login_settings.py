"""What login and sessions need of Django's settings; `configuration` takes it in.

Times: a session ends after twenty idle minutes (NCSC: 15 to 30) and after ten hours in any case: a working
day, shorter than the twelve hours of NIST SP 800-63B for two factors (ASVS 7.1.1). Re-authentication for what
touches the login itself holds five minutes.
"""

from __future__ import annotations

import os

from zorgvuldig.interfaces.places import VAR

IDLE_SECONDS = 20 * 60
ABSOLUTE_SECONDS = 10 * 60 * 60
REAUTHENTICATION_MINUTES = 5
MIN_PASSWORD = 12
#: Sessions that an account may have at once; a new one ends the oldest (own choice, ASVS 7.1.2).
MOST_SESSIONS = 3
#: Proxies of our own in front of the pages, each of which adds to X-Forwarded-For.
TRUSTED_PROXIES = int(os.environ.get("ZORGVULDIG_TRUSTED_PROXIES", "0"))

_HERE = "zorgvuldig.interfaces.web.accounts"


def login_settings(*, https: bool) -> dict[str, object]:
    """List the settings of login, second factor and sessions."""
    return {**_login(), **_second_factor(), **_sessions(https=https)}


def _login() -> dict[str, object]:
    return {
        "AUTH_USER_MODEL": "accounts.Account",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": MIN_PASSWORD},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {"NAME": f"{_HERE}.passwords.GuessableValidator"},
        ],
        "IDENTITY_FILE": os.environ.get("ZORGVULDIG_IDENTITY") or VAR / "identity.json",
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "desk",
        "LOGOUT_REDIRECT_URL": "home",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "home",
        "ACCOUNT_ADAPTER": f"{_HERE}.adapters.AccountAdapter",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": False,
        # What is guessed is slowed by `throttle`; this only keeps one address from keeping us busy.
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip"},
        "ALLAUTH_TRUSTED_PROXY_COUNT": TRUSTED_PROXIES,
    }


def _second_factor() -> dict[str, object]:
    return {
        "MFA_ADAPTER": f"{_HERE}.adapters.SecondFactorAdapter",
        # Recovery codes are our own (`recovery`): kept as hashes, where the library keeps what makes them.
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn"],
        "MFA_FORMS": {
            "authenticate": f"{_HERE}.forms.CodeForm",
            "authenticate_webauthn": f"{_HERE}.forms.KeyForm",
            "login_webauthn": f"{_HERE}.forms.PasskeyForm",
        },
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        # A passkey cannot be guessed: this only keeps one address from keeping us busy.
        "MFA_RATE_LIMITS": {"webauthn_login": "60/m/ip"},
        "MFA_WEBAUTHN_USER_VERIFICATION": "required",
        "MFA_TOTP_ISSUER": "Zorgvuldig",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_TRUST_ENABLED": False,
    }


def _sessions(*, https: bool) -> dict[str, object]:
    prefix = "__Host-" if https else ""
    return {
        "SESSION_ENGINE": f"{_HERE}.session_store",
        "SESSION_COOKIE_NAME": f"{prefix}zv-session",
        "SESSION_COOKIE_AGE": IDLE_SECONDS,
        "SESSION_SAVE_EVERY_REQUEST": True,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": f"{prefix}zv-csrf",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "zorgvuldig.interfaces.web.errors.csrf_failure",
        "LANGUAGE_COOKIE_NAME": f"{prefix}zv-language",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    }
