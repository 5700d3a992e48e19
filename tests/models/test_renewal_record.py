"""A forecast of renewals is judged by those that came due after the day it was made on, and saw nothing later."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.ledger import CUSTOMER_ID
from ltv.metrics.contract_tenures import tenures
from ltv.metrics.spells import spells
from ltv.metrics.tenures import Tenures
from ltv.models import renewal_windows as windows
from ltv.models.bdw import fit_bdw
from ltv.models.contract_average import AVERAGED, BDW_WON, SBG_WON, UNTRIED, fit_contracts
from ltv.models.contract_book import contract_book
from ltv.models.renewal_record import RenewalRecord, by_model, log_score_sums, model_scores
from ltv.models.renewal_windows import MODELS, FlatRate, asked, log_scores, renewals_due, window
from ltv.models.sbg import fit_sbg
from ltv.models.under_contract import known_at, months_before
from ltv.months import day_number
from tests.models.customers import HIGH_END
from tests.models.test_contract_book import Halving, contracts

YEARS = (
    ("a", "2023-01-01", None, 1_200, "year"),
    ("b", "2023-03-01", None, 2_400, "year"),
    ("c", "2024-05-15", "2024-08-15", 100, "month"),
)


def halving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model says that half of those who face a renewal make it."""
    monkeypatch.setattr(windows, "candidates", lambda _: dict.fromkeys(MODELS, Halving()))


# --- by hand --------------------------------------------------------------------------------------------------------


