"""Orders and payments: one row per order or order line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.intake import dates
from ltv.intake.amounts import MISSING, REASONS, Amounts
from ltv.intake.currency import chosen_currency
from ltv.intake.lines import forgiven, further_lines, known_rule, order_codes, settled_rule
from ltv.intake.mapping import Mapped
from ltv.intake.records import Checked, Records
from ltv.intake.refund_rows import signed
from ltv.intake.result import Options
from ltv.intake.revenue import leave_out, revenue
from ltv.intake.table import Table
from ltv.intake.texts import coded_labels, numbers
from ltv.money import LARGEST
from ltv.sums import total

_LABELS = ("product", "channel", "plan", "region")


def check_orders(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Check orders: every record is accepted, rejected or left out with a reason.

    Returns
    -------
    Checked
        `table` has `customer_id`, `day`, `amount` and, where the file has them, `cost`, `discount`, `quantity`,
        `order`, `product`, `channel`, `plan`, `region`.
    """
    return sales_of(Records.of(table, mapped, options))


def sales_of(records: Records) -> Checked:
    """Check records of sales; see `check_orders`."""
    rule = records.date_rule("day")
    day, day_reason = records.days("day", rule) or _no_days(records.size)
    records.exclude_totals(day_reason != 0)
    amount, refund = revenue(records)
    amount = signed(records, amount, refund)
    leave_out(records, has_refunds=refund is not None)
    customer = records.coded_customers()
    records.verdicts.reject_each(day_reason, dates.REASONS, "day")
    amount_rule = known_rule(records)
    order = order_codes(records, customer)
    reason = forgiven(amount.reason, order, amount_rule)
    records.verdicts.reject_each(reason, REASONS, "amount")
    if refund is not None:
        records.verdicts.reject_each(np.where(refund.reason == MISSING, 0, refund.reason), REASONS, "refund")
        records.verdicts.reject(_beyond_belief(amount, refund), "amount_out_of_range", "amount")
    currency = chosen_currency(records, amount)
    amount_rule = settled_rule(records, amount_rule, order, amount)
    merged = further_lines(records, order, amount, amount_rule)
    sales = _Sales(records, customer, day, amount, refund, merged)
    return _built(sales, currency=currency, amount_rule=amount_rule, date_format=rule.order)


def _beyond_belief(amount: Amounts, refund: Amounts) -> NDArray[np.bool_]:
    """Records whose amount after refunds is one that is not believed, though neither of the two is."""
    scale = max(amount.decimals, refund.decimals)
    net = amount.at(scale) - np.abs(refund.at(scale))
    return np.asarray(np.abs(net) > LARGEST * 10**scale)


def _no_days(size: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    return np.zeros(size, dtype=np.int32), np.full(size, dates.MISSING, dtype=np.int8)


@dataclass(frozen=True, eq=False)
class _Sales:
    """Checked columns of every record; `merged` marks lines whose order is counted on another line."""

    records: Records
    customer: pd.Series[Any]
    day: NDArray[np.int32]
    amount: Amounts
    refund: Amounts | None
    merged: NDArray[np.bool_]

    @cached_property
    def kept(self) -> NDArray[np.bool_] | slice:
        """Records that become rows of the table; a slice of all where they all do."""
        kept = self.records.open & ~self.merged
        return slice(None) if kept.all() else kept


def _built(sales: _Sales, **about: Any) -> Checked:
    """Our own columns, with refunds taken off."""
    records = sales.records
    money, scale = _money(sales)
    returned = money.pop("refund").abs() if "refund" in money else None
    before = money["amount"]
    _warn_of_signs(records, before, returned)
    taken_back = -total(before[before < 0].to_numpy())
    return Checked(
        _table(sales, money if returned is None else money.assign(amount=before - returned)),
        records.verdicts,
        decimals=scale,
        merged=int(sales.merged.sum()),
        gross=total(before.to_numpy()) + taken_back,
        refunds=taken_back + (0 if returned is None else total(returned.to_numpy())),
        warnings=(*records.mapped.warnings, *records.warnings),
        **about,
    )


def _money(sales: _Sales) -> tuple[pd.DataFrame, int]:
    """Money of the kept records, all with the same number of decimal places."""
    records = sales.records
    comma = records.comma("amount")
    found = {"amount": sales.amount, "refund": sales.refund} | {
        name: records.amounts(name, comma=comma) for name in ("cost", "discount")
    }
    if sales.merged.any() and found.pop("cost") is not None:
        records.warn("cost_not_used", column=records.mapped.header("cost"))
    known = {name: _or_zero(records, name, amounts) for name, amounts in found.items() if amounts is not None}
    scale = max(amounts.decimals for amounts in known.values())
    whole = pd.DataFrame({name: amounts.at(scale)[sales.kept] for name, amounts in known.items()}, copy=False)
    return shortened(whole, scale)


def _table(sales: _Sales, money: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, Any] = {"customer_id": _of_kept(sales.customer, sales.kept), "day": sales.day[sales.kept]}
    columns |= {str(name): money[name].to_numpy() for name in money}
    quantity = _quantity(sales.records)
    if quantity is not None:
        columns["quantity"] = quantity[sales.kept]
    order = sales.records.column("order")
    named = {} if order is None else {"order": numbers(order)}
    named |= {name: coded_labels(column) for name in _LABELS if (column := sales.records.column(name)) is not None}
    columns |= {name: _of_kept(column, sales.kept) for name, column in named.items()}
    return pd.DataFrame(columns, copy=False)


def _of_kept(column: pd.Series[Any], kept: NDArray[np.bool_] | slice) -> Any:
    """A column's values in the rows that are kept; of a categorical, those that still appear."""
    values = column.array[kept]
    some_left_out = isinstance(values, pd.Categorical) and not isinstance(kept, slice)
    return values.remove_unused_categories() if some_left_out else values


def _or_zero(records: Records, name: str, found: Amounts) -> Amounts:
    """Amounts beside the main one: a cell that cannot be read counts as nothing given, and is told."""
    wrong = int(((found.reason > MISSING) & records.open).sum())
    if wrong and name in ("cost", "discount"):
        records.warn("optional_not_number", column=records.mapped.header(name), count=wrong)
    return found


def shortened(whole: pd.DataFrame, scale: int) -> tuple[pd.DataFrame, int]:
    """Fewer decimal places, as long as nothing is lost."""
    while scale and not (whole % 10).to_numpy().any():
        whole, scale = whole // 10, scale - 1
    return whole, scale


def _quantity(records: Records) -> NDArray[np.int64] | None:
    found = records.amounts("quantity", comma=False)
    if found is None:
        return None
    if found.decimals:
        records.warn(
            "optional_not_number",
            column=records.mapped.header("quantity"),
            count=int((found.whole % 10**found.decimals != 0).sum()),
        )
        return None
    return found.whole


def _warn_of_signs(records: Records, amount: pd.Series[Any], refund: pd.Series[Any] | None) -> None:
    exceeding = 0 if refund is None else int(((refund > amount) & (amount >= 0)).sum())
    if exceeding:
        records.warn("refund_exceeds_amount", count=exceeding, column=records.mapped.header("refund"))
    if len(amount) and bool((amount < 0).all()):
        records.warn("all_amounts_negative", column=records.mapped.header("amount"))
