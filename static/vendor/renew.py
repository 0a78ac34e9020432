"""Renews static/vendor/ from the npm packages pinned in its manifest.

python static/vendor/renew.py            fetch, check every digest, write
python static/vendor/renew.py --pin      fetch, write, and note the digests found (after a version was raised)
python static/vendor/renew.py --check    compare what is here with the manifest; no network
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MANIFEST = HERE / "manifest.json"
SHEET = "icons.svg"
Part = dict[str, Any]


def main(wish: str = "") -> int:
    parts: list[Part] = json.loads(MANIFEST.read_text())
    if wish == "--check":
        wrong = [name for part in parts for name in differing(part)]
        print("\n".join(wrong) or f"{len(parts)} packages as pinned")
        return bool(wrong)
    for part in parts:
        renew(part, pin=wish == "--pin")
    MANIFEST.write_text(json.dumps(parts, indent=1) + "\n")
    return 0


def differing(part: Part) -> Iterator[str]:
    for file in part["files"].values():
        path = HERE / part["folder"] / file["to"]
        if not path.exists() or digest(path.read_bytes()) != file["sha256"]:
            yield f"{path}: not what the manifest says"


def renew(part: Part, *, pin: bool) -> None:
    folder = HERE / part["folder"]
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        package = unpacked(f"{part['package']}@{part['version']}", Path(place))
        for source, file in part["files"].items():
            content = sheet(package, part["icons"]) if file["to"] == SHEET else (package / source).read_bytes()
            if pin:
                file["sha256"] = digest(content)
            elif digest(content) != file["sha256"]:
                raise SystemExit(f"{part['package']} {source}: the digest differs from the manifest")
            (folder / file["to"]).write_bytes(content)


def unpacked(pinned: str, place: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", pinned], cwd=place, check=True, stdout=subprocess.DEVNULL)  # noqa: S607
    with tarfile.open(next(place.glob("*.tgz"))) as archive:
        archive.extractall(place, filter="data")
    return place / "package"


def sheet(package: Path, names: list[str]) -> bytes:
    """All icons in one file, so that a page names an icon in thirty bytes."""
    symbols = [symbol(name, (package / "icons" / "outline" / f"{name}.svg").read_text()) for name in names]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]).encode()


def symbol(name: str, drawing: str) -> str:
    found = re.search(r"<svg.*?>(.*)</svg>", drawing, re.DOTALL)
    paths = (
        " ".join(line.strip() for line in found.group(1).splitlines() if 'stroke="none"' not in line) if found else ""
    )
    return f'<symbol id="{name}" viewBox="0 0 24 24">{paths.strip()}</symbol>'


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
