"""A CRM's own record of sales: deals won, or its copy of the orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ltv.intake.column import Column
from ltv.intake.mapping import Mapped
from ltv.intake.orders import sales_of
from ltv.intake.records import Checked, Records
from ltv.intake.result import Choice, Options, Question, UndecidedError
from ltv.intake.table import Table
from ltv.intake.texts import clean, matches, word

_KEPT = ("customer_id", "day", "amount", "order")
_WON = frozenset(
    {"受注", "受注済", "受注済み", "受注確定", "成約", "成約済", "成約済み"}
    | {"契約済", "契約済み", "契約締結", "クローズ(受注)"}
    | {"closedwon", "won", "closed-won", "dealwon", "win"}
)


def check_crm(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Check a CRM's record as orders are; of deals only those that were won are sales.

    Returns
    -------
    Checked
        `table` has `customer_id`, `day`, `amount` and, where the file has it, `order`.
    """
    records = Records.of(table, mapped, options)
    stage = records.column("stage")
    if stage is not None and mapped.preset is None:
        won = _won(records, stage)
        records.verdicts.exclude(~matches(stage, lambda text: word(text) in won), "not_revenue", "stage")
    checked = sales_of(records)
    return replace(checked, table=checked.table[[name for name in _KEPT if name in checked.table]])


def _won(records: Records, stage: Column) -> frozenset[str]:
    """Stages that mean a sale; asked where none of the usual ones appears."""
    if chosen := records.options.answers.get("deal_won"):
        return frozenset({word(chosen)})
    stages = list(dict.fromkeys(clean(stage.texts[code]) for code in np.unique(stage.codes)))
    if any(word(text) in _WON for text in stages):
        return _WON
    choices = tuple(Choice(text) for text in stages if text)[:30]
    if not choices:
        return frozenset({""})
    raise UndecidedError(Question("deal_won", "deal_won", choices, {"column": records.mapped.header("stage")}))
