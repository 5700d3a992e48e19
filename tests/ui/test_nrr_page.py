"""What the NRR page says in each case."""

import pytest

from ltv.dataset import Dataset
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.nrr_verdicts import case
from ltv.metrics.retention_parts import Retention
from ui import nrr, nrr_evidence, nrr_figures, session
from ui.charts.bridge import bridge_bars
from ui.nrr_story import Story

from .books import book, same
from .test_words import JAPANESE


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "data", lambda: book(a=[100, 100]))
    monkeypatch.setattr(session, "cached", lambda function, data, *arguments: function(data, *arguments))


def story(data: Dataset, rule: NrrRule = NrrRule.PERIOD_MOVES) -> Story:
    end = data.months.last_complete
    start = end - (1 if rule == NrrRule.PERIOD_MOVES else 12)
    return Story(nrr.result(data, rule, start, end), data, rule, start, end, "全顧客")


def mixed(n: int, *ends: int) -> dict[str, list[int]]:
    """`n` customers who paid 100 and then one of the amounts in turn."""
    return {f"c{i:03}": [100, ends[i % len(ends)]] for i in range(n)}


@pytest.mark.parametrize(
    ("paid", "kind", "words"),
    [
        pytest.param(mixed(60, 120, 130), "good", "拡大（+1,500円）が押し上げた", id="everyone pays more"),
        pytest.param(mixed(60, 70, 80), "bad", "最大の要因は縮小（-1,500円）", id="everyone pays less"),
        pytest.param(mixed(60, 100, 0), "bad", "最大の要因は解約（-3,000円）", id="half leave"),
        pytest.param(mixed(60, 200, 10), "unproven", "増減は未証明", id="gains and losses cancel"),
        pytest.param(mixed(6, 100, 90), "few", "どこかで、断定できない", id="six customers"),
        pytest.param(mixed(1, 90), "one", "NRRを論じられない", id="one customer"),
        pytest.param({"a": [0, 50]}, "nothing", "売上のあった顧客がいない", id="nobody paid before"),
    ],
)
def test_the_headline_fits_the_case(paid: dict[str, list[int]], kind: str, words: str) -> None:
    told = story(book(**paid))
    assert case(told.found) == kind
    assert words in told.headline()


def test_chained_months_have_no_interval_and_say_so() -> None:
    data = book(**same(40, *([100] * 14)))
    told = story(data, NrrRule.CHAINED)
    assert case(told.found) == "no_interval"
    assert "区間は計算できません" in told.scope()


def test_every_headline_exists_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "en")
    for paid in (mixed(60, 120, 130), mixed(60, 70, 80), mixed(60, 200, 10), mixed(6, 100, 90), mixed(1, 90)):
        assert not JAPANESE.search(story(book(**paid)).headline())


def test_the_bridge_reaches_the_closing_revenue_exactly() -> None:
    data = book(a=[100, 120], b=[50, 0], c=[80, 60], d=[0, 70], e=[30, -5])
    found = story(data).found
    assert isinstance(found, Retention)
    bars = bridge_bars(found).set_index("part")["amount"]
    assert bars["opening"] == 260
    assert bars["closing"] == 120 + 60 + 70 - 5
    assert bars["opening"] + bars["expansion"] + bars["contraction"] + bars["churn"] == bars["kept"]


def test_the_lowest_segment_is_named_only_when_intervals_part() -> None:
    channel = {f"c{i:03}": "search" if i % 2 else "affiliate" for i in range(120)}
    apart = book(
        channel=channel, **{c: [100, 95 if channel[c] == "search" else (0 if int(c[1:]) % 4 else 90)] for c in channel}
    )
    told = story(apart)
    table = nrr.by_segment(apart, "channel", told.rule, told.start, told.end)
    assert "affiliate" in nrr_evidence.segments_title(table, "channel")
    alike = book(channel=channel, **{c: [100, 0 if int(c[1:]) % 3 else 100] for c in channel})
    table = nrr.by_segment(alike, "channel", told.rule, told.start, told.end)
    assert nrr_evidence.segments_title(table, "channel").startswith("獲得チャネルによるNRRの差は未証明（")


def test_a_shop_that_won_most_customers_part_way_is_judged_by_those_of_the_whole_year() -> None:
    """Customers won in the middle of a year buy for all of the next: that is no growth of theirs."""
    old = {f"old{i:02}": [100] * 12 + [80] * 12 for i in range(40)}
    new = {f"new{i:02}": [0] * 6 + [100] * 6 + [100] * 12 for i in range(40)}
    data = book(**old, **new)
    end = data.months.last_complete
    found = nrr.result(data, NrrRule.TRANSACTIONAL, end - 12, end)
    told = Story(found, data, NrrRule.TRANSACTIONAL, end - 12, end, "全顧客")
    assert found.nrr > 1
    assert told.whole
    assert told.whole.nrr == 0.8
    assert "通年で比べられる顧客40人の売上は前の12か月の80.0%" in told.headline()
    assert told.badge().words == "100%を下回る"
    assert "50%は前の12か月の途中で獲得" in told.caution()


def test_a_pair_of_other_months_has_no_change_and_no_history() -> None:
    data = book(**{f"c{i}": [100 - j for j in range(30)] for i in range(40)})
    end = data.months.last_complete
    found = nrr.result(data, NrrRule.YOY_COHORT, end - 3, end)
    told = Story(found, data, NrrRule.YOY_COHORT, end - 3, end, "全顧客")
    series = nrr.series(data, NrrRule.YOY_COHORT)
    assert [(card.delta, list(card.history)) for card in nrr_figures.cards(told, series)] == [(None, [])] * 4
    assert "2時点比較（3か月）" in told.scope()


def test_a_chosen_month_ends_the_series_and_its_title() -> None:
    data = book(**{f"c{i}": [100 - j for j in range(30)] for i in range(40)})
    months = data.months
    table = nrr.up_to(nrr.series(data, NrrRule.YOY_COHORT), months.last_complete - 5)
    assert len(table) == len(nrr.series(data, NrrRule.YOY_COHORT)) - 5
