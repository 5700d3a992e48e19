"""What the cohort page says in each case, and that it opens in every view."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from ltv.dataset import Dataset
from ltv.metrics.cohort_segments import lowest_segment
from ltv.metrics.cohorts import CohortBasis
from ltv.metrics.intervals import FEW
from ui import cohort, samples, session
from ui import cohort_curves as curves
from ui import cohort_figures as figures
from ui import cohort_heat as heat
from ui import cohort_repeat as repeats
from ui.charts import cohort as charts
from ui.cohort_story import Story

from .books import book
from .test_words import JAPANESE, ROOT


@pytest.fixture
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    chosen = getattr(request, "param", "ja")
    monkeypatch.setattr(session, "lang", lambda: chosen)
    monkeypatch.setattr(session, "is_sample", lambda: False)
    monkeypatch.setattr(session, "data", lambda: book(a=[100, 100]))
    return str(chosen)


def story(data: Dataset, basis: CohortBasis = CohortBasis.CUSTOMERS) -> Story:
    return Story(data, basis, "全顧客", cohort.table(data), cohort.curve(data, basis))


def shop(*stay: int, size: int = 40, length: int = 1) -> Dataset:
    """Monthly cohorts of `size`, of whom so many buy in each of the next `length` months; 100 a month."""
    months = len(stay) + length
    paid = {
        f"c{c:02}x{i:02}": [0] * c + [100] + [100 * (i < kept)] * length + [0] * (months - c - 1 - length)
        for c, kept in enumerate(stay)
        for i in range(size)
    }
    return book(**paid)


def contracts(kept: int, size: int = 60, months: int = 13) -> Dataset:
    """One cohort under contract, of whom so many are left in the last month."""
    paid = {f"c{i:02}": [100] * (months - 1) + [100 * (i < kept)] for i in range(size)}
    return replace(book(**paid), kind="contracts", ledger=None)


BETTER, WORSE = shop(*[20] * 9, *[36] * 6), shop(*[36] * 9, *[20] * 6)
UP_AND_DOWN, DOWN_AND_UP = shop(*[20] * 9, *[36] * 8, *[20] * 6), shop(*[36] * 9, *[20] * 8, *[36] * 6)
NO_AGE_0 = book(a=[-100, 50, 70], b=[-100, 50, 70])
CASES = [
    pytest.param(BETTER, "customers", "improved_since", "2024年10月の獲得分から改善", id="improved since October"),
    pytest.param(WORSE, "customers", "worse_since", "2024年10月の獲得分から悪化", id="worse since October"),
    pytest.param(UP_AND_DOWN, "customers", "worse", "直近6か月の獲得分は50.0%に悪化", id="worse again"),
    pytest.param(DOWN_AND_UP, "customers", "improved", "直近6か月の獲得分は10.0%に改善", id="recovered"),
    pytest.param(shop(*[20] * 15), "customers", "unproven", "差は未証明", id="no change"),
    pytest.param(shop(20, 20, 30), "customers", "unknown", "獲得月が足りない", id="too few cohorts"),
    pytest.param(shop(5, size=10), "customers", "few_orders", "顧客10人だけでは断定できない", id="ten customers"),
    pytest.param(book(a=[100]), "customers", "no_month", "2024年2月29日までのデータがあれば計算できる", id="one month"),
    pytest.param(book(a=[0, 0, -5]), "customers", "nobody", "購入した顧客がまだいない", id="nobody paid"),
    pytest.param(contracts(40), "customers", "contracts_below", "年90%の目標に23.3pt足りない", id="contracts lost"),
    pytest.param(contracts(60), "customers", "contracts_reached", "年90%の目標を上回る", id="contracts kept"),
    pytest.param(contracts(54), "customers", "contracts_open", "届くかは未証明", id="contracts near 90 %"),
    pytest.param(contracts(50, months=7), "customers", "contracts_early", "12か月分の観測が要る", id="half a year"),
    pytest.param(
        contracts(5, size=9), "customers", "few_contracts", "顧客9人だけでは断定できない", id="nine contracts"
    ),
    pytest.param(contracts(40), "revenue", "revenue_below", "年90%の目標に23.3pt足りない", id="revenue lost"),
    pytest.param(contracts(60), "revenue", "revenue_reached", "上回る", id="revenue kept"),
    pytest.param(contracts(54), "revenue", "revenue_open", "届くかは未証明", id="revenue near 90 %"),
    pytest.param(shop(20, 20), "revenue", "revenue_early", "1か月後の売上は初月の50.0%", id="revenue of a month"),
    pytest.param(shop(20, 20, 20), "revenue", "no_interval", "区間を計算できない", id="nobody pays in month 3"),
    pytest.param(shop(5, size=10), "revenue", "few_revenue", "どこか", id="revenue of ten"),
    pytest.param(book(a=[100, 50]), "revenue", "no_interval", "区間を計算できない", id="revenue of one"),
    pytest.param(NO_AGE_0, "revenue", "no_revenue", "初月の売上がない", id="refunds outweigh the first month"),
    pytest.param(contracts(60), "cumulative", "cumulative", "12か月後までに1,300円", id="cumulative"),
    pytest.param(shop(5, size=10), "cumulative", "few_cumulative", "どこか", id="cumulative of ten"),
]


@pytest.mark.parametrize(("data", "basis", "case", "words"), CASES)
def test_the_headline_fits_the_case(lang: str, data: Dataset, basis: str, case: str, words: str) -> None:
    told = story(data, CohortBasis(basis))
    assert told.case == case
    assert words in told.headline()


@pytest.mark.parametrize("lang", ["en"], indirect=True)
@pytest.mark.parametrize(("data", "basis", "case", "words"), CASES)
def test_every_case_is_told_in_english(lang: str, data: Dataset, basis: str, case: str, words: str) -> None:
    told = story(data, CohortBasis(basis))
    badge = told.badge()
    said = [told.headline(), told.scope(), badge.words if badge else ""]
    if told.has_answer:
        said += [heat.heat_title(told), heat.heat_how(told, "12"), heat.heat_alt(told)]
        said += [curves.curve_how(told, ""), curves.curve_alt(told, "all") if told.at(1).at_risk >= FEW else ""]
        said += [card.label + card.about + (card.help or "") for card in figures.cards(told, cohort.repeat(told.data))]
    assert not JAPANESE.search(" ".join(said).replace("全顧客", ""))


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        pytest.param(BETTER, "改善", id="improved"),
        pytest.param(WORSE, "悪化", id="worse"),
        pytest.param(shop(*[20] * 15), "変化は未証明", id="no change"),
        pytest.param(shop(5, size=10), "少数データ", id="few"),
        pytest.param(contracts(40), "目標に未達", id="below target"),
        pytest.param(contracts(60), "目標を上回る", id="above target"),
    ],
)
def test_the_badge_is_the_verdict(lang: str, data: Dataset, verdict: str) -> None:
    badge = story(data).badge()
    assert badge is not None
    assert badge.words == verdict


def test_the_loss_and_its_interval_belong_together(lang: str) -> None:
    """20 of 40 in each of three cohorts: 60 of 120, Wilson 41.2 to 58.8 %."""
    assert "50.0%（41.2%〜58.8%）" in story(shop(20, 20, 20)).headline()


def test_the_gap_to_90_a_year_says_what_it_is_a_month(lang: str) -> None:
    """40 of 60 after a year: 66.7 %, and 0.667 ** (1/12) = 96.7 % a month; 90 % a year is 99.1 % a month."""
    told = story(contracts(40))
    gap = figures.cards(told, None)[-1]
    assert (gap.label, gap.value, gap.about) == ("年90%との差", "-23.3pt", "顧客の継続率")
    assert "月90% = 四半期72.900%・年28.243%" in (gap.help or "")
    assert "年90%（月99.1%）" in curves.curve_how(told, "")
    assert "66.7%は、毎月同じ率なら月96.7%" in curves.curve_how(told, "")


def test_before_a_year_the_gap_is_unknown_and_says_why(lang: str) -> None:
    gap = figures.cards(story(shop(20, 20, 20)), None)[-1]
    assert (gap.value, gap.about) == ("—", "12か月後は未観測")


def test_the_segment_that_leaves_first_is_named_only_when_intervals_part(lang: str) -> None:
    channel = {f"c{i:03}": "検索" if i % 2 else "広告" for i in range(120)}

    def paid(keeps: dict[str, int]) -> Dataset:
        return book(channel=channel, **{
            c: [100, 100, 100, 100 * (int(c[1:]) // 2 % 10 < keeps[channel[c]])] for c in channel
        })  # fmt: skip

    apart, alike = paid({"検索": 9, "広告": 3}), paid({"検索": 6, "広告": 5})
    assert lowest_segment(cohort.curves(apart, "channel", CohortBasis.CUSTOMERS), 3) == ("広告", None)
    assert lowest_segment(cohort.curves(alike, "channel", CohortBasis.CUSTOMERS), 3) == (None, None)
    title = curves.curve_title(cohort.curves(apart, "channel", CohortBasis.CUSTOMERS), "channel", story(apart))
    assert title.startswith("獲得チャネル別では、3か月後の継続率は広告が最も低く30.0%")
    by = cohort.curves(alike, "channel", CohortBasis.CUSTOMERS)
    assert curves.curve_title(by, "channel", story(alike)) == "獲得チャネル別では、3か月後の継続率の差は未証明"


@pytest.mark.parametrize("lang", ["ja", "en"], indirect=True)
def test_the_sample_shop_says_that_onboarding_improved_from_july_2025(lang: str) -> None:
    told = story(samples.load("shop"))
    assert told.case == "improved_since"
    assert ("2025年7月" if lang == "ja" else "Jul 2025") in told.headline()


def test_affiliates_are_seen_leaving_early_in_the_sample(lang: str) -> None:
    by = cohort.curves(samples.load("shop"), "channel", CohortBasis.CUSTOMERS)
    assert lowest_segment(by, 3) == ("アフィリエイト", None)


def test_immature_cells_are_blank_and_the_mean_is_on_top(lang: str) -> None:
    data = shop(20, 30, 10, length=1)
    spec = heat.heat_spec(data, CohortBasis.CUSTOMERS, "12", "ja")
    cells = next(rows for rows in spec["datasets"].values() if "label" in rows[0])
    assert [c["row"] for c in cells if c["age"] == 0] == ["平均", "2024-01", "2024-02", "2024-03"]
    assert {c["row"]: c["label"] for c in cells if c["age"] == 1} == {
        "平均": "50", "2024-01": "50", "2024-02": "75", "2024-03": "25",
    }  # fmt: skip
    assert max(c["age"] for c in cells if c["row"] == "2024-03") == 1


def test_the_heat_map_shows_the_newest_cohorts_and_the_table_all(lang: str) -> None:
    data = shop(*[5] * 30, size=10)
    spec = heat.heat_spec(data, CohortBasis.CUSTOMERS, "12", "ja")
    cells = next(rows for rows in spec["datasets"].values() if "label" in rows[0])
    assert len({c["row"] for c in cells}) == 25
    assert "直近24か月" in heat.heat_how(story(data), "12")
    table = heat.heat_table(story(data))
    assert table["cohort"].nunique() == 30
    assert set(table["rule"]) == {"cohort.customers"}


def test_labels_at_line_ends_never_overlap() -> None:
    placed = charts.spread([0.30, 0.31, 0.32, 0.5], 0.05)
    assert placed == pytest.approx([0.26, 0.31, 0.36, 0.5])
    assert charts.spread([0.1, 0.5, 0.9], 0.05) == [0.1, 0.5, 0.9]
    crowded = charts.spread([0.1] * 6, 0.05)
    assert all(b - a == pytest.approx(0.05) for a, b in pairwise(crowded))


@pytest.mark.parametrize(
    ("largest", "unit"), [pytest.param(950.0, ""), pytest.param(35_600.0, "千円"), pytest.param(1_700_000.0, "万円")]
)
def test_money_in_cells_has_at_most_three_figures(lang: str, largest: float, unit: str) -> None:
    divisor, name = charts.cell_unit(largest)
    assert name == unit
    assert largest / divisor < 1000


def test_orders_have_a_second_order_and_contracts_have_not(lang: str) -> None:
    orders = shop(20, 20, 20)
    found = cohort.repeat(orders)
    assert found is not None
    assert found.window == 47  # 1.5 × 31 days, rounded up
    first = found.steps[0]
    assert (first.eligible, first.converted, first.not_yet_known) == (120, 60, 0)
    assert list(repeats.repeat_table(found)["rule"].unique()) == ["repeat"]
    assert cohort.repeat(contracts(40)) is None
    assert cohort.repeat(shop(0, 0, 0)) is None


def at_page(**query: str) -> AppTest:
    """The page as a link opens it. One run: AppTest asks for a control's words outside the session, in Japanese."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    return at.switch_page("pages/cohort_retention.py").run()


