"""Figures of the tea shop, measured in its CSV files."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .figures import Figure, percent, share, yen, yen_per_kept

FOLDER = Path(__file__).parents[1]
MONTHS = pd.period_range("2023-10", "2026-09", freq="M")
ONBOARDING = list(MONTHS).index(pd.Period("2025-07"))
CAMPAIGN = "秋の初回90%OFF"
LATE_QUARTER = ("2025-01-01", "2025-03-31")
PAID_CHANNELS = {"検索広告": "search ads", "SNS広告": "social ads", "アフィリエイト": "affiliates"}


@dataclass(frozen=True)
class Shop:
    """The files, and two tables, customers (rows, by id) by months (columns 0 … 35): yen, and whether they bought."""

    orders: pd.DataFrame
    crm: pd.DataFrame
    spending: pd.DataFrame
    deliveries: pd.DataFrame
    tickets: pd.DataFrame
    surveys: pd.DataFrame
    revenue: pd.DataFrame
    bought: pd.DataFrame

    @property
    def first(self) -> np.ndarray:
        """Month of each customer's first order."""
        return self.bought.to_numpy().argmax(axis=1)

    @property
    def plan(self) -> pd.Series:
        """Plan of each customer."""
        return self.orders.groupby("会員ID")["プラン"].first().reindex(self.bought.index)

    def attribute(self, name: str) -> pd.Series:
        """A column of the CRM file per customer; NaN for customers it does not know."""
        return self.crm.set_index("会員ID")[name].reindex(self.bought.index)

    def buys_at(self, age: int, of: np.ndarray) -> np.ndarray:
        """Whether each of these customers bought that many months after the first month, where it can be known."""
        rows = np.flatnonzero(of & (self.first + age < len(MONTHS)))
        return self.bought.to_numpy()[rows, self.first[rows] + age]


def shop_figures() -> list[Figure]:
    """Every figure of the shop."""
    shop = read_shop()
    stories = (_size, _retention, _affiliates, _late, _onboarding, _campaign, _bridge)
    return [figure for story in stories for figure in story(shop)]


def read_shop() -> Shop:
    """Read the shop's files."""
    orders = pd.read_csv(FOLDER / "shop_orders.csv")
    orders["month"] = _months(orders["受注日"])
    paid = orders[orders["金額"] > 0]
    table = {"index": "会員ID", "columns": "month", "values": "金額", "fill_value": 0}
    return Shop(
        orders,
        *(
            pd.read_csv(FOLDER / f"shop_{name}.csv")
            for name in ("customers", "marketing", "deliveries", "tickets", "surveys")
        ),
        revenue=orders.pivot_table(aggfunc="sum", **table),
        bought=paid.pivot_table(aggfunc="size", **table) > 0,
    )


def _months(days: pd.Series) -> pd.Series:
    """Number of the month of each day, 0 for the first."""
    day = pd.to_datetime(days)
    return (day.dt.year - MONTHS[0].year) * 12 + day.dt.month - MONTHS[0].month


def _size(shop: Shop) -> list[Figure]:
    """How much there is."""
    orders = shop.orders
    return [
        Figure(
            "—",
            "order lines (of which refunds)",
            "受注明細数（うち返金）",
            f"{len(orders):,} ({(orders['金額'] < 0).sum():,})",
            "data",
        ),
        Figure("—", "customers who ordered", "注文した会員数", f"{orders['会員ID'].nunique():,}", "data"),
        Figure("—", "net sales, yen", "純売上（円）", yen(orders["金額"].sum()), "data"),
    ]


