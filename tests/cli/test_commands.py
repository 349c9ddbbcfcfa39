"""The kindred command as people call it: real processes, one line for every refusal, clean ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

KINDRED = Path(sys.executable).with_name("kindred")
SAMPLE = Path(__file__).parents[2] / "samples/contacts.csv"
DIST = Path(__file__).parents[2] / "src/kindred/web/static/dist/kindred.js"


def call(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Call kindred and wait for its end."""
    return subprocess.run(
        [KINDRED, *arguments],
        env=_environment(data, environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _environment(data: Path, more: dict[str, str]) -> dict[str, str]:
    known = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return known | {"KINDRED_DATA": str(data)} | more


@contextmanager
def running(*arguments: str, data: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start kindred, and end it whatever happens."""
    process = subprocess.Popen(
        [KINDRED, *arguments],
        env=_environment(data, environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Read what a process says until it has said these words."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def free_port() -> int:
    """Return a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a demo of 60 people in it."""
    folder = tmp_path_factory.mktemp("data")
    made = call("demo", "--contacts", "60", data=folder)
    assert made.returncode == 0, made.stderr
    return folder


def test_help_lists_the_commands(data: Path) -> None:
    said = call("--help", data=data).stdout
    for command in ("run", "web", "worker", "work", "import", "export", "doctor", "backup", "demo", "user"):
        assert f" {command} " in said


def test_the_doctor_is_content_with_the_demo(data: Path) -> None:
    examined = call("doctor", data=data)
    assert examined.returncode == 0, examined.stdout
    assert "All is well" in examined.stdout


def test_work_drains_what_is_due(data: Path) -> None:
    assert call("work", "--until-idle", data=data).returncode == 0
    assert call("work", data=data).stdout == "Nothing was due.\n"


def test_contacts_come_out_as_lines_of_json(data: Path) -> None:
    written = call("export", "--workspace", "harbour-pine", "--format", "jsonl", data=data)
    people = [json.loads(line) for line in written.stdout.splitlines()]
    assert len(people) >= 60
    assert {"name", "title", "country"} <= people[0].keys()
    assert f"{len(people)} contacts of Harbour & Pine" in written.stderr


def test_a_pool_is_read_anew(data: Path) -> None:
    assert call("taxonomy", "apply", "-w", "harbour-pine", data=data).returncode == 0
    again = call("taxonomy", "apply", "-w", "harbour-pine", data=data)
    assert again.stdout == "0 contacts changed, 0 skills joined with the one they are another name for.\n"


def test_the_files_name_says_what_is_written(data: Path, tmp_path: Path) -> None:
    for name, begins in (("people.csv", b"prefix,first_name,"), ("people.xlsx", b"PK"), ("people.jsonl", b"{")):
        assert call("export", "-w", "harbour-pine", str(tmp_path / name), data=data).returncode == 0
        assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["export", "--workspace", "nowhere"], {}, "There is no workspace nowhere"),
        (["export", "-w", "harbour-pine", "/no/such/folder/x.csv"], {}, "cannot be written"),
        (["export", "-w", "harbour-pine", "--format", "xlsx"], {}, "needs a file"),
        (["user", "password", "nobody@x.example", "--password", "long enough words"], {}, "Nobody logs in as"),
        (["user", "add", "not-an-address", "--password", "long enough words"], {}, "valid email address"),
        (["user", "add", "new@x.example", "--password", "short"], {}, "too short"),
        (["run"], {"PORT": "eighty"}, "PORT must be a whole number"),
        (["run"], {"KINDRED_DATA": "/dev/null/data"}, "The data folder cannot be used"),
        (["doctor"], {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing"}, "cannot be reached"),
        (["import", "/no/such/file.csv", "-w", "harbour-pine"], {}, "cannot be read"),
        (["import", str(SAMPLE), "-w", "harbour-pine", "--map", "Shoe size=email"], {}, "There is no column"),
    ],
)
def test_every_refusal_is_one_line(data: Path, arguments: list[str], environment: dict[str, str], words: str) -> None:
    refused = call(*arguments, data=data, **environment)
    assert refused.returncode != 0
    assert words in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "Traceback" not in refused.stderr


def test_a_busy_port_is_named_with_a_way_out(data: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        refused = call("run", data=data, PORT=str(busy.getsockname()[1]))
    assert refused.returncode == 1
    assert "is in use" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_spreadsheet_comes_in_once(data: Path) -> None:
    imported = call("import", str(SAMPLE), "-w", "harbour-pine", data=data)
    assert imported.returncode == 0, imported.stderr
    assert "0 updated" in imported.stdout
    assert imported.stdout.split()[0] == "40"
    again = call("import", str(SAMPLE), "-w", "harbour-pine", data=data)
    assert again.stdout.startswith("0 new")
    assert call("doctor", data=data).returncode == 0


def test_a_backup_holds_everything_and_is_for_its_owner_alone(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    assert call("backup", str(copy), data=data).returncode == 0
    assert copy.stat().st_mode & 0o077 == 0
    assert call("backup", str(copy), data=data).returncode == 1
    restored = call("export", "-w", "harbour-pine", "--format", "jsonl", data=data, DATABASE_URL=f"sqlite:///{copy}")
    assert len(restored.stdout.splitlines()) >= 60


def test_a_person_is_added_and_gets_a_new_password(data: Path) -> None:
    assert call("user", "add", "eve@x.example", "--password", "correct horse battery", data=data).returncode == 0
    again = call("user", "add", "eve@x.example", "--password", "correct horse battery", data=data)
    assert "can log in already" in again.stderr
    assert call("user", "password", "EVE@x.example", "--password", "battery horse correct", data=data).returncode == 0


def test_an_empty_database_is_not_worked_on(tmp_path: Path) -> None:
    refused = call("work", data=tmp_path)
    assert refused.returncode == 1
    assert "not up to date" in refused.stderr


@pytest.mark.skipif(not DIST.exists(), reason="the front end has not been built")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_run_serves_works_and_ends_cleanly(data: Path, ending: signal.Signals) -> None:
    port = free_port()
    with running("run", data=data, PORT=str(port)) as process:
        said = read_until(process, "Ctrl-C")
        assert f"http://127.0.0.1:{port}" in said
        assert "kindred-demo" in said
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as browser:
            login = browser.get("/accounts/login/")
            assert login.status_code == 200
            assert browser.get("/w/harbour-pine/cohorts/1/changes/").status_code == 404
        process.send_signal(ending)
        assert process.wait(timeout=60) == 0


@pytest.mark.skipif(not DIST.exists(), reason="the front end has not been built")
def test_an_open_stream_hears_of_changes_and_does_not_hold_up_the_end(data: Path) -> None:
    port = free_port()
    with running("run", data=data, PORT=str(port)) as process:
        read_until(process, "Ctrl-C")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as browser:
            token = (
                browser.get("/accounts/login/")
                .text.partition('name="csrfmiddlewaretoken" value="')[2]
                .partition('"')[0]
            )
            words = {"login": "demo@kindred.example", "password": "kindred-demo", "csrfmiddlewaretoken": token}
            assert browser.post("/accounts/login/", data=words).status_code == 200
            with browser.stream("GET", "/w/harbour-pine/cohorts/1/changes/") as stream:
                assert stream.headers["Content-Type"] == "text/event-stream"
                assert next(stream.iter_lines()) == ": here"
                process.send_signal(signal.SIGINT)
                assert process.wait(timeout=30) == 0


def test_a_worker_ends_when_told(data: Path) -> None:
    with running("worker", data=data) as process:
        read_until(process, "Working")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
