"""Django settings. Places and secrets come from `var`: a demo and a test differ in that folder alone.

Environment: ZORGVULDIG_VAR (the folder), ZORGVULDIG_ORIGIN (the address people use, such as
https://mijn.verzekeraar.example: https switches on secure cookies and HSTS), ZORGVULDIG_PROCESS (web, worker,
sequencer, witness, command; sequencer and witness alone get their database alias), ZORGVULDIG_LOG_NAME (the
name of the ledger, kept from its first publication on), ZORGVULDIG_INSURER and ZORGVULDIG_SECURITY_CONTACT
(what the pages say of whose they are; the defaults are the made-up insurer's).
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.utils import get_random_secret_key

from zorgvuldig.interfaces.database.facts import django_databases, read_facts
from zorgvuldig.interfaces.operations.logs import logging_settings
from zorgvuldig.interfaces.places import CHECKOUT, DATABASE_FACTS, KEYS, SEQUENCER_FACTS, VAR, WITNESS_FACTS
from zorgvuldig.interfaces.web import configuration
from zorgvuldig.ledger.published import DEFAULT_LOG_NAME

ORIGIN = os.environ.get("ZORGVULDIG_ORIGIN", "http://localhost:8000")
PROCESS = os.environ.get("ZORGVULDIG_PROCESS", "command")
KEYS_FOLDER = KEYS
VAR_FOLDER = VAR

# The name under which people know the insurer, and where to report a vulnerability (RFC 9116).
INSURER_NAME = os.environ.get("ZORGVULDIG_INSURER", "Zilverlinde Zorgverzekeraar N.V.")
SECURITY_CONTACT = os.environ.get("ZORGVULDIG_SECURITY_CONTACT", "mailto:kwetsbaarheid@zilverlinde.example")
# Under which name the ledger signs; one that was published keeps its name whatever stands here.
LOG_NAME = os.environ.get("ZORGVULDIG_LOG_NAME", DEFAULT_LOG_NAME)
# Who does the work with keys: `file` (this process reads them) or `unix:/path` (a key server, docs/keys.md).
KEY_STORE = os.environ.get("ZORGVULDIG_KEYS", "file")

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
    "zorgvuldig.interfaces.authzen",
    "zorgvuldig.interfaces.deliveries",
    "zorgvuldig.interfaces.web.accounts",
    "zorgvuldig.interfaces.web",
]

ROOT_URLCONF = "zorgvuldig.interfaces.web.urls"
WSGI_APPLICATION = "zorgvuldig.interfaces.wsgi.application"

# The test cluster changes these before the first connection; a server process keeps a pool.
DATABASES = django_databases(
    read_facts({"sequencer": SEQUENCER_FACTS, "witness": WITNESS_FACTS}.get(PROCESS, DATABASE_FACTS)),
    sequencer=PROCESS == "sequencer",
    witness=PROCESS == "witness",
    pool=PROCESS == "web",
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [_PACKAGE / "interfaces" / "web" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None

PROCRASTINATE_IMPORT_PATHS = [
    "zorgvuldig.interfaces.jobs.periodic",
    "zorgvuldig.interfaces.jobs.letters",
    "zorgvuldig.interfaces.jobs.retention",
    "zorgvuldig.interfaces.jobs.deliveries",
]

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING = logging_settings(PROCESS)

# Middleware, templates, login, sessions, headers and static files are the desks' own.
globals().update(configuration.web_settings(https=_SECURE))
# Outermost, so that it counts what every other step answers.
MIDDLEWARE = ["zorgvuldig.interfaces.operations.watching.Watched", *configuration.MIDDLEWARE]
