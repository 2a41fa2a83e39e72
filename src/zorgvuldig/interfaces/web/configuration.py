"""What the web desks need of Django's settings, so that the settings module only has to take it in.

Over https the cookies carry the ``__Host-`` prefix, are ``Secure`` and HSTS is sent. The demo speaks plain
http on localhost, where browsers drop such cookies: there the same cookies go without prefix and
``Secure``; everything else (HttpOnly, SameSite, idle time) stays.
"""

from __future__ import annotations

from pathlib import Path

from zorgvuldig.interfaces.web.accounts.login_settings import ABSOLUTE_SECONDS, IDLE_SECONDS, login_settings

__all__ = ["ABSOLUTE_SECONDS", "IDLE_SECONDS", "web_settings"]

BODY_BYTES = 1_000_000
"""The most bytes of a form, unless the row of its address says otherwise."""

MIDDLEWARE = [
    "zorgvuldig.interfaces.web.middleware.AnswerHeaders",
    "csp.middleware.CSPMiddleware",
    "zorgvuldig.interfaces.web.systems.SystemAnswers",
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
    "zorgvuldig.interfaces.web.accounts.session_rules.SessionRules",
    "zorgvuldig.interfaces.web.rates.RateLimits",
    "zorgvuldig.interfaces.web.middleware.KeptTraces",
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
        **login_settings(https=https),
        **_header_settings(https=https),
    }


def _header_settings(*, https: bool) -> dict[str, object]:
    return {
        "CONTENT_SECURITY_POLICY": CONTENT_SECURITY_POLICY,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_SSL_REDIRECT": https,
        "SECURE_REDIRECT_EXEMPT": [r"^healthz$", r"^readyz$"],
        "SECURE_HSTS_SECONDS": 63_072_000 if https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": https,
        "SECURE_HSTS_PRELOAD": https,
        # The row of an address says how much it takes (routes.toml); this is what Django itself will read.
        "DATA_UPLOAD_MAX_MEMORY_SIZE": BODY_BYTES,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 200,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 10,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": BODY_BYTES,
    }
