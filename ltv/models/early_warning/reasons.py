"""Why is this customer's risk above the average? The drivers that raise it most, in words with numbers.

Which sentence is said, and whether a word in it is plural, hangs on the numbers in it. So these sentences write their
numbers out, as little else in `ltv` does: a notebook gets them whole (`EarlyWarning.words`), as the page does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.metrics.metric import Text
from ltv.models.early_warning.contracts import TERMS
from ltv.models.early_warning.design import DRIVERS
from ltv.models.early_warning.labels import NOT_GIVEN

MOST = 3
LEAST_LOG_ODDS = 0.1
"""What raises the odds by less than 10 % is no reason."""

Facts = Mapping[Hashable, Any]


def top_reasons(contributions: pd.DataFrame, facts: pd.DataFrame, customer: NDArray[np.int32]) -> pd.DataFrame:
    """Find each customer's strongest drivers, relative to the average of all the customers given.

    Parameters
    ----------
    contributions : DataFrame, one row per customer, one column per driver
        What each adds to the log-odds (`RiskModel.contributions`).
    facts : DataFrame, one row per customer
        What is known of them (`features`). What is not known is no reason, whatever it adds.
    customer : int32, one per row, ascending

    Returns
    -------
    DataFrame, one row per customer and reason, sorted by (customer, rank)
        `customer`, `rank` (1 to 3), `driver`, `log_odds` (above the average customer's, at least 0.1). Only what
        raises the risk: a customer without such a driver has no row.
    """
    above = (contributions - contributions.mean()).mask(_unknown(contributions.columns, facts), -np.inf).to_numpy()
    order = np.argsort(-above, axis=1, kind="stable")[:, :MOST]
    found = pd.DataFrame(
        {
            "customer": np.repeat(customer, order.shape[1]),
            "rank": np.tile(np.arange(1, order.shape[1] + 1), len(customer)),
            "driver": contributions.columns.to_numpy(dtype=object)[order.ravel()],
            "log_odds": np.take_along_axis(above, order, axis=1).ravel(),
        }
    )
    return found[found["log_odds"] >= LEAST_LOG_ODDS].reset_index(drop=True)


def _unknown(drivers: pd.Index[str], facts: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether the fact a driver is about is not known, for each row and driver."""
    unknown = [
        facts[driver] == NOT_GIVEN if driver in LABEL_NAMES else facts[DRIVERS[driver][0]].isna() for driver in drivers
    ]
    return np.column_stack(unknown) if unknown else np.zeros((len(facts), 0), dtype=bool)


def reason_words(driver: str, facts: Facts) -> Text:
    """Say what the facts of a customer are about a driver: numbers as they are, no judgement.

    `facts` are those of `features`, with `horizon_months` and, for contracts, `times_median` (amount ÷ median amount).
    """
    if driver in LABEL_NAMES:
        name = LABEL_NAMES[driver]
        return Text(f"{name.ja}：{facts[driver]}", f"{name.en}: {facts[driver]}")
    return WORDS[driver](facts)


def _tenure(facts: Facts) -> Text:
    age = facts["age"]
    if "orders" not in facts:
        return Text(f"契約{age + 1:.0f}か月目", f"In month {age + 1:.0f} of the contract")
    if facts["orders"] == 1:
        return Text(f"注文はまだ1回（初回から{age:.0f}か月）", f"Only one order so far, {_months(age)} ago")
    return Text(
        f"注文{facts['orders']:.0f}回（初回から{age:.0f}か月）",
        f"{facts['orders']:.0f} orders, the first {_months(age)} ago",
    )


def _rhythm(facts: Facts) -> Text:
    days, ratio = facts["days_since"], facts["recency_ratio"]
    whose = ("いつもの間隔", "their usual gap") if facts["orders"] > 1 else ("通常の間隔", "the usual gap")
    if ratio < 1:
        return Text(
            f"最後の注文から{days:.0f}日（{whose[0]}は{facts['usual_gap']:.0f}日）",
            f"{_days(days)} since the last order ({whose[1]} is {_days(facts['usual_gap'])})",
        )
    return Text(
        f"{whose[0]}の{ratio:.1f}倍、注文がありません（{days:.0f}日）",
        f"{ratio:.1f} times {whose[1]} without an order ({_days(days)})",
    )


def _renewal(facts: Facts) -> Text:
    ahead = facts["horizon_months"]
    term = next((term for term in TERMS if facts[f"due_{term}"]), None)
    if term is None:
        return Text(f"今後{ahead}か月に契約の区切りはありません", f"No renewal within {_months(ahead)}")
    return Text(
        f"今後{ahead}か月に契約の区切り（{term}か月ごと）を迎えます",
        f"A renewal (every {term} months) comes up within {_months(ahead)}",
    )


def _returned(facts: Facts) -> Text:
    if facts["returned"]:
        return Text("一度離れて戻った顧客", "Left before and came back")
    return Text("離れたことのない顧客", "Has never left before")


def _amount(facts: Facts) -> Text:
    times = facts["times_median"]
    return Text(f"契約月額は中央値の{times:.1f}倍", f"Pays {times:.1f} times the median per month")


def _trend(facts: Facts) -> Text:
    change = facts["amount_trend"] - 1
    ja, en = ("回", "orders") if "orders" in facts else ("か月", "months")
    size, down = f"{abs(change) * 100:.0f}", change < 0
    return Text(
        f"直近3{ja}の平均金額が、それまでより{size}%{'低下' if down else '上昇'}",
        f"Average of the last 3 {en} is {size} % {'below' if down else 'above'} that of earlier ones",
    )


def _discount(facts: Facts) -> Text:
    size = f"{facts['discount_share'] * 100:.0f}"
    return Text(f"これまでの購入に占める値引きの割合は{size}%", f"{size} % of the list price so far was discounted")


def _refunds(facts: Facts) -> Text:
    n = facts["refunds"]
    if not n:
        return Text("直近90日に返金なし", "No refund in the last 90 days")
    return Text(f"直近90日に返金が{n:.0f}回", f"{_plural(n, 'refund')} in the last 90 days")


def _tickets(facts: Facts) -> Text:
    n = facts["tickets"]
    if not n:
        return Text("直近90日に問い合わせなし", "No ticket in the last 90 days")
    hours = f"{facts['reply_hours']:.0f}"
    return Text(
        f"直近90日に問い合わせが{n:.0f}件（初回返信まで平均{hours}時間）",
        f"{_plural(n, 'ticket')} in the last 90 days (first reply after {hours} hours on average)",
    )


def _late(facts: Facts) -> Text:
    n = facts["late"]
    if not n:
        return Text("直近90日に遅れた配送なし", "No late delivery in the last 90 days")
    return Text(
        f"直近90日に遅れた配送が{n:.0f}件（遅れは合計{facts['days_late']:.0f}日）",
        f"{_plural(n, 'late delivery', 'late deliveries')} in the last 90 days ({_days(facts['days_late'])} in all)",
    )


WORDS: dict[str, Callable[[Facts], Text]] = {
    "tenure": _tenure,
    "rhythm": _rhythm,
    "renewal": _renewal,
    "returned": _returned,
    "amount": _amount,
    "trend": _trend,
    "discount": _discount,
    "refunds": _refunds,
    "tickets": _tickets,
    "late": _late,
}
LABEL_NAMES = {
    "channel": Text("獲得チャネル", "Channel"),
    "plan": Text("プラン", "Plan"),
    "size": Text("企業規模", "Company size"),
}


def _plural(n: float, one: str, many: str = "") -> str:
    return f"{n:.0f} {one if round(n) == 1 else many or one + 's'}"


def _days(n: float) -> str:
    return _plural(n, "day")


def _months(n: float) -> str:
    return _plural(n, "month")
