"""The dictionary: entries are shown by the reader's name, offered by topic, deactivated rather than deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.catalog.delivered import deliver_dictionary, standard
from app.catalog.dictionary import DictionaryEntry, Topic, entries, entry
from app.catalog.product import Product
from app.core import doorman
from app.core.errors import DUPLICATE, INVALID, REFUSED, Refused
from tests.core.files.taking_in import take_named, written
from tests.schema.conftest import Asking, ask
from tests.views.guest import Guest, names_in
from tests.views.test_forms import message_at

__all__ = ["ask"]


def the(session: Session, topic: Topic, code: str) -> DictionaryEntry:
    found = entry(session, topic, code)
    assert found is not None
    return found


def chair(session: Session) -> Product:
    return session.scalars(sa.select(Product).where(Product.name == "Chair")).one()


def refused(act: Callable[[], Any]) -> tuple[str, str | None]:
    with pytest.raises(Refused) as why:
        act()
    return why.value.code, why.value.field


def test_the_standard_entries_have_three_names_and_one_place(as_system: Session) -> None:
    for topic in Topic:
        found = entries(as_system, topic)
        assert found, topic
        assert [each.position for each in found] == list(range(1, len(found) + 1))
    assert all(each.name_es and each.name_zh for each in standard())


def test_they_are_delivered_once_and_what_was_taken_away_stays_away(as_system: Session) -> None:
    assert deliver_dictionary(as_system) == 0
    doorman.delete(as_system, DictionaryEntry, the(as_system, Topic.UNIT, "PAIR").id, None)
    assert deliver_dictionary(as_system) == 0
    assert entry(as_system, Topic.UNIT, "PAIR") is None


def test_a_new_entry_goes_to_the_end_and_its_code_is_its_own(as_system: Session) -> None:
    given = {"topic": Topic.UNIT, "code": "pallet", "name_en": "Pallet"}
    made = doorman.create(as_system, DictionaryEntry, given)
    assert (made.code, entries(as_system, Topic.UNIT)[-1]) == ("PALLET", made)
    assert refused(lambda: doorman.create(as_system, DictionaryEntry, given)) == (DUPLICATE, "code")
    other = doorman.create(as_system, DictionaryEntry, {**given, "topic": Topic.INDUSTRY})
    assert other.named_in("zh") == "Pallet", "English where there is no other name"
    assert refused(lambda: doorman.create(as_system, DictionaryEntry, {**given, "code": "a b"})) == (INVALID, "code")


def test_an_entry_is_put_in_another_place(as_system: Session) -> None:
    before = [each.code for each in entries(as_system, Topic.UNIT)]
    last = entries(as_system, Topic.UNIT)[-1]
    doorman.step(as_system, DictionaryEntry, "place", last.id, {"at": 1})
    after = entries(as_system, Topic.UNIT)
    assert [each.code for each in after] == [before[-1], *before[:-1]]
    doorman.step(as_system, DictionaryEntry, "place", last.id, {"at": 99})
    assert [each.code for each in entries(as_system, Topic.UNIT)] == before


def test_what_the_system_relies_on_is_only_renamed(as_system: Session) -> None:
    piece = the(as_system, Topic.UNIT, "PIECE")
    assert piece.is_protected
    key = piece.id
    assert refused(lambda: doorman.step(as_system, DictionaryEntry, "deactivate", key, {}))[0] == REFUSED
    assert refused(lambda: doorman.delete(as_system, DictionaryEntry, key, None))[0] == REFUSED
    assert refused(lambda: doorman.update(as_system, DictionaryEntry, key, None, {"code": "X"})) == (REFUSED, "code")
    renamed = doorman.update(as_system, DictionaryEntry, key, None, {"name_en": "Item", "code": "PIECE"})
    assert str(renamed) == "Item"


def test_an_entry_stays_in_its_topic(as_system: Session) -> None:
    pair = the(as_system, Topic.UNIT, "PAIR").id
    move = {"topic": Topic.INDUSTRY}
    assert refused(lambda: doorman.update(as_system, DictionaryEntry, pair, None, move)) == (REFUSED, "topic")


def test_an_entry_that_is_used_is_not_deleted(as_system: Session) -> None:
    pair = the(as_system, Topic.UNIT, "PAIR")
    doorman.update(as_system, Product, chair(as_system).id, None, {"unit": pair})
    assert refused(lambda: doorman.delete(as_system, DictionaryEntry, pair.id, None))[0] == REFUSED


def test_only_active_entries_of_the_topic_are_taken(as_system: Session) -> None:
    product, box, retail = (
        chair(as_system).id, the(as_system, Topic.UNIT, "BOX"), the(as_system, Topic.INDUSTRY, "RETAIL"),
    )  # fmt: skip
    put = lambda unit: doorman.update(as_system, Product, product, None, {"unit": unit})  # noqa: E731
    assert refused(lambda: put(retail.id)) == (INVALID, "unit")
    put(box.id)
    doorman.step(as_system, DictionaryEntry, "deactivate", box.id, {})
    assert put(box.id).unit is box, "what it has already stays valid"
    put(the(as_system, Topic.UNIT, "SET").id)
    assert refused(lambda: put(box.id)) == (REFUSED, "unit")
    doorman.step(as_system, DictionaryEntry, "reinstate", box.id, {})
    assert put(box.id).unit is box


def offered(guest: Guest, address: str) -> list[str]:
    return [each["text"] for each in guest.get(address).json["choices"]]


def test_a_select_offers_the_active_ones_of_the_topic_in_order(app: Flask, as_system: Session) -> None:
    max_ = Guest(app, "max")
    doorman.step(as_system, DictionaryEntry, "deactivate", the(as_system, Topic.UNIT, "SET").id, {})
    page = max_.get("/product/add").text
    assert "/choices/dictionary-entry?topic=unit" in page
    assert offered(max_, "/choices/dictionary-entry?topic=unit")[:3] == ["Piece", "Pair", "Box"]
    assert "Set" in offered(max_, "/choices/dictionary-entry?topic=unit&any=1"), "a filter finds what is retired"
    assert offered(max_, "/choices/dictionary-entry?topic=unit&q=千克") == ["Kilogram"]
    assert offered(max_, "/choices/dictionary-entry?topic=unit&q=comercio") == []


def test_a_wrong_entry_is_refused_beside_the_field(app: Flask, as_system: Session) -> None:
    retail = the(as_system, Topic.INDUSTRY, "RETAIL").id
    answer = Guest(app, "max").fill("/product/edit/1", unit=str(retail))
    assert answer.status_code == 422
    assert message_at(answer.text, "unit") == "Retail does not belong to: unit."


@pytest.mark.parametrize(("code", "name"), [("en", "Piece"), ("es", "Unidad"), ("zh", "件")])
def test_everybody_reads_their_own_name(app: Flask, as_system: Session, code: str, name: str) -> None:
    piece = the(as_system, Topic.UNIT, "PIECE")
    doorman.update(as_system, Product, 1, None, {"unit": piece})
    max_ = Guest(app, "max")
    max_.client.set_cookie("language", code)
    assert offered(max_, "/choices/dictionary-entry?topic=unit")[0] == name
    for address in ("/product/show/1", "/product/edit/1", "/product/list/?c=unit", f"/dictionary-entry/show/{piece.id}",
                    f"/product/list/?f=unit:is:{piece.id}"):  # fmt: skip
        assert name in max_.get(address).text, address
    assert name in names_in(max_.get("/dictionary-entry/list/?f=topic:is:UNIT").text)


def test_the_api_names_it_in_every_language(ask: Callable[[str], Asking], as_system: Session) -> None:
    doorman.update(as_system, Product, 1, None, {"unit": the(as_system, Topic.UNIT, "PIECE")})
    asked = '{ product(id: "1") { unit { code label es: label(language: "es") zh: label(language: "zh") } } }'
    unit = ask("max").told(asked)["product"]["unit"]
    assert unit == {"code": "PIECE", "label": "Piece", "es": "Unidad", "zh": "件"}


def test_the_api_refuses_another_topic(ask: Callable[[str], Asking], as_system: Session) -> None:
    retail, version = the(as_system, Topic.INDUSTRY, "RETAIL").id, as_system.get_one(Product, 1).version
    wish = f'mutation {{ productUpdate(id: "1", version: {version}, input: {{unit: "{retail}"}})'
    told = ask("max").told(wish + " { userErrors { code field } } }")["productUpdate"]["userErrors"]
    assert told == [{"code": "INVALID", "field": "unit"}]


def test_a_file_names_it_by_code_or_any_name(as_system: Session, tmp_path: Path) -> None:
    rows = [("A", "pair"), ("B", "Kilogramo"), ("C", "箱"), ("D", "Retail"), ("E", "Piece")]
    taken = take_named(as_system, Product, written(tmp_path / "p.csv", ("Name", "Unit"), rows))
    units = {p.name: p.unit.code for p in as_system.scalars(sa.select(Product).where(Product.unit_id.is_not(None)))}
    assert units == {"A": "PAIR", "B": "KILOGRAM", "C": "BOX", "E": "PIECE"}
    assert list(taken.rejected) == [5]


def test_salespeople_read_it_and_managers_keep_it(app: Flask) -> None:
    ana, max_ = Guest(app, "ana"), Guest(app, "max")
    assert ana.get("/dictionary-entry/list/").status_code == 200
    assert [guest.get("/dictionary-entry/add").status_code for guest in (ana, max_)] == [403, 200]


def test_a_topic_has_a_page_where_its_entries_are_put_in_order(app: Flask, as_system: Session) -> None:
    max_ = Guest(app, "max")
    page = "/dictionary-entry/topics/UNIT"
    assert names_in(max_.get(page).text)[:3] == ["Piece", "Pair", "Set"]
    pair = the(as_system, Topic.UNIT, "PAIR").id
    as_system.rollback()
    assert max_.post(f"/dictionary-entry/arrange/UNIT/{pair}", {"at": "1"}, page=page).status_code == 302
    assert names_in(max_.get(page).text)[:3] == ["Pair", "Piece", "Set"]
    assert Guest(app, "ana").post(f"/dictionary-entry/arrange/UNIT/{pair}", {"at": "3"}, page=page).status_code == 403
    assert max_.get("/dictionary-entry/topics/NONE").status_code == 404


def test_a_new_entry_begins_in_the_topic_that_is_open(app: Flask) -> None:
    assert 'value="UNIT" selected' in Guest(app, "max").get("/dictionary-entry/add?topic=UNIT").text
