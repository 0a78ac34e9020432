"""A file that somebody hands in: the name is a claim, the content is what it is."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePosixPath

LONGEST_NAME = 150
NOTHING = "file"
ENDING = 12
"""So many letters an ending has at most; more is a part of the name."""
_UNFIT = re.compile(r'[<>:"|?*%]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Upload:
    """What came in."""

    name: str
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        return cleaned(self.name)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def cleaned(name: str) -> str:
    """The name as people may see it and any system may keep it: no path, nothing invisible, not too long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    plain = " ".join(_UNFIT.sub("_", plain).split()).strip(". ")
    if _DEVICE.match(plain):
        plain = "_" + plain
    stem, ending = plain.removesuffix(suffix(plain)), suffix(plain)
    return (stem[: LONGEST_NAME - len(ending)].strip() or NOTHING) + ending


def suffix(name: str) -> str:
    """The ending with its dot, as it is written; nothing where there is none."""
    found = PurePosixPath(name).suffix if name.strip(".") else ""
    return found if 1 < len(found) <= ENDING else ""
