"""Tables on a customer's card: profit and loss, contracts, proposals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.plan_upsell import plan_upsell
from ltv.decisions.whitespace import Whitespace, whitespace
from ltv.errors import NotEnoughDataError
from ltv.metrics.customer_pnl import CustomerPnl, customer_pnl
from ltv.metrics.renewals import renewals
from ltv.models import contract_book, order_estimates
from ltv.models.assumptions import Base
from ltv.models.estimate import NOT_KNOWN, Estimated
from ltv.months import date_of
from ui import session, show
from ui.ltv_customers_data import Seen
from ui.words import WORDS, label, t

# --- value --------------------------------------------------------------------------------------------------------


def value_of(seen: Seen, customer: int) -> Estimated:
    """A customer's value with the interval of what will really come of it."""
    models, worth = seen.models, seen.worth
    if models.orders is not None:
        return order_estimates.customer_interval(models.orders, worth.margin, worth.assumed, customer)
    if models.contracts is not None:
        return contract_book.customer_interval(models.contracts, worth.margin, worth.assumed, customer)
    return NOT_KNOWN


# --- profit and loss ------------------------------------------------------------------------------------------------

LINES = (
    "sales", "refunds", "revenue", "discount", "cost", "gross_profit", "cost_to_serve", "acquisition_cost",
    "contribution",
)  # fmt: skip


def _pnl(data: Dataset, gross_margin: float | None, cost_per_delivery: float | None) -> CustomerPnl:
    return customer_pnl(data, gross_margin=gross_margin, cost_per_delivery=cost_per_delivery)


def pnl(seen: Seen) -> CustomerPnl:
    """Profit and loss of every customer, under the margin and the cost of a purchase that the reader stated."""
    assumed, margin = seen.worth.assumed, seen.worth.margin
    stated = None if margin.base == Base.SALES else assumed.gross_margin
    found: CustomerPnl = session.cached(_pnl, seen.data, stated, assumed.cost_per_purchase or None)
    return found


def pnl_table(seen: Seen, customer: int) -> pd.DataFrame:
    """One customer's profit and loss as lines in words; "—" where the data do not tell."""
    found = pnl(seen).table
    row = found.iloc[int(np.searchsorted(found["customer"].to_numpy(), customer))]
    lines = [(t(f"ltv_card.pnl.{name}"), seen.money.exact(row[name])) for name in LINES]
    rank = show.NOTHING
    if pd.notna(row["rank"]):
        rank = t(
            "ltv_card.pnl.rank.of", rank=show.count(int(row["rank"])), n=show.customers(found["rank"].notna().sum())
        )
    lines.append((t("ltv_card.pnl.rank"), rank))
    return pd.DataFrame(lines, columns=[t("ltv_card.pnl.line"), t("ltv_card.pnl.amount")])


def pnl_notes(seen: Seen) -> str:
    """Which costs are taken off, and why others are not known."""
    taken = pnl(seen).taken_off
    names = [t(f"ltv_card.pnl.{name}") for name in taken]
    if not names:
        return t("ltv_card.pnl.how.none")
    return t("ltv_card.pnl.how", taken=t("ltv_customers.and").join(names))


# --- contracts ------------------------------------------------------------------------------------------------------


def contract_table(seen: Seen, customer_id: str) -> pd.DataFrame:
    """Running contracts of a customer in words: plan, term, next renewal, last day for notice, money a month."""
    calendar: pd.DataFrame = session.cached(renewals, seen.data)
    rows = calendar[calendar["customer_id"] == customer_id]
    plans = [label(plan, "plan") for plan in rows["plan"]] if "plan" in rows else [""] * len(rows)
    return pd.DataFrame(
        {
            t("ltv_card.contracts.term"): [_plan_and_term(*of_contract) for of_contract in zip(plans, rows["period"])],
            t("ltv_card.contracts.renewal"): [show.day(date_of(day)) for day in rows["renewal"]],
            t("ltv_card.contracts.notice"): [show.day(date_of(day)) for day in rows["notice_by"]],
            t("ltv_card.contracts.mrr"): [seen.money.exact(amount) for amount in rows["mrr"]],
            t("ltv_card.contracts.renewed"): [show.count(n) for n in rows["renewals"]],
        }
    )


