"""The secrets that webhooks are signed with: reckoned anew each time, so that none stands in the database.

A secret is made of the installation's own key (`TRATO_SECRET_KEY`) and of the random seed of its endpoint. Who has the
database alone, or a copy of it, signs nothing; where the installation gets another key, each receiver gets another
secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from standardwebhooks import Webhook

MEANT = b"webhook secret of "
_known = {"key": b""}


def derive_from(key: str) -> None:
    """The key of this installation."""
    _known["key"] = key.encode()


def new_seed() -> str:
    return secrets.token_urlsafe(24)


def secret_of(seed: str) -> str:
    """As receivers are given it: `whsec_` and 32 bytes."""
    if not _known["key"]:
        raise RuntimeError("no key was told to derive secrets from")
    raw = hmac.digest(_known["key"], MEANT + seed.encode(), hashlib.sha256)
    return "whsec_" + base64.b64encode(raw).decode()


def signed(message_id: str, at: datetime, body: str, seeds: Iterable[str]) -> dict[str, str]:
    """The headers of a message; while a secret is being replaced it is signed with both."""
    signatures = [Webhook(secret_of(seed)).sign(message_id, at, body) for seed in seeds]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
