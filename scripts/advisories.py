"""Ask whether a locked package has a known hole; where the advisories cannot be reached, say so and pass on."""

import json
import subprocess
import sys

ASK = ("pip-audit", "--requirement", "requirements/run.txt", "--disable-pip", "--progress-spinner=off", "--format=json")


def main() -> int:
    """Print one line, and each hole found; return 1 where there is one."""
    try:
        answer = subprocess.run(ASK, capture_output=True, text=True, timeout=120, check=False).stdout
        packages = json.loads(answer)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        packages = []
    known = [package for package in packages if "vulns" in package]
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'none yet'}"
        for package in known
        for hole in package["vulns"]
    ]
    if not known:
        print("--    advisories: cannot be reached from here, so nothing was looked up")
    else:
        print(
            "\n".join(
                [*holes, f"{'FAULT' if holes else 'ok   '} advisories ({len(known)} of {len(packages)} packages)"]
            )
        )
    return bool(holes)


if __name__ == "__main__":
    sys.exit(main())
