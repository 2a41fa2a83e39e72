"""Django settings. Places and secrets come from `var`: a demo and a test differ in that folder alone.

Environment: ZORGVULDIG_VAR (the folder), ZORGVULDIG_ORIGIN (the address people use, such as
https://mijn.verzekeraar.example: https switches on secure cookies and HSTS), ZORGVULDIG_PROCESS (web, worker,
sequencer, command; only the sequencer gets its database alias).
"""

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from zorgvuldig.interfaces.database.facts import django_databases, read_facts
from zorgvuldig.interfaces.places import CHECKOUT, DATABASE_FACTS, KEYS, VAR

ORIGIN = os.environ.get("ZORGVULDIG_ORIGIN", "http://localhost:8000")
PROCESS = os.environ.get("ZORGVULDIG_PROCESS", "command")
KEYS_FOLDER = KEYS
VAR_FOLDER = VAR

_PACKAGE = CHECKOUT / "src" / "zorgvuldig" if (CHECKOUT / "src").is_dir() else Path(__file__).parents[1]
_SECURE = urlsplit(ORIGIN).scheme == "https"
_SECRET = KEYS / "django-secret"

DEBUG = False
# Without a prepared installation there are no sessions to protect: a key for this process alone.
SECRET_KEY = _SECRET.read_bytes().hex() if os.access(_SECRET, os.R_OK) else get_random_secret_key()
ALLOWED_HOSTS = sorted({"localhost", "127.0.0.1", "[::1]", urlsplit(ORIGIN).hostname or "localhost"})
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "zorgvuldig.records",
    "zorgvuldig.ledger",
    *(f"zorgvuldig.processes.{apps.parent.name}" for apps in sorted(_PACKAGE.glob("processes/*/apps.py"))),
    *(name for name in ("zorgvuldig.interfaces.web",) if find_spec(name)),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "zorgvuldig.interfaces.web.urls"
WSGI_APPLICATION = "zorgvuldig.interfaces.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours first: allauth's own pages lack a language and a main landmark.
        "DIRS": [_PACKAGE / "interfaces" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The test cluster changes these before the first connection; a server process keeps a pool.
DATABASES = django_databases(
    read_facts(DATABASE_FACTS),
    sequencer=PROCESS == "sequencer",
    pool=PROCESS == "web",
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Zorgvuldig"

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _SECURE
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # The second factor's square code is drawn by allauth as a data image.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [_PACKAGE / "interfaces" / "web" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Everything static ships in the wheels: served from there, no copying step, no third party.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
