"""The product's own settings, with a folder and a database that are thrown away.

`TEST_DATABASE=postgres` runs on a private PostgreSQL server that ends with the run; `TEST_DATABASE_URL=postgres://…`
on a server you have, where the tests make databases of their own. Otherwise it is SQLite.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.cluster import Cluster

FOLDER = Path(tempfile.mkdtemp(prefix="kindred-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
(FOLDER / "static").mkdir()  # WhiteNoise warns where there is none

if os.environ.get("TEST_DATABASE") == "postgres" and not os.environ.get("TEST_DATABASE_URL"):
    cluster = Cluster().start()
    atexit.register(cluster.stop)
    # The workers of pytest-xdist import this file too and find the server here.
    os.environ["TEST_DATABASE_URL"] = cluster.url

for name in [name for name in os.environ if name.startswith("KINDRED_") or name in {"DATABASE_URL", "HOST", "PORT"}]:
    del os.environ[name]
os.environ["KINDRED_DATA"] = str(FOLDER)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{FOLDER}/kindred.sqlite3"

from kindred.config.settings import *  # noqa: E402, F403
from kindred.config.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: locks, the WAL and other processes are as they are in life.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
