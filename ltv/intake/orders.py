"""Orders and payments: one row per order or order line."""

from __future__ import annotations

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
from ltv.intake.result import Options
from ltv.intake.revenue import leave_out, revenue
from ltv.intake.table import Table

_LABELS = ("order", "product", "channel", "plan")


def check_orders(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Check orders: every record is accepted, rejected or left out with a reason.

    Returns
    -------
    Checked
        `table` has `customer_id`, `day`, `amount` and, where the file has them, `cost`, `discount`, `quantity`,
        `order`, `product`, `channel`, `plan`.
    """
    records = Records.of(table, mapped, options)
    rule = records.date_rule("day")
    day, day_reason = records.days("day", rule) or _no_days(records.size)
    records.exclude_totals(day_reason != 0)
    amount, refund = revenue(records)
    leave_out(records, has_refunds=refund is not None)
    customer = records.customers()
    records.verdicts.reject_each(day_reason, dates.REASONS, "day")
    amount_rule = known_rule(records)
    order = order_codes(records, customer)
    reason = forgiven(amount.reason, order, amount_rule)
    records.verdicts.reject_each(reason, REASONS, "amount")
    if refund is not None:
        records.verdicts.reject_each(np.where(refund.reason == MISSING, 0, refund.reason), REASONS, "refund")
    currency = chosen_currency(records, amount)
    amount_rule = settled_rule(records, amount_rule, order, amount)
    merged = further_lines(records, order, amount, amount_rule)
    return _built(records, customer, day, amount, refund, merged, currency, amount_rule, rule.order)


def _no_days(size: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    return np.zeros(size, dtype=np.int32), np.full(size, dates.MISSING, dtype=np.int8)


def _built(
    records: Records,
    customer: pd.Series[Any],
    day: NDArray[np.int32],
    amount: Amounts,
    refund: Amounts | None,
    merged: NDArray[np.bool_],
    currency: str,
    amount_rule: str,
    date_format: str,
) -> Checked:
    money = {"amount": amount, "refund": refund} | {
        name: records.amounts(name, comma=records.comma("amount")) for name in ("cost", "discount")
    }
    known = {name: _or_zero(records, name, found) for name, found in money.items() if found is not None}
    scale = max(found.decimals for found in known.values())
    whole = pd.DataFrame({name: found.at(scale) for name, found in known.items()})
    kept = records.open & ~merged
    whole, scale = shortened(whole[kept].reset_index(drop=True), scale)
    returned = whole.pop("refund").abs() if "refund" in whole else pd.Series(0, index=whole.index)
    before = whole["amount"]
    whole["amount"] = before - returned
    _warn_of_signs(records, before, returned)
    table = pd.DataFrame({"customer_id": customer[kept].to_numpy(), "day": day[kept]})
    table = pd.concat([table, whole], axis=1)
    quantity = _quantity(records)
    if quantity is not None:
        table["quantity"] = quantity[kept]
    for name, column in records.labels(_LABELS).items():
        table[name] = column[kept].array
    return Checked(
        table.astype({"customer_id": "str"}),
        records.verdicts,
        decimals=scale,
        currency=currency,
        merged=int(merged.sum()),
        gross=int(before.clip(lower=0).sum()),
        refunds=int(returned.sum() - before.clip(upper=0).sum()),
        amount_rule=amount_rule,
        date_format=date_format,
        warnings=(*records.mapped.warnings, *records.warnings),
    )


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


def _warn_of_signs(records: Records, amount: pd.Series[Any], refund: pd.Series[Any]) -> None:
    exceeding = int(((refund > amount) & (amount >= 0)).sum())
    if exceeding:
        records.warn("refund_exceeds_amount", count=exceeding, column=records.mapped.header("refund"))
    if len(amount) and bool((amount < 0).all()):
        records.warn("all_amounts_negative", column=records.mapped.header("amount"))
