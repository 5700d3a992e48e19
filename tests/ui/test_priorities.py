"""The page of priorities: its answer in every case, limits in the link, and why each initiative is in or out."""

import pytest

from ltv.decisions.portfolio.initiatives import PersonMonths
from ltv.decisions.portfolio.library import FIRST, LIBRARY
from ltv.decisions.portfolio.plan import Limits
from ui import priorities, session
from ui.priority_story import Story, cards, told
from ui.words import WORDS

from .handouts import starters
from .test_pages import ENGLISH_WORD, LANGUAGES, opened, words
from .test_words import JAPANESE


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = session.samples.load("shop")
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "data", lambda: shop)
    monkeypatch.setattr(session, "is_sample", lambda: True)


def story(limits: Limits, forced: tuple[str, ...] = (FIRST,)) -> Story:
    from ltv.models.assumptions import Assumptions

    data = session.samples.load("shop")
    return Story(
        data, priorities.recommendation(data, Assumptions(), limits, forced, starters(data)), limits, is_sales=False
    )


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(
    ("limits", "forced", "case", "said"),
    [
        (Limits(6_000_000), (FIRST,), "unsure", "解約予兆検知と早期対応"),
        (Limits(0), (), "nothing", "費用に見合う効果が見込めない"),
        (Limits(6_000_000, (PersonMonths("cs", 1, 1),)), (FIRST,), "relaxed", "（第1四半期）を1.0人月増やす"),
        (Limits(2_500_000), (FIRST,), "relaxed", "予算を130万円増やす"),
        (Limits(1_000_000), (FIRST,), "relaxed", "解約予兆検知と早期対応：「必ず入れる」を外す"),
    ],
)  # fmt: skip
def test_the_headline_fits_the_case(limits: Limits, forced: tuple[str, ...], case: str, said: str) -> None:
    found = story(limits, forced)
    assert found.case == case
    assert said in found.headline()
    assert found.badge().words
    assert f"priority.headline.{case}" in WORDS


@pytest.mark.usefixtures("japanese")
def test_the_price_of_early_warning_first_is_said() -> None:
    """Within 2 million early warning at 3.8 does not fit; within 4 it crowds out what is worth more."""
    found = story(Limits(4_000_000))
    free = story(Limits(4_000_000), ())
    price = free.found.chosen.value - found.found.chosen.value
    assert found.found.price_of_first == pytest.approx(max(price, 0.0), abs=1.0)
    if price > 0:
        assert "解約予兆検知を必ず入れる" in found.caution()


@pytest.mark.usefixtures("japanese")
def test_every_candidate_is_told_with_its_advice_and_reason() -> None:
    found = story(Limits(6_000_000))
    lines = told(found)
    assert len(lines) == len(LIBRARY)
    assert all(any(label in line for label in ("今すぐ", "検証してから", "見送り")) for line in lines)
    assert sum(line.endswith("選ばれている") for line in lines) == len(found.found.chosen.chosen)
    assert cards(found)[2].value == found.money(found.found.chosen.cost)


@pytest.mark.parametrize("data", ["shop", "b2b"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_limits_stand_in_the_link_and_everything_is_told_in_the_readers_language(lang: str, data: str) -> None:
    app = opened("priorities", lang=lang, data=data, budget_plan="9000000", people_it="8", early_first="no")
    assert app.query_params["people_it"] == "8"
    assert app.number_input(key="asked_budget_plan").value == 9_000_000
    read = [*words(app), *(str(cell) for table in app.table for cell in table.value.to_numpy().ravel())]
    if lang == "en":
        assert [w for w in read if JAPANESE.search(w.replace("表示言語", "").replace("日本語", ""))] == []
    else:
        assert [w for w in read if ENGLISH_WORD.search(w)] == []


@pytest.mark.parametrize("code", ["-1", "nan", "1e99", "x", "<script>"])
def test_impossible_limits_in_a_link_are_the_usual_ones(code: str) -> None:
    app = opened("priorities", lang="ja", data="b2b", budget_plan=code, people_cs=code, early_first=code)
    assert app.number_input(key="asked_budget_plan").value == 6_000_000
    assert app.number_input(key="asked_people_cs").value == 4


def test_more_budget_never_buys_less() -> None:
    values = [story(Limits(budget), ()).found.chosen.value for budget in (0, 2e6, 6e6, 2e7)]
    assert values == sorted(values)
