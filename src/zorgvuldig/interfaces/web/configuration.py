"""What the web desks need of Django's settings, so that the settings module only has to take it in.

Over https the cookies carry the ``__Host-`` prefix, are ``Secure`` and HSTS is sent. The demo speaks plain
http on localhost, where browsers drop such cookies: there the same cookies go without prefix and
``Secure``; everything else (HttpOnly, SameSite, idle time) stays.
"""

from __future__ import annotations

from pathlib import Path

IDLE_SECONDS = 20 * 60
"""A session ends after twenty minutes without a request (NCSC: 15 to 30 minutes)."""

ABSOLUTE_SECONDS = 10 * 60 * 60
"""And after ten hours in any case."""

BODY_BYTES = 1_000_000
"""The most bytes of a form, unless the row of its address says otherwise."""

MIDDLEWARE = [
    "zorgvuldig.interfaces.web.middleware.AnswerHeaders",
    "csp.middleware.CSPMiddleware",
    "zorgvuldig.interfaces.web.guarding.RequestBounds",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zorgvuldig.interfaces.web.guarding.RouteRules",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zorgvuldig.interfaces.web.middleware.SessionRules",
    "zorgvuldig.interfaces.web.rates.RateLimits",
    "zorgvuldig.interfaces.web.middleware.RefusalPage",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours first: the pages that come with django-allauth lack a language and a main landmark.
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zorgvuldig.interfaces.web.context.shell",
            ],
        },
    },
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    },
}


def web_settings(*, https: bool) -> dict[str, object]:
    """List the settings of the desks by name."""
    return {
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": TEMPLATES,
        "STATIC_URL": "/static/",
        # Everything static ships with the program: served from there, no copying step, no third party.
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "WHITENOISE_MAX_AGE": 300,
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
        # One store for all server processes, so that a login limit holds for all of them together.
        "CACHES": {"default": {"BACKEND": "zorgvuldig.interfaces.web.cache.JsonDatabaseCache"}},
        **_login_settings(),
        **_session_settings(https=https),
        **_header_settings(https=https),
    }


def _login_settings() -> dict[str, object]:
    return {
        "AUTH_USER_MODEL": "accounts.Account",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "desk",
        "LOGOUT_REDIRECT_URL": "home",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "home",
        "ACCOUNT_ADAPTER": "zorgvuldig.interfaces.web.accounts.adapters.AccountAdapter",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"},
        "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
        "MFA_ADAPTER": "zorgvuldig.interfaces.web.accounts.adapters.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp"],
        "MFA_TOTP_ISSUER": "Zorgvuldig",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_TRUST_ENABLED": False,
    }


def _session_settings(*, https: bool) -> dict[str, object]:
    prefix = "__Host-" if https else ""
    return {
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
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


def _header_settings(*, https: bool) -> dict[str, object]:
    return {
        "CONTENT_SECURITY_POLICY": CONTENT_SECURITY_POLICY,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_SSL_REDIRECT": https,
        "SECURE_REDIRECT_EXEMPT": [r"^healthz$"],
        "SECURE_HSTS_SECONDS": 63_072_000 if https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": https,
        "SECURE_HSTS_PRELOAD": https,
        # The row of an address says how much it takes (routes.toml); this is what Django itself will read.
        "DATA_UPLOAD_MAX_MEMORY_SIZE": BODY_BYTES,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 200,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 10,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": BODY_BYTES,
    }
