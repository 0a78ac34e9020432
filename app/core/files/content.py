"""What a file is: found in its content by those who read such files, and held against what its name says."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from email.parser import BytesHeaderParser
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from PIL import Image

from app.core.errors import INVALID, Refused
from app.core.files.upload import Upload, cleaned, suffix

LARGEST = 16 * 2**20
LARGEST_UNPACKED = 256 * 2**20
MOST_PARTS = 5_000
MOST_PIXELS = 100_000_000
TAIL = 2_048
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_MARKUP = re.compile(rb"<(script|svg|html|iframe|!doctype|\?php|\?xml)|^#!|^MZ|^%PDF-|^PK\x03\x04", re.IGNORECASE)
_UNPRINTED = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MESSAGE = "__properties_version1.0".encode("utf-16-le")


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-TAIL:] and not _ends_as_archive(content)


def _is_image(kind: str) -> Callable[[bytes], bool]:
    def check(content: bytes) -> bool:
        return _drawn(content, kind) and not _MARKUP.search(content) and not _ends_as_archive(content)

    return check


def _drawn(content: bytes, kind: str) -> bool:
    """Whether the parts of the picture are in order; its pixels are not unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(content), formats=(kind,)) as image:
                few = image.width * image.height <= MOST_PIXELS
                image.verify()
    except Exception:  # a reader of pictures fails in as many ways as pictures can be wrong
        return False
    return few


def _ends_as_archive(content: bytes) -> bool:
    """Two files in one: read from its end it would be an archive."""
    return b"PK\x05\x06" in content[-66_000:]


def _packed(part: str) -> Callable[[bytes], bool]:
    """An office document: an archive with this part in it, and no program."""

    def check(content: bytes) -> bool:
        parts = _parts(content)
        return "[Content_Types].xml" in parts and part in parts and not any("vbaproject" in p.lower() for p in parts)

    return check


def _open_document(kind: str) -> Callable[[bytes], bool]:
    def check(content: bytes) -> bool:
        return "content.xml" in _parts(content) and content[38 : 38 + len(_OPEN + kind)] == (_OPEN + kind).encode()

    return check


def _parts(content: bytes) -> set[str]:
    if not content.startswith(b"PK\x03\x04"):
        return set()
    try:
        with ZipFile(BytesIO(content)) as archive:
            inside = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OverflowError):
        return set()
    if len(inside) > MOST_PARTS or sum(each.file_size for each in inside) > LARGEST_UNPACKED:
        raise Refused(INVALID, "This unpacks to more than {most} MB.", "file", most=LARGEST_UNPACKED >> 20)
    return {each.filename for each in inside}


def _is_text(content: bytes) -> bool:
    return not _UNPRINTED.search(content) and not _MARKUP.search(content[:TAIL].lstrip(b"\xef\xbb\xbf \t\r\n"))


def _is_mail(content: bytes) -> bool:
    """Letters with a head: who wrote when. What a mail says further down may look like anything."""
    head = BytesHeaderParser().parsebytes(content[:65_536])
    return content[:1].isalpha() and bool(head["From"]) and bool(head["Date"] or head["Received"])


def _is_message(content: bytes) -> bool:
    return content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and _MESSAGE in content


KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _is_pdf),
    "png": ("image/png", _is_image("PNG")),
    "jpg": ("image/jpeg", _is_image("JPEG")),
    "jpeg": ("image/jpeg", _is_image("JPEG")),
    "gif": ("image/gif", _is_image("GIF")),
    "webp": ("image/webp", _is_image("WEBP")),
    "docx": (_OFFICE + "wordprocessingml.document", _packed("word/document.xml")),
    "xlsx": (_OFFICE + "spreadsheetml.sheet", _packed("xl/workbook.xml")),
    "pptx": (_OFFICE + "presentationml.presentation", _packed("ppt/presentation.xml")),
    "odt": (_OPEN + "text", _open_document("text")),
    "ods": (_OPEN + "spreadsheet", _open_document("spreadsheet")),
    "txt": ("text/plain", _is_text),
    "csv": ("text/csv", _is_text),
    "eml": ("message/rfc822", _is_mail),
    "msg": ("application/vnd.ms-outlook", _is_message),
}
"""By ending: what such a file is, and whether a content is one. What is not here is not taken in: pages, drawings
with scripts, programs, and archives, which hide what they hold."""


def examined(file: Upload) -> str:
    """The type of the content; refused where the content is not what the name says."""
    if not file.content:
        raise Refused(INVALID, "This file is empty.", "file")
    if len(file.content) > LARGEST:
        raise Refused(INVALID, "This file is larger than {most} MB.", "file", most=LARGEST >> 20)
    ending = suffix(cleaned(file.name)).lower().removeprefix(".")
    if ending not in KINDS:
        known = ", ".join(KINDS)
        raise Refused(INVALID, "Files of this kind are not taken in. Known are: {known}.", "file", known=known)
    kind, fits = KINDS[ending]
    if not fits(file.content):
        raise Refused(INVALID, "The content of this file is not what its ending .{ending} says.", "file", ending=ending)
    return kind
