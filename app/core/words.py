"""Names in words: `credit_limit` is "Credit limit", `ServiceRequest` is "service request"."""

from __future__ import annotations

import re

ABBREVIATIONS = {"Id": "ID", "Url": "URL", "External id": "External ID", "Email": "E-mail"}
ABBREVIATIONS |= {"Name en": "Name in English", "Name es": "Name in Spanish", "Name zh": "Name in Chinese"}
ABBREVIATIONS |= {
    "Is below minimum": "Below minimum",
    "Is entitled": "Entitled",
    "Is overdue": "Overdue",
    "Expected close on": "Expected close",
}
ABBREVIATIONS |= {"Auc": "AUC", "Brier": "Brier score", "Is fallback": "Rules alone"}


def words(name: str, by: str = " ") -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", by, name).replace("_", by).lower()


def label(name: str) -> str:
    """How a name is read on a screen, in English; the message that the catalogues translate."""
    text = words(name)
    text = text[:1].upper() + text[1:]
    return ABBREVIATIONS.get(text, text)


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)


def plural(name: str) -> str:
    """The regular plural; a noun with another says so in `plural`."""
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    return name + ("es" if re.search(r"(s|x|ch|sh)$", name) else "s")


def N_(message: str) -> str:  # noqa: N802 - the mark that extractors know
    """Marks a message for the catalogues where it is written, to be translated where it is shown."""
    return message
