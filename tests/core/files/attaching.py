"""Files as people send them, and as they do who mean ill."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)


def picture(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 4), "navy").save(out, kind)
    return out.getvalue()


def packed(parts: Mapping[str, bytes], *, first: bool = False) -> bytes:
    """An archive; the first part of an open document says what it is, and is not compressed."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for place, (name, content) in enumerate(parts.items()):
            archive.writestr(name, content, compress_type=0 if first and not place else ZIP_DEFLATED)
    return out.getvalue()


def office(part: str, **more: bytes) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", part: b"<x/>", **more})


def open_document(kind: str) -> bytes:
    said = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": said, "content.xml": b"<x/>"}, first=True)


def letter() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Date"] = "a@example.com", "b@example.com", "Mon, 05 Jan 2026 10:00:00 +0000"
    mail.set_content("<html>is told about, and is no page</html>")
    return mail.as_bytes()


def bomb() -> bytes:
    """Half a megabyte that says it is half a gigabyte."""
    return office("word/document.xml", **{"word/more.xml": bytes(512 * 2**20 // 2)})


def huge_picture() -> bytes:
    """A picture of 60,000 by 60,000 in a few bytes."""
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    parts = (head, b"IDAT" + zlib.compress(bytes(9)), b"IEND")
    made = (len(p[4:]).to_bytes(4, "big") + p + zlib.crc32(p).to_bytes(4, "big") for p in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100) + "__properties_version1.0".encode("utf-16-le")
HONEST: dict[str, bytes] = {
    "quote.pdf": PDF,
    "logo.png": picture("PNG"),
    "photo.jpg": picture("JPEG"),
    "PHOTO.JPEG": picture("JPEG"),
    "move.gif": picture("GIF"),
    "site.webp": picture("WEBP"),
    "letter.docx": office("word/document.xml"),
    "prices.xlsx": office("xl/workbook.xml"),
    "talk.pptx": office("ppt/presentation.xml"),
    "letter.odt": open_document("text"),
    "prices.ods": open_document("spreadsheet"),
    "notes.txt": "Señor Núñez, 中文".encode(),
    "old.txt": "Señor Núñez".encode("latin-1"),
    "rows.csv": b"a;b\n=1;2\n",
    "mail.eml": letter(),
    "mail.msg": OUTLOOK,
}
LIES: dict[str, bytes] = {
    "page.html": b"<html></html>",
    "page.HtM": b"<html></html>",
    "drawing.svg": SVG,
    "shell.php": b"<?php system($_GET[1]);",
    "shell.PhP": b"<?php system($_GET[1]);",
    "shell.php5": b"<?php",
    "shell.phar": b"<?php",
    "run.exe": PROGRAM,
    "run.js": b"alert(1)",
    "run.bat": b"@echo off",
    "run.sh": b"#!/bin/sh",
    "run.jar": packed({"META-INF/MANIFEST.MF": b""}),
    "all.zip": packed({"run.exe": PROGRAM}),
    "all.tar.gz": b"\x1f\x8b" + bytes(20),
    ".htaccess": b"AddType application/x-httpd-php .pdf",
    "nothing": b"text",
    "": b"text",
    "...": b"text",
    "quote.pdf.exe": PROGRAM,
    "quote.pdf\x00.exe": PROGRAM,
    "quote.exe\x00.pdf": PROGRAM,
    "quote.pdf ": PROGRAM,
    "quote.pdf": SCRIPT + PDF,
    "quote.PDF": SVG,
    "cut.pdf": PDF[:20],
    "two.pdf": PDF + packed({"a": b"b"}),
    "photo.png": SVG,
    "photo2.png": picture("JPEG"),
    "photo3.png": picture("PNG")[:40],
    "photo4.png": picture("PNG") + SCRIPT,
    "photo5.png": picture("PNG") + packed({"run.class": b"x"}),
    "photo6.png": huge_picture(),
    "photo.jpg": PDF,
    "photo2.jpg": b"\xff\xd8\xff\xe0" + SCRIPT,
    "photo3.jpg": picture("JPEG") + b"<?php system($_GET[1]);",
    "move.gif": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1);",
    "move2.gif": b"GIF89a" + SCRIPT,
    "site.webp": b"RIFF\x10\x00\x00\x00WEBP" + SCRIPT,
    "letter.docx": packed({"word/document.xml": b""}),
    "letter2.docx": office("xl/workbook.xml"),
    "letter3.docx": office("word/document.xml", **{"word/vbaProject.bin": PROGRAM}),
    "letter4.docx": PROGRAM + office("word/document.xml"),
    "letter5.docx": office("word/document.xml")[:-30],
    "letter6.docx": bomb(),
    "prices.xlsx": PDF,
    "talk.pptx": b"PK\x03\x04" + bytes(50),
    "letter.odt": open_document("spreadsheet"),
    "prices.ods": packed({"mimetype": b"application/zip"}, first=True),
    "notes.txt": PROGRAM,
    "notes2.txt": SVG,
    "notes3.txt": b"  \n<!DOCTYPE html>" + SCRIPT,
    "notes4.txt": b"\xef\xbb\xbf<script>alert(1)</script>",
    "notes5.txt": b"a\x00b",
    "notes6.txt": PDF,
    "rows.csv": b"<html><table>",
    "rows2.csv": packed({"a": b"b"}),
    "mail.eml": b"<html>From: me",
    "mail2.eml": b"no head at all",
    "mail.msg": PROGRAM,
    "mail2.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200),
    "empty.pdf": b"",
    "empty.txt": b"",
}
NAMES: dict[str, str] = {
    "quote.pdf": "quote.pdf",
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\windows\\quote.pdf": "quote.pdf",
    "..%2f..%2fetc%2fquote.pdf": "_2f.._2fetc_2fquote.pdf",
    "%2e%2e%2fquote.pdf": "_2e_2e_2fquote.pdf",
    "/etc/cron.d/quote.pdf": "quote.pdf",
    "C:\\quote.pdf": "quote.pdf",
    "....//....//quote.pdf": "quote.pdf",
    "quo\x00te.pdf": "quote.pdf",
    "quo\r\nSet-Cookie: a=b.pdf": "quoSet-Cookie_ a=b.pdf",
    "evil\u202efdp.pdf": "evilfdp.pdf",
    "zero\u200bwidth\ufeff.pdf": "zerowidth.pdf",
    "CON.pdf": "_CON.pdf",
    "nul.pdf": "_nul.pdf",
    "lpt1.pdf": "_lpt1.pdf",
    "a<b>c|d?.pdf": "a_b_c_d_.pdf",
    '"quoted".pdf': "_quoted_.pdf",
    "quote.pdf...": "quote.pdf",
    " quote.pdf ": "quote.pdf",
    ".pdf": "pdf",
    "a" * 300 + ".pdf": "a" * 146 + ".pdf",
    "报价 2026 Nº 7 ñ.pdf": "报价 2026 Nº 7 ñ.pdf",
    "e\u0301.pdf": "é.pdf",
    "💩.pdf": "💩.pdf",
}