@pytest.mark.parametrize("basis", list(CohortBasis))
@pytest.mark.parametrize("data", samples.NAMES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_opens_in_every_view(language: str, data: str, basis: str) -> None:
    at = at_page(lang=language, data=data, basis=basis, horizon="24")
    assert not at.exception
    assert len(at.title) == 1
    said = [element.value for element in [*at.title, *at.subheader, *at.caption, *at.markdown]]
    said += [part for metric in at.metric for part in (metric.label, metric.value, metric.help)]
    assert bool(JAPANESE.search(re.sub("日本語|表示言語", "", " ".join(said)))) == (language == "ja")


def test_a_link_brings_the_choices_with_it_and_they_survive_a_change_of_page() -> None:
    at = at_page(lang="ja", basis="revenue", by="channel", segment="紹介", horizon="all")
    assert "獲得チャネル：紹介" in at.caption[1].value.replace("\\", "")
    at.switch_page("pages/nrr_trends.py").run()
    at.switch_page("pages/cohort_retention.py").run()
    assert not at.exception
    assert at.session_state["choice_basis"] == "revenue"
    assert at.session_state["choice_horizon"] == "all"
    assert at.query_params["basis"] in ("revenue", ["revenue"])


def test_the_first_cohort_is_suspect_only_where_the_data_begin_with_it(lang: str) -> None:
    assert "2024年1月の獲得分には" in story(shop(20, 20, 20)).scope()
    assert "混ざる" not in story(book(a=[0, 100, 100], b=[0, 100, 0], c=[-5])).scope()


def test_a_change_has_its_interval_and_customers(lang: str) -> None:
    """36 of 40 in each of six cohorts since October, 20 of 40 in eight before (the first cohort is left out)."""
    told = story(BETTER)
    assert "変化後の10.0%は95%区間6.8%〜14.4%（顧客240人）" in told.scope()
    assert "以後85.6%〜93.2%（顧客240人）" in heat.heat_how(told, "12")
    assert "顧客320人" in heat.heat_how(told, "12")


def test_cohorts_of_few_customers_are_paler_and_show_their_size(lang: str) -> None:
    def strengths(data: Dataset) -> set[float]:
        spec = heat.heat_spec(data, CohortBasis.CUSTOMERS, "12", "ja")
        cells = next(rows for rows in spec["datasets"].values() if "label" in rows[0])
        assert ("(n=10)" in str(spec)) == (min(c["strength"] for c in cells) < 1)
        return {c["strength"] for c in cells if c["row"] != "平均"}

    assert strengths(shop(5, 5, 5, size=10)) == {charts.PALE}
    assert strengths(shop(20, 20, 20)) == {1.0}
    assert "薄い色" in heat.heat_how(story(shop(5, 5, 5, size=10)), "12")
    assert "薄い色" not in heat.heat_how(story(shop(20, 20, 20)), "12")
