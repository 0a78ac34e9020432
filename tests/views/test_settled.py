"""What a page says in the same words each time is settled when its template is compiled, in each language by itself."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, url_for
from jinja2 import DictLoader, UndefinedError

from app.core.language import language
from views.fab.page import asset, icon
from views.fab.settled import written

PAGE = """{{ _("Columns") }}|{{ icon("plus", "i-l") }}|{{ asset("list.css") }}|{{ url_for("choices.find") }}|
{{ _(word) }}|{{ icon(drawn) }}|{{ _("Select {name}", name=word) }}|<b title="{{ _('Columns') }}">|{{ _("a < b") }}"""


@pytest.fixture
def templates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Pages of our own."""
    mapping: dict[str, str] = {}
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader(mapping))
    monkeypatch.setattr("views.fab.settled._environment", _environment())
    return mapping


def _environment() -> Any:
    """Nothing is kept of the templates of others."""
    from views.fab import settled

    return settled._environment.__wrapped__


@pytest.mark.parametrize("code", ["en", "es", "zh"])
def test_a_page_reads_as_if_every_word_were_asked_for_anew(app: Flask, templates: dict[str, str], code: str) -> None:
    templates["page.html"] = PAGE
    spoken = language(code)
    with app.test_request_context("/"):
        found = written("page.html", spoken, word="Columns", drawn="x", _=spoken.say)
        said = spoken.say("Columns")
        expected = (
            "|".join((said, str(icon("plus", "i-l")), asset("list.css"), url_for("choices.find")))
            + "|\n"
            + "|".join((said, str(icon("x")), spoken.say("Select {name}", name="Columns")))
        )
    assert found == f'{expected}|<b title="{said}">|a &lt; b'


def test_a_root_of_addresses_has_pages_of_its_own(app: Flask, templates: dict[str, str]) -> None:
    templates["page.html"] = '{{ url_for("choices.find") }} {{ asset("list.css") }}'
    for root in ("", "/crm"):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            first, second = written("page.html", language("en")).split()
        assert first == f"{root}/find"
        assert second.startswith(f"{root}/static/list.css?v=")


def test_what_a_template_does_not_know_is_still_an_error(app: Flask, templates: dict[str, str]) -> None:
    templates["page.html"] = '{{ icon("plus") }}{{ missing }}'
    with app.test_request_context("/"), pytest.raises(UndefinedError):
        written("page.html", language("en"))
