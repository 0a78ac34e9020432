"""Forms: WTForms carries them, one field class serves all kinds, and what was typed is kept whatever happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import wtforms
from werkzeug.datastructures import MultiDict

from app.core.doorman import found
from app.core.errors import Refused
from app.core.validation import refuse_malformed
from app.core.words import N_
from views.fab.address import remote
from views.fab.asked import Asked
from views.fab.inputs import Wrong, read, written
from views.fab.reader import Reader, say
from views.fab.session import session

NEEDED = N_("This is needed.")
TOO_LONG = N_("This is too long: {given} characters, {most} at most.")
UNKEPT = N_("This contains a character that cannot be kept.")
TOO_FINE = N_("This has more than {digits} decimals.")
LONGEST_TEXT = 20_000


class Kept(wtforms.Field):
    """A field of any kind: the raw text is what is shown again, the value is what is handed on."""

    def __init__(self, asked: Asked, reader: Reader, **kw: Any) -> None:
        super().__init__(say(asked.label), **kw)
        self.asked, self.reader, self.raw, self.chosen, self.warning = asked, reader, "", None, ""
        self.help = say(asked.help) if asked.help else ""

    def process_data(self, value: Any) -> None:
        self.data = value
        if self.kind == "several":
            return
        self.raw = written(self.asked, value, self.reader)
        self.chosen = value if self.asked.kind == "noun" else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        if self.kind == "file":
            self.data = next(iter(valuelist), None)
            return
        if self.kind == "several":
            self.data = [code for code in valuelist if code in self.asked.offered]
            return
        if not valuelist and self.asked.kind != "bool":
            return
        self.raw = (valuelist or [""])[0]
        self.data = self.chosen = None
        try:
            self.data = self._value()
        except Wrong as why:
            raise ValueError(say(why.message, **why.values)) from None
        except Refused as why:
            raise ValueError(self.reader.language.refusal(why)) from None

    def pre_validate(self, form: Any) -> None:
        if self.asked.required and self.data in (None, []) and not self.process_errors:
            raise wtforms.validators.ValidationError(say(NEEDED))

    def _value(self) -> Any:
        self._is_storable()
        if self.asked.kind == "noun":
            self.chosen = found(session(), self.asked.type, self.raw) if self.raw else None
            return self.chosen
        if self.asked.kind == "bool":
            return self.raw == "y"
        value = read(self.asked, self.raw, self.reader)
        self._is_not_finer(value)
        if value is not None:
            refuse_malformed(self.asked, value)
        return value

    def _is_not_finer(self, value: Any) -> None:
        """No more decimals are typed than the company shows; what was kept with more may stay as it is."""
        if not self.asked.decimals or value is None or value == self.object_data:
            return
        most = self.reader.settings.decimals_of(self.asked)
        if -int(value.normalize().as_tuple().exponent) > most:
            raise Wrong(TOO_FINE, digits=most)

    def _is_storable(self) -> None:
        if "\x00" in self.raw or any("\ud800" <= letter <= "\udfff" for letter in self.raw):
            raise Wrong(UNKEPT)
        most = (self.asked.length if self.asked.kind != "choice" else None) or LONGEST_TEXT
        if len(self.raw) > most:
            raise Wrong(TOO_LONG, given=len(self.raw), most=most)

    # What the template asks ------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        return self.asked.kind

    @property
    def options(self) -> list[tuple[str, str]]:
        if self.asked.offered and self.asked.field:
            return list(self.asked.field.offered_in(self.reader.language).items())
        return [(member.name, say(str(member.value))) for member in self.asked.choices]

    @property
    def boxes(self) -> list[tuple[str, str, str, bool, bool]]:
        """Of several: code, words, help, whether it is chosen, and whether it is not the reader's to change."""
        chosen, locked = set(self.data or ()), self.asked.locked
        known = self.asked.offered.items()
        return [(code, say(code), say(more) if more else "", code in chosen, code in locked) for code, more in known]

    @property
    def is_listed(self) -> bool:
        """Whether all that may be chosen is on the page."""
        return self.kind == "choice" or bool(self.asked.offered)

    @property
    def remote(self) -> str:
        return remote(self.asked.type, topic=self.asked.topic, within=self.asked.within)

    @property
    def is_wide(self) -> bool:
        return self.asked.kind in ("text", "file", "several")


def form_of(
    asked: Iterable[Asked],
    reader: Reader,
    *,
    posted: MultiDict[str, str] | None = None,
    start: Mapping[str, Any] | None = None,
) -> wtforms.Form:
    """A form of these questions; `start` is what stands in it before anybody types."""
    asked = list(asked)
    members = {each.name: _unbound(each, reader) for each in asked}
    made = type("Asking", (wtforms.Form,), {**members, "Meta": _Meta})
    given = {each.name: each.default for each in asked} | dict(start or {})
    return made(formdata=posted, data=given)


class _Meta(wtforms.Form.Meta):
    """WTForms' own messages are not shown, so it needs no translations of its own."""

    locales = False
    cache_translations = False


def _unbound(asked: Asked, reader: Reader) -> Any:
    return Kept(asked=asked, reader=reader)


def given(form: wtforms.Form) -> dict[str, Any]:
    return {field.name: field.data for field in form}


def refuse(form: wtforms.Form, why: Refused, reader: Reader) -> str:
    """Puts a refusal, with all that is wrong besides, beside its fields; what belongs to no field is returned."""
    elsewhere = []
    for each in why.all:
        words = reader.language.refusal(each)
        if each.field in form:
            form[each.field].errors = [*form[each.field].errors, words]
        else:
            elsewhere.append(words)
    return " ".join(elsewhere)
