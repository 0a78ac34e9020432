"""What comes from others is what its manifest pins, with its licence, and nothing else is there."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDOR = STATIC / "vendor"
PARTS = json.loads((VENDOR / "manifest.json").read_text())


def test_every_file_is_the_pinned_one() -> None:
    differing = runpy.run_path(str(VENDOR / "renew.py"))["differing"]
    assert [name for part in PARTS for name in differing(part)] == []


def test_nothing_else_is_there() -> None:
    pinned = {f"{part['folder']}/{file['to']}" for part in PARTS for file in part["files"].values()}
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert there - pinned - {f for f in there if "__pycache__" in f} == {"NOTICE.md", "manifest.json", "renew.py"}


def test_every_part_has_its_licence() -> None:
    notice = (VENDOR / "NOTICE.md").read_text()
    for part in PARTS:
        assert (VENDOR / part["folder"] / "LICENSE").exists() or f"**{part['package']}**" in notice


def test_no_sheet_and_no_script_of_ours_asks_the_network() -> None:
    for path in (*STATIC.glob("*.css"), *STATIC.glob("*.js")):
        text = path.read_text().replace("http://www.w3.org/", "")
        assert "http://" not in text, path
        assert "https://" not in text, path
        assert "url(//" not in text, path