def _retention(shop: Shop) -> list[Figure]:
    """NRR in two ways, and how many subscribers do not buy in the next month."""
    month = shop.revenue
    opening, closing = month[23], month[35]
    before, after = month.loc[:, 12:23].sum(axis=1), month.loc[:, 24:35].sum(axis=1)
    last_year, this_year = month.loc[:, 12:23].to_numpy(), month.loc[:, 24:35].to_numpy()
    paid_then = last_year > 0
    bought = shop.bought.to_numpy()
    monthly = (shop.plan == "月次定期").to_numpy()
    gone = np.concatenate([~bought[monthly & (shop.first <= m - 4) & bought[:, m], m + 1] for m in range(4, 35)])
    return [
        Figure(
            "—",
            "NRR, month 2025-09 → 2026-09 (customers of the first month)",
            "NRR 2025年9月→2026年9月（起点月の購入客）",
            percent(closing[opening > 0].sum() / opening[opening > 0].sum()),
            "nrr",
        ),
        Figure(
            "—",
            "GRR, same months (per customer, no more than in the first month)",
            "GRR 同上（顧客ごとに起点月の額を上限とする）",
            percent(np.minimum(opening, closing).clip(lower=0)[opening > 0].sum() / opening[opening > 0].sum()),
            "nrr",
        ),
        Figure(
            "—",
            "NRR, the same comparison summed over the 12 months 2025-10 … 2026-09",
            "NRR 同じ前年同月比較を2025年10月〜2026年9月で合算",
            percent(this_year[paid_then].sum() / last_year[paid_then].sum()),
            "nrr",
        ),
        Figure(
            "—",
            "sales of 2025-10 … 2026-09 ÷ sales of the 12 months before, customers of those 12 months",
            "直近12か月売上÷前12か月売上（前12か月の購入客のみ）",
            percent(after[before > 0].sum() / before[before > 0].sum()),
            "kpi",
        ),
        Figure(
            "—",
            "monthly plan, age 4 and more: no order in the next month (left or skipped)",
            "月次定期・経過4か月以降：翌月に注文なし（離脱または休止）",
            share(gone),
            "cohort",
        ),
    ]


def _affiliates(shop: Shop) -> list[Figure]:
    """Story S1."""
    rows = []
    channel = shop.attribute("チャネル")
    for name, english in PAID_CHANNELS.items():
        of = (channel == name).to_numpy()
        cost = shop.spending.loc[shop.spending["チャネル"] == name, "広告費"].sum() / of.sum()
        kept = shop.buys_at(3, of)
        rows += [
            Figure("S1", f"{english}: yen per new customer (CPA)", f"{name}：CPA（円）", yen(cost), "nrr"),
            Figure("S1", f"{english}: buy in month 3", f"{name}：3か月後の購入率", share(kept), "cohort"),
            Figure(
                "S1",
                f"{english}: yen per customer who buys in month 3 (CPA ÷ share)",
                f"{name}：3か月後に残る1人あたり広告費（円）",
                yen_per_kept(cost, kept),
                "nrr",
            ),
        ]
    return rows


def _late(shop: Shop) -> list[Figure]:
    """Story S2."""
    deliveries = shop.deliveries.assign(late=shop.deliveries["お届け完了日"] > shop.deliveries["お届け予定日"])
    then = deliveries["お届け予定日"].between(*LATE_QUARTER)
    late, on_time = _left_after(shop, deliveries[then])
    tickets, surveys = shop.tickets, shop.surveys
    answered = surveys[surveys["解約理由"].notna()]
    reason = (answered["解約理由"] == "届くのが遅い").to_numpy()
    asked_then = answered["回答日"].between("2025-01-01", "2025-04-30").to_numpy()
    delivery_tickets = tickets.loc[tickets["種別"] == "配送", "受付日"]
    per_month = delivery_tickets.between(*LATE_QUARTER).sum() / 3, (~delivery_tickets.between(*LATE_QUARTER)).sum() / 33
    late_share = deliveries["late"].to_numpy()
    return [
        Figure("S2", "late, due 2025-01 … 2025-03", "遅延率（予定日が2025年1〜3月）", share(late_share[then]), "data"),
        Figure("S2", "late, due in other months", "遅延率（その他の月）", share(late_share[~then]), "data"),
        Figure(
            "S2",
            "monthly plan, due in that quarter: no order in the next two months, after a late delivery",
            "月次定期・同四半期：遅延後、翌2か月に注文なし",
            share(late),
            "cohort",
        ),
        Figure("S2", "the same, after a delivery on time", "同上、予定どおりの配送後", share(on_time), "cohort"),
        Figure(
            "S2",
            "tickets about delivery per month, that quarter",
            "配送の問い合わせ（月平均、同四半期）",
            f"{per_month[0]:.1f}",
            "data",
        ),
        Figure("S2", "the same, other months", "同上（その他の月）", f"{per_month[1]:.1f}", "data"),
        Figure(
            "S2",
            "cancel reason 届くのが遅い, 2025-01 … 2025-04",
            "解約理由「届くのが遅い」2025年1〜4月",
            share(reason[asked_then]),
            "data",
        ),
        Figure("S2", "the same, other months", "同上（その他の月）", share(reason[~asked_then]), "data"),
    ]