def _plan_and_term(plan: str, period: str) -> str:
    return t("ltv_card.contracts.plan_term", plan=plan, term=_term(period)) if plan else _term(period)


def _term(period: str) -> str:
    """A renewal period in words."""
    if f"ltv_card.term.{period}" in WORDS:
        return t(f"ltv_card.term.{period}")
    number, _, unit = period.partition("_")
    return t(f"ltv_card.term.{unit}", n=number) if f"ltv_card.term.{unit}" in WORDS else period


# --- proposals ------------------------------------------------------------------------------------------------------


def _whitespace(data: Dataset, gross_margin: float | None) -> Whitespace | None:
    """Products to propose; None where the orders do not tell."""
    try:
        return whitespace(data.ledger, gross_margin=gross_margin) if data.ledger is not None else None
    except NotEnoughDataError:
        return None


def _plans(data: Dataset) -> pd.DataFrame | None:
    """How many customers of each plan came to pay more; None where the data are too short."""
    try:
        return plan_upsell(data)
    except NotEnoughDataError:
        return None


def upsell(seen: Seen, row: pd.Series[Any]) -> tuple[pd.DataFrame, str]:
    """What to propose to a customer, in words, and what the figures mean or why there are none."""
    return _of_plan(seen, row) if seen.is_contracts else _of_products(seen, row)


def _of_products(seen: Seen, row: pd.Series[Any]) -> tuple[pd.DataFrame, str]:
    found: Whitespace | None = session.cached(_whitespace, seen.data, seen.worth.assumed.gross_margin)
    if found is None:
        return pd.DataFrame(), t("ltv_card.upsell.no_products")
    rows = found.customers[found.customers["customer"] == row["customer"]]
    if rows.empty:
        return pd.DataFrame(), t("ltv_card.upsell.none")
    table = pd.DataFrame(
        {
            t("ltv_card.upsell.product"): [label(name, "product") for name in rows["product"]],
            t("ltv_card.upsell.propensity", days=found.horizon_days): [show.share(p) for p in rows["propensity"]],
            t("ltv_card.upsell.expected"): [seen.money.written(amount) for amount in rows["expected"]],
            t("ltv_card.upsell.because"): [_because(name) for name in rows["because"]],
        }
    )
    basis = "revenue" if found.margin_basis == "revenue" else "margin"
    return table, t(f"ltv_card.upsell.how.{basis}")


def _because(product: object) -> str:
    """The purchase that speaks for a proposal; none where only its popularity does."""
    if not isinstance(product, str):
        return t("ltv_card.upsell.popular")
    return t("ltv_card.upsell.bought", product=label(product, "product"))


def _of_plan(seen: Seen, row: pd.Series[Any]) -> tuple[pd.DataFrame, str]:
    found: pd.DataFrame | None = session.cached(_plans, seen.data)
    if found is None:
        return pd.DataFrame(), t("ltv_card.upsell.short")
    rows = found[found["plan"] == str(row.get("plan", ""))]
    if rows.empty or not rows["customers"].iloc[0]:
        return pd.DataFrame(), t("ltv_card.upsell.plan_unknown")
    plan = rows.iloc[0]
    table = pd.DataFrame(
        {
            t("dimension.plan"): [label(plan["plan"], "plan") or show.NOTHING],
            t("ltv_card.upsell.rate"): [show.share(plan["shrunk"])],
            t("ltv_card.upsell.increase"): [seen.money.written(plan["increase"])],
        }
    )
    counts = {"expanded": show.count(plan["expanded"]), "customers": show.count(plan["customers"])}
    return table, t("ltv_card.upsell.how.plan", **counts)
