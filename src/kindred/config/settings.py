"""Settings, read from the environment once; every name is in docs/configuration.md."""

import os

import dj_database_url

from kindred.config import log
from kindred.config.environment import data_folder, file_secret, flag, number

DATA = data_folder()
DEBUG = flag("KINDRED_DEBUG")
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = number("PORT", 8000, most=65_535)
#: A server that listens on every address is looked at from this machine.
_BROWSABLE_HOST = "localhost" if HOST in {"0.0.0.0", "::"} else HOST  # noqa: S104
BASE_URL = os.environ.get("KINDRED_URL", f"http://{_BROWSABLE_HOST}:{PORT}").rstrip("/")
SECURE = BASE_URL.startswith("https://")

SECRET_KEY = os.environ.get("KINDRED_SECRET_KEY") or file_secret(DATA / "secret.key")
ENCRYPTION_KEYS = (os.environ.get("KINDRED_ENCRYPTION_KEYS") or file_secret(DATA / "encryption.key")).split(",")
ALLOWED_HOSTS = [h for h in os.environ.get("KINDRED_ALLOWED_HOSTS", "").split(",") if h] or ["*"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "kindred.web",  # before allauth, whose pages it draws anew
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "kindred.jobs",
    "kindred.accounts",
    "kindred.contacts",
    "kindred.cohorts",
    "kindred.messaging",
    "kindred.workflows",
    "kindred.bulk",
    "kindred.retention",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kindred.web.security.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kindred.web.timezones.OwnTimezone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kindred.web.answers.HtmxAnswers",
]

ROOT_URLCONF = "kindred.config.urls"
WSGI_APPLICATION = "kindred.config.wsgi.application"
ASGI_APPLICATION = "kindred.config.asgi.application"
# Pages answered at once by one process.
THREADS = number("KINDRED_THREADS", 8, most=200)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kindred.web.shell.shell",
            ]
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'kindred.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-64000;"
                "PRAGMA mmap_size=1073741824;PRAGMA temp_store=MEMORY;"
                # What is deleted is overwritten: a person who was erased is in no free space of the file.
                "PRAGMA secure_delete=ON;"
            ),
        },
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": number("KINDRED_POOL", THREADS + 12, most=1_000)},
            # A worker that is stopped while it holds rows must not hold them for ever (R11).
            "options": "-c idle_in_transaction_session_timeout=60000",
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "kindred.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {"signup": "kindred.web.accounts.forms.SignupForm"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = os.environ.get("KINDRED_EMAIL_VERIFICATION", "optional")
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "kindred.web.accounts.adapter.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "kindred_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("KINDRED_BEHIND_PROXY") else None

# Mail of the system itself (password resets, invitations). Without a server it is written to DATA/mail,
# where only the person who runs Kindred can read it: a page would hand reset links to other people.
EMAIL_HOST = os.environ.get("KINDRED_SMTP_HOST", "")
EMAIL_PORT = number("KINDRED_SMTP_PORT", 587, most=65_535)
EMAIL_HOST_USER = os.environ.get("KINDRED_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KINDRED_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("KINDRED_SMTP_TLS", default=EMAIL_PORT == 587)
EMAIL_USE_SSL = flag("KINDRED_SMTP_SSL", default=EMAIL_PORT == 465)
EMAIL_TIMEOUT = 30
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("KINDRED_FROM", "Kindred <kindred@localhost>")

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

FOLLOWERS_MODULE = "kindred.config.followers"
WORK = "kindred.config.work.WORK"
CRITERIA_KINDS = "kindred.config.criteria.KINDS"
# How long an automatic outward action after a hand move can still be taken back.
GRACE_SECONDS = number("KINDRED_GRACE_SECONDS", 0)
# Internal hosts that webhooks and mail servers may be on; empty means public addresses only.
ALLOWED_INTERNAL_HOSTS = [h for h in os.environ.get("KINDRED_ALLOWED_INTERNAL_HOSTS", "").split(",") if h]
# Seconds a mail server is waited for, where RFC 5321 should not decide (kindred/channels/email/server.py has the names).
SMTP_TIMEOUTS: dict[str, float] = {}
# Whether the first `kindred run` fills a demo workspace.
DEMO = flag("KINDRED_DEMO", default=True)

# Faults of pages go where those of the worker go: to the terminal, or to whatever gathers it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}

log.configure()