def _left_after(shop: Shop, deliveries: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Whether monthly subscribers ordered in neither of the two months after an order, late ones and others."""
    first_lines = shop.orders.drop_duplicates("受注番号")[["受注番号", "プラン", "month"]]
    orders = deliveries.merge(first_lines, on="受注番号", validate="one_to_one")
    orders = orders[orders["プラン"] == "月次定期"]
    rows, month = shop.bought.index.get_indexer(orders["会員ID"]), orders["month"].to_numpy()
    bought, late = shop.bought.to_numpy(), orders["late"].to_numpy()
    gone = ~bought[rows, month + 1] & ~bought[rows, month + 2]
    return gone[late], gone[~late]


def _onboarding(shop: Shop) -> list[Figure]:
    """Story S3."""
    usual = ((shop.plan == "月次定期") & (shop.attribute("キャンペーン") != CAMPAIGN)).to_numpy()
    everyone = np.ones(len(usual), dtype=bool)
    before = shop.first < ONBOARDING
    return [
        Figure(
            "S3",
            f"{english}: buy in month 1, cohorts {cohorts}",
            f"{japanese}：翌月購入率、{cohorts_ja}",
            share(shop.buys_at(1, of & when)),
            "cohort",
        )
        for of, english, japanese in (
            (usual, "monthly plan without the campaign of S4", "月次定期（S4の施策を除く）"),
            (everyone, "all plans", "全プラン"),
        )
        for when, cohorts, cohorts_ja in (
            (before, "before 2025-07", "2025年6月以前"),
            (~before, "from 2025-07", "2025年7月以降"),
        )
    ]


def _campaign(shop: Shop) -> list[Figure]:
    """Story S4."""
    deep = (shop.attribute("キャンペーン") == CAMPAIGN).to_numpy()
    orders = shop.orders[shop.orders["金額"] > 0].groupby("会員ID")["受注番号"].nunique().reindex(shop.bought.index)
    again = (orders > 1).to_numpy()
    half_a_year = shop.first <= len(MONTHS) - 7
    new = np.bincount(shop.first)
    others_of_that_month = ~deep & (shop.first == 13)
    return [
        Figure(
            "S4",
            "new customers in 2024-11 (average of the month before and after)",
            "2024年11月の新規（前後月の平均）",
            f"{new[13]:,} ({new[[12, 14]].mean():,.1f})",
            "cohort",
        ),
        Figure("S4", "of these with 初回割引率 0.9", "うち初回割引率0.9", f"{deep.sum():,}", "data"),
        Figure("S4", "campaign: ever order again (F2)", "施策客：F2転換率", share(again[deep]), "cohort"),
        Figure(
            "S4",
            "others of that month: ever order again",
            "同月の他の新規：F2転換率",
            share(again[others_of_that_month]),
            "cohort",
        ),
        Figure(
            "S4",
            "all others with six months to do so: ever order again",
            "他の全顧客（6か月以上経過）：F2転換率",
            share(again[~deep & half_a_year]),
            "cohort",
        ),
    ]


def _bridge(shop: Shop) -> list[Figure]:
    """Story S5: from the CRM's total to the core total."""
    core = shop.orders.groupby("会員ID")["金額"].sum()
    crm = shop.crm.set_index("会員ID")["CRM累計購入額"]
    both = crm.index.intersection(core.index)
    only_crm, only_core = crm.drop(both), core.drop(both)
    difference = crm[both] - core[both]
    assert crm.sum() - core.sum() == only_crm.sum() - only_core.sum() + difference.sum()
    above, below = difference[difference > 0], difference[difference < 0]
    rows = (
        ("CRM total", "CRM合計", crm),
        ("− customers only in the CRM", "− CRMのみの会員", only_crm),
        ("+ customers only in core orders", "+ 基幹のみの会員", only_core),
        ("− matched: CRM above core (refunds it does not know)", "− 一致会員：CRMが多い（返金が未反映）", above),
        ("+ matched: CRM below core (lost orders)", "+ 一致会員：CRMが少ない（連携漏れ）", -below),
        ("= core total", "= 基幹合計", core),
        ("matched customers who agree to the yen", "1円まで一致する会員", difference[difference == 0]),
        ("difference on matched customers (CRM − core)", "一致会員の差額（CRM−基幹）", difference[difference != 0]),
        ("CRM total − core total", "CRM合計−基幹合計", None),
    )
    return [Figure("S5", en, ja, _people_and_yen(part, crm.sum() - core.sum()), "data") for en, ja, part in rows]


def _people_and_yen(part: pd.Series | None, total: int) -> str:
    """How many customers, and their yen."""
    return f"¥{total:,}" if part is None else f"{len(part):,} / ¥{part.sum():,}"
