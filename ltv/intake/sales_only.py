"""What orders still tell when nothing in them tells the customer: sales in all and by month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ltv.intake.mapping import Mapped
from ltv.intake.orders import check_orders
from ltv.intake.records import Checked
from ltv.intake.result import Message, Options, Sales, UndecidedError
from ltv.intake.table import Table
from ltv.months import MonthRule
from ltv.sums import total


def tells_no_customer(error: Message) -> bool:
    """Whether a refusal says that the customer is all that is missing."""
    return (error.code, error.params.get("kind"), error.params.get("fields")) == (
        "column_missing", "orders", ("customer_id",),
    )  # fmt: skip


def sales_only(table: Table, mapped: Mapped, options: Options) -> Sales | None:
    """Sales of orders, read as if each order were a customer; None where something has to be asked first."""
    try:
        checked = check_orders(table, _by_order(mapped), options)
    except UndecidedError:
        return None
    return _sales(checked) if len(checked.table) else None


def _by_order(mapped: Mapped) -> Mapped:
    """The order stands for the customer; without one the date does, which every sale has."""
    stand_in = mapped.columns.get("order") or mapped.columns["day"]
    return replace(mapped, columns={**mapped.columns, "customer_id": stand_in}, key=None)


def _sales(checked: Checked) -> Sales:
    table = checked.table
    return Sales(
        net=total(table["amount"].to_numpy()),
        gross=checked.gross,
        refunds=checked.refunds,
        decimals=checked.decimals,
        currency=checked.currency,
        orders=int(table["order"].nunique()) if "order" in table else len(table),
        rows=len(table) + checked.merged,
        first_day=int(table["day"].min()),
        last_day=int(table["day"].max()),
        months=_by_month(table),
    )


def _by_month(table: pd.DataFrame) -> tuple[tuple[int, int], ...]:
    rule = MonthRule()
    days, places = np.unique(table["day"].to_numpy(), return_inverse=True)
    month = np.array([rule.month(int(day)) for day in days], dtype=np.int64)[places]
    sums = table["amount"].groupby(month).sum()
    return tuple(zip(map(int, sums.index), map(int, sums), strict=True))
