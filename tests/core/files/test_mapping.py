"""Mappings: what they may say, and what is told where they say something else."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.rooms  # noqa: F401 - all nouns are known
from app.core.errors import Refused
from app.core.files import mapping
from app.customers.customer import Customer
from app.demo.orders import MAP
from app.sales.order import Order

PART = '[[part]]\nnoun = "Customer"\nkey = "external_id"\n[part.fields]\nexternal_id = "ID"\nname = "Name"\n'


def read(tmp_path: Path, text: str) -> mapping.Mapping:
    path = tmp_path / "m.toml"
    path.write_text(text)
    return mapping.read(path, Customer)


def test_the_mapping_of_the_example_is_read() -> None:
    how = mapping.read(MAP, Order)
    assert [part.name for part in how.parts] == ["Customer", "Product", "Order", "OrderLine"]
    assert [step.verb.name for step in how.parts[2].steps] == ["confirm", "pay"]
    assert (how.days, how.mark, how.parts[0].latest) == ("iso", ".", "Order Date")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[part]", "The mapping m.toml cannot be read"),
        ("part = 3", "The mapping m.toml cannot be read"),
        ("", "The mapping m.toml makes no customer."),
        (PART + 'status = "Status"', "The mapping names status, which customer does not have"),
        (PART + 'colour = "Colour"', "The mapping names colour, which customer does not have"),
        (PART.replace('"external_id"', '"number"', 1), "The mapping names number"),
        (PART.replace("Customer", "Unicorn"), "The mapping names Unicorn, which there is not."),
        (PART + 'city = { form = "City" }', "form is not known"),
        (PART + '[part.steps]\n[file]\ndays = "backwards"', "days are iso, day first, month first"),
        (PART.replace("key", 'then = ["dance"]\nkey'), "has no step dance"),
        (PART + '[[part]]\nnoun = "Order"\nthen = ["confirm"]', "import order"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(Refused) as why:
        read(tmp_path, text)
    assert reason in str(why.value)


def test_a_mapping_and_its_file_must_agree(tmp_path: Path) -> None:
    how = read(tmp_path, PART + '\n[file]\nignore = ["Note"]')
    how.check("f.csv", ("ID", "Name", "Note", "_row", "_reason"))
    with pytest.raises(Refused, match="the column Name of the mapping is not there"):
        how.check("f.csv", ("ID", "Note"))
    with pytest.raises(Refused, match=r"nothing is known about the column Nmae\. The columns that are: ID, Name\."):
        how.check("f.csv", ("ID", "Name", "Nmae"))


def test_columns_are_found_by_label_or_name() -> None:
    how = mapping.matched(Customer, ("External ID", "NAME", "postal_code"))
    assert {f.name for f in how.parts[0].sources} == {"external_id", "name", "postal_code"}
    assert how.parts[0].key is not None
    assert how.parts[0].key.name == "external_id"
    with pytest.raises(Refused, match="There is no column city to know the rows by"):
        mapping.matched(Customer, ("Name",), key="city")


def test_a_key_that_is_said_counts_before_the_one_of_the_mapping(tmp_path: Path) -> None:
    how = mapping.keyed(read(tmp_path, PART), "Name")
    assert how.parts[0].key is not None
    assert how.parts[0].key.name == "name"
    with pytest.raises(Refused, match="There is no column City to know the rows by"):
        mapping.keyed(how, "City")