def test_renewals_due_after_each_earlier_day_are_listed_with_what_became_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Known on 2024-06-30: c renewed on 15 June, has one renewal more, on 15 July, and leaves on 15 August.

    Known on 2023-12-31: a and b have not renewed yet and do so in January and March. In the second half of 2024 neither
    is asked.
    """
    halving(monkeypatch)
    due = renewals_due(contracts(*YEARS, as_of="2024-12-31"))
    assert due["origin"].tolist() == [0] * 6 + [1] * 2
    assert due["customer"].tolist() == [2] * 6 + [0, 1]
    assert due["renewal"].tolist() == [2, 3, 4, 5, 6, 7, 1, 1]
    assert due["made"].tolist() == [True, *[False] * 5, True, True]
    assert due["faced"].tolist() == [True, True, *[False] * 4, True, True]
    assert due["sbg"].tolist() == pytest.approx([0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.5, 0.5])
    assert due["amount"].tolist() == [100.0] * 6 + [1_200, 2_400]
    days = [dt.date(2024, month, 15) for month in range(7, 13)] + [dt.date(2024, 1, 1), dt.date(2024, 3, 1)]
    assert due["day"].tolist() == [day_number(day) for day in days]


def test_totals_of_the_record_are_sums_of_chances_against_what_came(monkeypatch: pytest.MonkeyPatch) -> None:
    halving(monkeypatch)
    due = renewals_due(contracts(*YEARS, as_of="2024-12-31"))
    record = RenewalRecord(due.assign(chance=due["average"]))
    assert (record.contracts, record.windows) == (3, 2)
    assert (record.renewed.expected, record.renewed.actual) == (pytest.approx(63 / 64 + 1), 3)
    assert record.renewed.error == pytest.approx((63 / 64 + 1) / 3 - 1)
    assert (record.revenue.expected, record.revenue.actual) == (pytest.approx(100 * 63 / 64 + 600 + 1_200), 3_700)
    assert (record.lost.expected, record.lost.actual) == (pytest.approx(63 / 64 + 0.5 + 0.5), 1)
    assert record.brier == pytest.approx(0.25), "four renewals were asked for, each with an even chance"
    assert record.skill == pytest.approx(0)
    assert record.auc == 0.5


def test_the_interval_of_an_error_is_that_of_a_ratio_over_customers() -> None:
    """Expected 1.5 of 2 and .8 of 1; ratio 2.3 ÷ 3, residuals -.0333 and .0333, two customers (Student's t 12.7)."""
    due = made_up([(0, 0, 1, 0.9, True), (0, 0, 2, 0.6, True), (0, 1, 1, 0.8, True)])
    found = RenewalRecord(due).renewed
    half = 12.7062 * math.sqrt(2 * 2 * (1.5 - 2 * 2.3 / 3) ** 2) / 3
    assert found.interval == pytest.approx((2.3 / 3 - 1 - half, 2.3 / 3 - 1 + half), rel=1e-5)


def made_up(rows: list[tuple[int, int, int, float, bool]], **columns: object) -> pd.DataFrame:
    """Renewals as (origin, customer, nth, chance, made); asked for until the first that was not made."""
    table = pd.DataFrame(rows, columns=["origin", "customer", "nth", "chance", "made"])
    before = table.groupby(["origin", "customer"])["made"].shift(fill_value=True).astype(bool)
    usual = {
        "period": "month",
        "renewal": table["nth"],
        "known": 19_900,
        "day": 20_000,
        "amount": 10.0,
        "faced": before,
    }
    return table.assign(**usual, **dict.fromkeys(MODELS, table["chance"])).assign(**columns)


def test_chances_once_asked_are_given_that_the_renewals_before_were_made() -> None:
    due = made_up([(0, 0, 1, 0.8, True), (0, 0, 2, 0.4, False), (0, 1, 1, 0.9, True), (1, 0, 1, 0.5, False)])
    assert asked(due, "chance").tolist() == pytest.approx([0.8, 0.5, 0.9, 0.5])
    assert np.exp(log_scores(due, "chance")).tolist() == pytest.approx([0.8, 0.5, 0.9, 0.5])


def test_a_renewal_nobody_was_there_to_be_asked_for_scores_nothing() -> None:
    due = made_up([(0, 0, 1, 0.8, False), (0, 0, 2, 0.4, False)])
    assert np.exp(log_scores(due, "chance")).tolist() == pytest.approx([0.2, 1.0])


def test_lost_customers_are_followed_month_by_month() -> None:
    days = [day_number(dt.date(2026, month, 10)) for month in (1, 2, 4)]
    due = made_up([(0, 0, 1, 0.8, True), (0, 0, 2, 0.4, False), (0, 1, 1, 0.9, True)], day=days)
    table = RenewalRecord(due).by_month()
    assert table["month"].dt.strftime("%y-%m").tolist() == ["26-01", "26-02", "26-03", "26-04"]
    assert table["predicted"].tolist() == pytest.approx([0.2, 0.6, 0.6, 0.7])
    assert table["actual"].tolist() == [0, 1, 1, 1]


# --- off or not -----------------------------------------------------------------------------------------------------


def same(customers: int, chance: float, renewed: int, **columns: object) -> RenewalRecord:
    """So many customers with one renewal due, all of one chance."""
    return RenewalRecord(made_up([(0, c, 1, chance, c < renewed) for c in range(customers)], **columns))


def test_a_record_past_a_quarter_is_off() -> None:
    assert not same(100, 0.66, 60).is_off
    assert same(100, 0.76, 60).is_off
    assert same(100, 0.40, 60).total_error == pytest.approx(-1 / 3)


def test_revenue_can_be_off_where_the_number_is_right() -> None:
    amounts = [1.0] * 50 + [100.0] * 50
    record = same(100, 0.5, 50, amount=amounts)
    assert record.renewed.error == 0
    assert record.is_off
    assert record.total_error == record.revenue.error


def test_customers_lost_past_a_quarter_are_off_unless_by_chance() -> None:
    """10 of 100 were to leave, give or take 5.9; 15 is chance and 17 is not, which is 8 % of the renewals made."""
    few = same(100, 0.9, 85)
    assert few.is_lost_by_chance
    assert not few.is_off
    many = same(100, 0.9, 83)
    assert not many.is_lost_by_chance
    assert many.is_off
    assert many.total_error == pytest.approx(10 / 17 - 1)
    none = same(100, 0.9, 100)
    assert none.is_off, "ten were to leave, nobody did"


def test_a_flat_rate_is_beaten_only_beyond_chance() -> None:
    """Everybody renews or leaves as was said, where one rate would have said one half; or nearly one half is said."""
    sharp = [(0, c, 1, 0.99 if c % 2 else 0.01, c % 2 == 1) for c in range(60)]
    assert not RenewalRecord(made_up(sharp, flat=0.5)).same_as_flat
    blunt = [(0, c, 1, 0.51 if c % 3 else 0.49, c % 2 == 1) for c in range(60)]
    assert RenewalRecord(made_up(blunt, flat=0.5)).same_as_flat


def test_who_renews_is_told_apart_within_a_period_only() -> None:
    """Monthly: .9 renewed over .8 that did not, .7 renewed below it; yearly: .5 renewed over .4. Two pairs of three."""
    rows = [(0, 0, 1, 0.9, True), (0, 1, 1, 0.8, False), (0, 2, 1, 0.7, True), (0, 3, 1, 0.5, True),
            (0, 4, 1, 0.4, False)]  # fmt: skip
    record = RenewalRecord(made_up(rows, period=["month"] * 3 + ["year"] * 2))
    assert record.auc == pytest.approx(2 / 3)


def test_all_renewed_and_all_expected_to_is_a_right_forecast() -> None:
    record = same(40, 1.0, 40)
    assert (record.renewed.error, record.lost.actual, record.is_off) == (0, 0, False)
    assert math.isnan(record.auc)


def test_everybody_left_is_off_and_has_no_error_of_what_never_came() -> None:
    record = same(40, 0.8, 0)
    assert record.is_off
    assert math.isnan(record.renewed.error)
    assert record.total_error == record.lost.error == pytest.approx(0.2 - 1)


def test_groups_hold_every_renewal_asked_for_once() -> None:
    rng = np.random.default_rng(1)
    rows = [(0, c, 1, float(p), bool(rng.random() < p)) for c, p in enumerate(rng.random(57))]
    record = RenewalRecord(made_up(rows))
    table = record.by_group()
    assert table["renewals"].sum() == 57
    assert table["predicted"].is_monotonic_increasing
    assert (table["renewals"] * table["actual"]).sum() == pytest.approx(record.lost.actual)
    assert (table["renewals"] * table["predicted"]).sum() == pytest.approx(record.lost.expected)
    assert (table["low"] <= table["actual"] + 1e-12).all()
    assert (table["actual"] <= table["high"]).all()


def test_windows_add_up_to_the_record() -> None:
    due = made_up([(0, 0, 1, 0.8, True), (1, 0, 1, 0.7, True), (1, 1, 1, 0.6, False)])
    record = RenewalRecord(due)
    parts = record.by_origin()
    assert parts["origin"].tolist() == [0, 1]
    assert parts["known"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2024-06-26"]
    assert parts["expected"].sum() == pytest.approx(record.renewed.expected)
    assert parts["renewed"].sum() == record.renewed.actual
    assert parts["expected_lost"].sum() == pytest.approx(record.lost.expected)
    assert parts["lost"].sum() == record.lost.actual


# --- few ------------------------------------------------------------------------------------------------------------


def test_one_contract_has_renewals_due_and_no_record() -> None:
    data = contracts(("a", "2022-01-01", None, 100, "month"), as_of="2024-12-31")
    assert len(renewals_due(data)) == 24
    assert contract_book(data).record is None


def test_where_no_renewal_came_due_there_is_nothing_to_judge() -> None:
    data = contracts(("a", "2022-02-01", None, 100, "year"), ("b", "2022-02-01", None, 90, "year"), as_of="2022-12-31")
    assert len(renewals_due(data)) == 0
    found = contract_book(data)
    assert found.record is None
    assert len(found.scores) == 0


def test_less_than_a_year_before_a_window_gives_no_window() -> None:
    rows = [(f"c{n}", "2023-02-01", None, 100, "month") for n in range(40)]
    assert len(renewals_due(contracts(*rows, as_of="2024-06-30"))) == 0
    assert renewals_due(contracts(*rows, as_of="2024-07-31"))["origin"].unique().tolist() == [0]


def test_everybody_renews_or_everybody_leaves_and_the_record_stands() -> None:
    stay = [(f"c{n}", "2022-01-01", None, 100, "month") for n in range(40)]
    record = contract_book(contracts(*stay, as_of="2024-12-31")).record
    assert record is not None
    assert record.lost.actual == 0
    assert not record.is_off
    leave = [(f"c{n}", "2022-01-01", "2024-07-01", 100, "month") for n in range(40)]
    record = contract_book(contracts(*leave, as_of="2024-12-31")).record
    assert record is not None
    assert record.is_off
    assert record.lost.actual == 40


def test_a_flat_rate_is_what_was_renewed_of_what_was_faced() -> None:
    """1,000 faced the first renewal and 869 made it; half of a renewal more on either side."""
    flat = FlatRate.of(Tenures.of_survivors(HIGH_END[:2]))
    assert flat.survival(2) == pytest.approx((869.5 / 1001) ** 2)
    assert flat.expected_lifetime == pytest.approx(1 / (1 - 869.5 / 1001))
    assert FlatRate.of(Tenures.of([], np.zeros(0, bool))).rate == 0.5


# --- anew, without the kernel ---------------------------------------------------------------------------------------

MONTHS = {"month": 1, "quarter": 3, "year": 12}
START, AS_OF = dt.date(2022, 1, 1), dt.date(2024, 12, 31)


@st.composite
def books(draw: st.DrawFn) -> list[tuple[str, str, str | None, int, str]]:
    """One contract per customer, of any period and length."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        start = draw(st.dates(START, AS_OF))
        stay = draw(st.none() | st.integers(1, 900))
        end = None if stay is None else (start + dt.timedelta(days=stay)).isoformat()
        interval = draw(st.sampled_from(list(MONTHS)))
        rows.append((f"c{number:02d}", start.isoformat(), end, draw(st.sampled_from([1_200, 3_600])), interval))
    return [("c99", "2022-01-01", None, 1_200, "month"), *rows]


def later(day: dt.date, months: int) -> dt.date:
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def naive(rows: list, day: dt.date, until: dt.date) -> dict[tuple[str, dt.date], tuple[bool, float]]:
    """(customer, day due) → made, chance by the sBG fitted on a file that ends on the earlier day."""
    known = [(c, s, e if e and e <= day.isoformat() else None, a, i) for c, s, e, a, i in rows if s <= day.isoformat()]
    counted = tenures(spells(contracts(*known, as_of=day.isoformat())))
    found = {}
    for customer, begins, ends, _, interval in rows:
        start, end = dt.date.fromisoformat(begins), dt.date.fromisoformat(ends) if ends else dt.date.max
        if start > day or end <= day or start > day.replace(day=1) - dt.timedelta(1) + dt.timedelta(31):
            continue
        done = sum(later(start, MONTHS[interval] * n) <= day for n in range(1, 100))
        model = fit_sbg(counted[interval])
        for n in range(done + 1, 100):
            due = later(start, MONTHS[interval] * n)
            if due > until:
                break
            chance = float(model.survival(n) / model.survival(done))
            found[customer, due] = (end > due or end > until, chance)
    return found


@given(books())
@settings(max_examples=15, deadline=None)
def test_renewals_due_are_those_counted_one_by_one(rows: list) -> None:
    data = contracts(*rows, as_of=AS_OF.isoformat())
    ids = data.customers[CUSTOMER_ID].tolist()
    for back in (6, 12):
        day, until = months_before(data.months, back), months_before(data.months, back - 6)
        table = window(data, day, until)
        found = {
            (ids[row.customer], dt.date(1970, 1, 1) + dt.timedelta(days=row.day)): (row.made, row.sbg)
            for row in table.itertuples()
        }
        expected = naive(rows, day, until)
        assert set(found) == set(expected)
        assert {key: made for key, (made, _) in found.items()} == {key: made for key, (made, _) in expected.items()}
        assert [found[key][1] for key in expected] == pytest.approx([chance for _, chance in expected.values()])


@given(books(), st.integers(1, 400), st.integers(1, 400))
@settings(max_examples=15, deadline=None)
def test_what_happens_later_changes_nothing_that_was_forecast(rows: list, sooner: int, longer: int) -> None:
    """Everybody who was there on the earlier day leaves at another time, and other customers come."""
    day, until = dt.date(2024, 6, 30), dt.date(2024, 12, 31)
    other = (day + dt.timedelta(days=sooner)).isoformat()
    changed = [(c, s, other if s <= day.isoformat() and (e is None or e > day.isoformat()) else e, a, i)
               for c, s, e, a, i in rows if s <= day.isoformat()]  # fmt: skip
    changed += [
        (f"new{n}", (day + dt.timedelta(days=longer % 180 + 1)).isoformat(), None, 900, "year") for n in range(3)
    ]
    before, after = (window(contracts(*book, as_of=AS_OF.isoformat()), day, until) for book in (rows, changed))
    columns = ["renewal", "nth", "day", "amount", *MODELS]
    pd.testing.assert_frame_equal(before[columns], after[columns])


@given(books(), st.integers(1, 300))
@settings(max_examples=15, deadline=None)
def test_what_happens_after_a_window_changes_nothing_in_it(rows: list, longer: int) -> None:
    day, until = dt.date(2023, 12, 31), dt.date(2024, 6, 30)
    other = (until + dt.timedelta(days=longer)).isoformat()
    changed = [(c, s, other if e is None or e > until.isoformat() else e, a, i)
               for c, s, e, a, i in rows if s <= until.isoformat()]  # fmt: skip
    before, after = (window(contracts(*book, as_of=AS_OF.isoformat()), day, until) for book in (rows, changed))
    pd.testing.assert_frame_equal(before.drop(columns="customer"), after.drop(columns="customer"))


def test_the_data_as_they_stood_end_on_their_day() -> None:
    data = contracts(*YEARS, as_of="2024-12-31")
    then = known_at(data, dt.date(2024, 6, 30))
    assert then.contracts is not None
    assert then.contracts["end"].isna().all()
    assert then.months.as_of == dt.date(2024, 6, 30)
    assert known_at(data, dt.date(2024, 12, 31)) is data


def test_days_before_are_ends_of_months_where_the_last_day_is_one() -> None:
    whole = contracts(*YEARS, as_of="2024-08-31").months
    assert months_before(whole, 6) == dt.date(2024, 2, 29)
    part = contracts(*YEARS, as_of="2024-08-15").months
    assert months_before(part, 6) == dt.date(2024, 2, 15)


# --- choice ---------------------------------------------------------------------------------------------------------


def test_the_model_that_forecast_the_renewals_held_out_clearly_better_is_used() -> None:
    counted = Tenures.of_survivors(HIGH_END[:8])
    assert fit_contracts(counted, {"sbg": -100.0, "bdw": -104.0, "average": -102.0}).why == AVERAGED
    assert fit_contracts(counted, {"sbg": -98.0, "bdw": -104.0, "average": -102.0}).why == SBG_WON
    assert fit_contracts(counted, {"sbg": -120.0, "bdw": -98.0, "average": -102.0}).why == BDW_WON
    both = fit_contracts(counted, {"sbg": -90.0, "bdw": -80.0, "average": -102.0})
    assert (both.why, both.in_use) == (BDW_WON, "bdw")


def test_few_renewals_held_out_leave_the_choice_to_the_first_renewals_of_everybody() -> None:
    scores = pd.DataFrame(
        {"period": ["year"] * 2, "model": ["sbg", "bdw"], "customers": 29, "log_score": [-1.0, -90.0]}
    )
    assert log_score_sums(scores) == {}
    assert log_score_sums(scores.assign(customers=30)) == {"year": {"sbg": -1.0, "bdw": -90.0}}
    assert fit_contracts(Tenures.of_survivors(HIGH_END[:4])).why == UNTRIED


def test_scores_of_each_window_and_period_add_up() -> None:
    rng = np.random.default_rng(5)
    rows = [(o, c, 1, float(rng.uniform(0.5, 1)), bool(rng.random() < 0.8)) for o in (0, 1) for c in range(30)]
    due = made_up(rows, period=["month", "year"] * 30)
    table = model_scores(due)
    assert len(table) == 2 * 2 * len(MODELS)
    by_hand = sum(math.log(p if made else 1 - p) for _, _, _, p, made in rows)
    assert table.loc[table["model"] == "sbg", "log_score"].sum() == pytest.approx(by_hand)
    assert table.loc[table["model"] == "flat", "customers"].sum() == 60


def test_models_of_a_window_are_fitted_to_what_was_known_then() -> None:
    rows = [(f"c{n}", "2022-01-01", f"2023-{n % 12 + 1:02d}-01", 100, "month") for n in range(24)]
    stay = [(f"d{n}", "2022-01-01", None, 100, "month") for n in range(24)]
    data = contracts(*rows, *stay, as_of="2024-12-31")
    counted = tenures(spells(known_at(data, dt.date(2024, 6, 30))))["month"]
    table = window(data, dt.date(2024, 6, 30), dt.date(2024, 12, 31))
    sbg, bdw = fit_sbg(counted), fit_bdw(counted)
    first = table[table["nth"] == 1].iloc[0]
    done = int(first["renewal"]) - 1
    chances = [float(m.survival(done + 1) / m.survival(done)) for m in (sbg, bdw)]
    assert [first["sbg"], first["bdw"]] == pytest.approx(chances)
    mean = [(sbg.survival(t) + bdw.survival(t)) / 2 for t in (done, done + 1)]
    assert first["average"] == pytest.approx(float(mean[1] / mean[0]))


def test_many_customers_are_judged_by_some_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MOST_SCORED", 10)
    rows = [(f"c{n}", "2022-01-01", None, 100, "month") for n in range(40)]
    data = contracts(*rows, as_of="2024-12-31")
    first, again = renewals_due(data), renewals_due(data)
    assert first.groupby("origin")["customer"].nunique().tolist() == [10] * 4
    assert first.equals(again)


def test_a_late_month_end_is_asked_like_any_other() -> None:
    """A contract of the 31st falls due on the 30th where a month has no such day."""
    frame = contracts(("a", "2022-01-31", None, 100, "month"), as_of="2024-12-31")
    days = [dt.date(1970, 1, 1) + dt.timedelta(days=day) for day in window(frame, dt.date(2024, 6, 30), AS_OF)["day"]]
    assert [day.day for day in days] == [31, 31, 30, 31, 30, 31]


def test_models_are_compared_over_all_windows_the_best_first() -> None:
    scores = pd.DataFrame(
        [("year", 0, "sbg", 40, -9.0, 8.0, 10.0, -0.2), ("year", 1, "sbg", 40, -8.0, 12.0, 10.0, 0.2),
         ("year", 0, "flat", 40, -9.0, 9.0, 10.0, -0.1), ("year", 1, "flat", 40, -7.0, 9.0, 10.0, -0.1),
         ("month", 0, "sbg", 90, -5.0, 1.0, 0.0, math.nan)],
        columns=["period", "origin", "model", "customers", "log_score", "predicted", "actual", "total_error"],
    )  # fmt: skip
    table = by_model(scores)
    assert list(zip(table["period"], table["model"])) == [("month", "sbg"), ("year", "flat"), ("year", "sbg")]
    assert table["log_score"].tolist() == [-5, -16, -17]
    assert table["total_error"].tolist()[1:] == pytest.approx([-0.1, 0.0])
    assert math.isnan(table["total_error"][0])
    assert table["worst"].tolist()[1:] == pytest.approx([0.1, 0.2])
