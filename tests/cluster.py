"""A private PostgreSQL server that is thrown away: for the tests, the benches and, as `python -m tests.cluster`, by hand."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

# The server lives as long as its standard input is held open: whatever ends the owner, even kill -9, ends it too.
KEEPER = """
programs=$1 folder=$2 locale=$3
shift 3
"$programs/initdb" -D "$folder/data" -U kindred -A trust --no-sync --encoding=UTF8 --locale="$locale" || exit
"$programs/postgres" -D "$folder/data" -c listen_addresses= -c unix_socket_directories="$folder" "$@" &
cat
kill -INT $!
wait $!
rm -rf "$folder"
"""
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
DURABLE = ("shared_buffers=1GB", "max_wal_size=4GB")


class NoServerError(Exception):
    """PostgreSQL's server programs are not on this machine: install the package `postgresql`."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def programs() -> Path:
    """Return the folder of initdb and postgres, the newest version's where there are several."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    with contextlib.suppress(FileNotFoundError, subprocess.CalledProcessError):
        told = subprocess.run(("pg_config", "--bindir"), capture_output=True, text=True, check=True).stdout
        folders.append(Path(told.strip()))
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise NoServerError


def unprivileged() -> pwd.struct_passwd | None:
    """Return who is to run the server where we are root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoServerError


class Cluster:
    """A server of its own on a socket in a temporary folder, so it can meet no other; `durable` keeps honest syncs."""

    def __init__(self, *, durable: bool = False) -> None:
        self.options = DURABLE if durable else QUICK
        self.programs = programs()
        self.owner = unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="kindred-pg-"))
        if self.owner:
            os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the DATABASE_URL of the server."""
        return f"postgres://kindred@{quote(str(self.folder), safe='')}/postgres"

    def start(self) -> Self:
        """Make the cluster and return once it answers."""
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        options = [part for option in self.options for part in ("-c", option)]
        with (self.folder / "log").open("wb") as log:
            self._keeper = subprocess.Popen(
                ["sh", "-c", KEEPER, "keeper", str(self.programs), str(self.folder), locale, *options],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=self.owner and self.owner.pw_uid,
                group=self.owner and self.owner.pw_gid,
                extra_groups=self.owner and [],
                # Ctrl-C is for the owner to handle, who then ends the server in good order.
                start_new_session=True,
            )
        self._await_answer(self._keeper)
        return self

    def stop(self) -> None:
        """End the server and remove everything it had."""
        if self._keeper:
            self._keeper.communicate()
            self._keeper = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _await_answer(self, keeper: subprocess.Popen[bytes]) -> None:
        """Return once the server answers; say what its log says if it never does."""
        for _ in range(300):
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=2):
                return
            if keeper.poll() is not None:
                break
            time.sleep(0.1)
        log = (self.folder / "log").read_text(encoding="utf-8")[-2000:]
        self.stop()
        raise RuntimeError(f"PostgreSQL did not start:\n{log}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with Cluster() as cluster, contextlib.suppress(KeyboardInterrupt):
        print(cluster.url, flush=True)
        signal.pause()
