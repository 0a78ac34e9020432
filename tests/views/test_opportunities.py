"""Opportunities at the screens: each step where it happens, too late, by somebody else and twice; and the board."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from itertools import chain

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.noun import slug
from app.customers.customer import Customer
from app.sales.opportunity import Opportunity
from app.sales.pipeline import Stage, Status
from tests.sales.pursuing import CASES, REPEATED, Case, in_state
from tests.sales.test_opportunity import VALUED, Looking, assigned, opened, person, taken
from tests.views.guest import Guest, statements

PART = {"HX-Request": "true", "HX-Target": "board"}
each_step = pytest.mark.parametrize("case", CASES, ids=str)


def asked(case: Case, id: int) -> str:
    return f"/{slug(case.noun)}/step/{case.name}/{id}"


def sent(app: Flask, looking: Looking, case: Case, id: int, by: str = "") -> tuple[int, str]:
    """The answer to the filled form."""
    given = case.given(looking("eva"))
    answer = Guest(app, by or case.by).post(asked(case, id), given, page="/profile")
    return answer.status_code, html.unescape(answer.text)


def status(looking: Looking, case: Case, id: int) -> str:
    return str(looking("eva").get(case.noun, id).status.name)


@each_step
def test_it_happens(app: Flask, looking: Looking, case: Case) -> None:
    id = in_state(looking, case.ready)
    assert Guest(app, case.by).get(asked(case, id)).status_code == 200
    assert sent(app, looking, case, id)[0] == 302
    assert status(looking, case, id) == case.becomes


@each_step
def test_at_the_wrong_moment_it_is_refused_in_words(app: Flask, looking: Looking, case: Case) -> None:
    id = in_state(looking, case.too_late)
    code, page = sent(app, looking, case, id)
    assert code == 422
    assert re.search(r"that needs it to be|Steps are reported while their plan runs", page)


@each_step
def test_to_somebody_else_it_is_refused(app: Flask, looking: Looking, case: Case) -> None:
    id = in_state(looking, case.ready)
    before = status(looking, case, id)
    assert sent(app, looking, case, id, by=case.may_not)[0] == 403
    if case.sees_not:
        assert sent(app, looking, case, id, by=case.sees_not)[0] == 404
    assert status(looking, case, id) == before


@each_step
def test_twice_is_harmless(app: Flask, looking: Looking, case: Case) -> None:
    id = in_state(looking, case.ready)
    assert sent(app, looking, case, id)[0] == 302
    assert sent(app, looking, case, id)[0] == (302 if case.name in REPEATED else 422)
    assert status(looking, case, id) == case.becomes


def test_it_is_opened_on_a_form_and_a_duplicate_is_chosen_on_another(app: Flask, looking: Looking) -> None:
    ana = Guest(app, "ana")
    answer = ana.fill("/opportunity/add", summary="Ten desks", prospect_company="Acme", expected_value="1,200.50")
    assert answer.status_code == 302
    id = int(answer.location.rpartition("/")[2])
    max_ = looking("max")
    taken(max_, "assign", id, to=person(max_, "ana"))
    page = ana.post(f"/opportunity/step/win/{id}").text
    assert "There may be one already" in page
    acme = looking("ana").scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    assert ana.post(f"/opportunity/step/win/{id}", {"customer": str(acme.id)}).status_code == 302
    assert looking("eva").get(Opportunity, id).customer_id == acme.id


def test_what_somebody_has_is_not_edited(app: Flask, looking: Looking) -> None:
    id, ana = assigned(looking), Guest(app, "ana")
    assert f"/opportunity/edit/{id}" not in ana.get(f"/opportunity/show/{id}").text
    version = str(looking("ana").get(Opportunity, id).version)
    assert ana.post(f"/opportunity/edit/{id}", {"summary": "Other", "version": version}).status_code == 422


def test_a_plan_stands_on_the_page_of_its_opportunity(app: Flask, looking: Looking) -> None:
    plan = in_state(looking, "running")
    page = Guest(app, "ana").get("/opportunity/show/1").text
    assert "They try ten chairs" in page
    assert "0 of 1 steps reported" in page
    assert f"/development-plan/step/succeed/{plan}" in page
    assert "/plan-step/step/report/" in page
    assert "/plan-step/step/report/" not in Guest(app, "eva").get("/opportunity/show/1").text


# The board ---------------------------------------------------------------------------------------------------------


def lanes(page: str) -> dict[str, list[str]]:
    """The cards of each lane by what they are about."""
    parts = re.split(r'<div class="cards" data-lane="(\w+)">', page)
    return {
        name: re.findall(r'<div class="t"><a [^>]*>([^<]+)<', part)
        for name, part in zip(parts[1::2], parts[2::2], strict=True)
    }


def moved(app: Flask, id: int, by: str = "ana", **wish: str) -> tuple[int, str]:
    answer = Guest(app, by)
    token = re.search(r'data-token="([^"]+)"', answer.get("/opportunity/board").text)
    sent = {"csrf_token": token[1] if token else "", **wish}
    told = answer.client.post(f"/opportunity/move/{id}", data=sent, headers=PART)
    return told.status_code, html.unescape(told.text)


def test_the_board_shows_each_where_it_stands(app: Flask, looking: Looking) -> None:
    opened(looking("ana"), summary="Nobody's")
    taken(looking("ana"), "advance", assigned(looking, summary="Qualified one"), stage=Stage.QUALIFIED)
    taken(looking("ana"), "win", assigned(looking, summary="Won one"))
    shown = lanes(Guest(app, "ana").get("/opportunity/board").text)
    assert {name: cards for name, cards in shown.items() if cards} == {
        "OPEN": ["Nobody&#39;s"], "QUALIFIED": ["Qualified one"], "WON": ["Won one"],
    }  # fmt: skip


def test_a_lane_says_what_it_is_worth_and_what_that_weighs(app: Flask, looking: Looking) -> None:
    for _ in range(2):
        taken(looking("ana"), "advance", assigned(looking, **VALUED), stage=Stage.NEGOTIATION)
    page = Guest(app, "ana").get("/opportunity/board").text
    assert "<b>$16,000</b> · weighted $11,200" in page


def test_the_board_shows_ones_own_and_managers_all_below_them(app: Flask, looking: Looking) -> None:
    assigned(looking, to="ana", summary="Ana's one", prospect_company="One")
    opened(looking("luis"), summary="Luis's one")
    found = {
        name: list(chain(*lanes(Guest(app, name).get("/opportunity/board").text).values()))
        for name in ("ana", "luis", "max")
    }
    assert {name: len(each) for name, each in found.items()} == {"ana": 1, "luis": 1, "max": 2}
    assert Guest(app, "rosa").get("/opportunity/board").status_code == 403


def test_a_lane_shows_some_and_opens(app: Flask, looking: Looking) -> None:
    for number in range(8):
        opened(looking("ana"), summary=f"Number {number}", prospect_company=f"Company {number}")
    ana = Guest(app, "ana")
    page = ana.get("/opportunity/board").text
    assert len(lanes(page)["OPEN"]) == 6
    assert ">2 more<" in page
    assert len(lanes(ana.get("/opportunity/board?lane=OPEN").text)["OPEN"]) == 8


def test_the_board_is_told_in_eight_statements(app: Flask, looking: Looking) -> None:
    for _ in range(3):
        assigned(looking, **VALUED)
    max_ = Guest(app, "max")
    max_.get("/opportunity/board")
    with statements(app) as said:
        assert max_.get("/opportunity/board").status_code == 200
    assert len(said) <= 8, "\n".join(said)


def test_the_board_is_narrowed_like_the_list(app: Flask, looking: Looking) -> None:
    assigned(
        looking, summary="Late one", **{**VALUED, "expected_close_on": VALUED["expected_close_on"].replace(year=2025)}
    )
    assigned(looking, summary="Early one", prospect_company="Other", **VALUED)
    ana = Guest(app, "ana")
    assert lanes(ana.get("/opportunity/board?f=is_overdue:is:yes").text)["IDENTIFIED"] == ["Late one"]
    assert lanes(ana.get("/opportunity/board?q=early").text)["IDENTIFIED"] == ["Early one"]
    assert "/opportunity/board?f=is_overdue" in ana.get("/opportunity/list/?f=is_overdue:is:yes").text


def test_a_move_is_the_step_and_is_taken_back(app: Flask, looking: Looking) -> None:
    id = assigned(looking)
    taken(looking("ana"), "estimate", id, probability=Decimal("0.35"))
    version = str(looking("ana").get(Opportunity, id).version)
    code, page = moved(app, id, to="QUALIFIED", version=version)
    assert (code, "moved to Qualified" in page) == (200, True)
    wish = re.search(r"data-wish='?\"?([^>]+?)\"?'?>", page)
    assert wish is not None
    assert '"to": "IDENTIFIED"' in wish[1]
    assert moved(app, id, to="IDENTIFIED", probability="0.3500")[0] == 200
    back = looking("eva").get(Opportunity, id)
    assert (back.stage, back.probability) == (Stage.IDENTIFIED, Decimal("0.35"))


def test_a_refusal_stands_at_its_card(app: Flask, looking: Looking) -> None:
    id = assigned(looking)
    code, page = moved(app, id, to="PROPOSAL")
    card = page[page.index(f'id="deal-{id}"') :]
    assert code == 200
    assert "what it brings and by when is known" in card[: card.index("</article>")]
    assert lanes(page)["IDENTIFIED"] == ["Chairs for two floors"]


def test_a_move_from_an_old_board_is_refused(app: Flask, looking: Looking) -> None:
    id = assigned(looking)
    assert "changed meanwhile" in moved(app, id, to="QUALIFIED", version="1")[1]


def test_a_move_to_won_that_finds_somebody_alike_leads_to_the_form(app: Flask, looking: Looking) -> None:
    id = assigned(looking, prospect_company="Acme")
    page = moved(app, id, to="WON")[1]
    assert "There may be one already" in page
    assert f"/opportunity/step/win/{id}" in page


def test_a_win_on_the_board_is_taken_back_by_reopening(app: Flask, looking: Looking) -> None:
    id = assigned(looking)
    assert "moved to Won" in moved(app, id, to="WON")[1]
    assert moved(app, id, to="reopen")[0] == 200
    assert looking("eva").get(Opportunity, id).status is Status.ASSIGNED


def test_a_manager_gives_away_on_the_board(app: Flask, looking: Looking) -> None:
    id = opened(looking("ana")).id
    page = Guest(app, "max").get("/opportunity/board").text
    luis = person(looking("max"), "luis").id
    assert f'data-person="{luis}"' in page
    assert "given to Luis Ortega" in moved(app, id, by="max", person=str(luis))[1]
    assert looking("luis").get(Opportunity, id).status is Status.ASSIGNED


def test_who_may_not_move_is_refused_and_sees_no_menu(app: Flask, looking: Looking) -> None:
    id = assigned(looking)
    assert 'class="more"' not in Guest(app, "eva").get("/opportunity/board").text
    eva = Guest(app, "eva")
    token = re.search(r'name="csrf_token" value="([^"]+)"', eva.get("/profile").text)
    answer = eva.client.post(
        f"/opportunity/move/{id}", data={"csrf_token": token[1] if token else "", "to": "QUALIFIED"}, headers=PART
    )
    assert "You may not do that" in answer.text
    assert looking("eva").get(Opportunity, id).stage is Stage.IDENTIFIED


def test_what_one_does_not_see_is_not_moved(app: Flask, looking: Looking) -> None:
    id = assigned(looking)
    assert "There is no such opportunity" in moved(app, id, by="luis", to="QUALIFIED")[1]


def test_without_scripts_one_comes_back_to_the_board(app: Flask, looking: Looking) -> None:
    id, ana = assigned(looking), Guest(app, "ana")
    answer = ana.post(f"/opportunity/move/{id}", {"to": "QUALIFIED"}, page="/profile")
    assert (answer.status_code, answer.location) == (302, "/opportunity/board")


@pytest.mark.parametrize(
    "wish", [{}, {"to": "NOWHERE"}, {"to": "OPEN"}, {"person": "999999"}, {"to": "QUALIFIED", "probability": "x"}]
)
def test_an_odd_wish_is_answered_in_words_or_ignored(app: Flask, looking: Looking, wish: dict[str, str]) -> None:
    code, page = moved(app, assigned(looking), by="max", **wish)
    assert code == 200
    assert 'class="note bad"' in page or "moved to" in page


def test_its_own_history_tells_steps_in_sentences(app: Flask, looking: Looking) -> None:
    id = assigned(looking, summary="Chairs for two floors")
    page = re.sub(r"<[^>]+>", "", Guest(app, "max").get(f"/{slug(Opportunity)}/show/{id}").text)
    assert "Max Keller gave opportunity Chairs for two floors to somebody" in page
