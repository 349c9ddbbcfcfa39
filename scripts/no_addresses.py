"""Look through what is committed for addresses of package registries and for paths of one person's machine."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from pip._internal.models.index import PyPI

MACHINE_PATH = r"(/home/|/Users/|/root/)[a-z]|[A-Z]:\\\\Users\\\\"
LOCKED_ADDRESS = r'^ *"resolved": "http|^ *--(extra-)?index-url|^ *--find-links'


def told(*command: str) -> str:
    """Return what a command prints, or nothing where it cannot be run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def registries() -> set[str]:
    """Return the hosts that pip and npm fetch from, those built into them and those set on this machine."""
    addresses = [
        told(sys.executable, "-m", "pip", "config", "get", "global.index-url"),
        told("npm", "config", "get", "registry"),
    ]
    own = {urlsplit(address).hostname or "" for address in addresses}
    return (own | {PyPI.netloc, PyPI.file_storage_domain}) - {"", "localhost", "127.0.0.1"}


def main() -> int:
    """Print each line that tells too much; return 1 where there is one."""
    here = re.escape(str(Path.cwd()))
    pattern = "|".join([MACHINE_PATH, LOCKED_ADDRESS, here, *(re.escape(host) for host in sorted(registries()))])
    found = told(
        "git", "grep", "--line-number", "-I", "--extended-regexp", pattern, "--", ".", ":!scripts/no_addresses.py"
    )
    print(found)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
