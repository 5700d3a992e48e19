"""Which columns each figure is computed from.

`revenue.` stands for the file of orders or contracts; a column after "?" is used where the data have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ltv.dataset import Kind
from ltv.quality.score import CRM_AMOUNT, Evidence

_REVENUE: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    "orders": {"customer": ("customer_id",), "day": ("day",), "amount": ("amount",), "cost": ("cost",)},
    "contracts": {"customer": ("customer_id",), "day": ("start", "end"), "amount": ("amount",), "cost": ()},
}
"""What `revenue.` columns are called in each kind of file. Margins of contracts are assumed, not read."""

_PEOPLE = ("revenue.customer", "revenue.day")
_SALES = (*_PEOPLE, "revenue.amount")
_MARGIN = (*_SALES, "revenue.cost")
_ASSUMED_MARGIN = (*_SALES, "?revenue.cost")
_SPEND = ("spend.month", "spend.amount", "?spend.channel")
_DELIVERIES = ("deliveries.customer_id", "deliveries.promised", "deliveries.delivered")
_TICKETS = ("tickets.customer_id", "tickets.day")
_CHANNEL = "customers.channel"
_TYPED: tuple[str, ...] = ()
"""Figures made from what people type, not from files."""

_NEEDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        _SALES,
        """nrr nrr.yoy_cohort nrr.yoy_strict nrr.transactional nrr.period_moves nrr.period_moves_react nrr.chained_12m
        nrr.chained_12m_react grr churn_rate contraction_rate expansion_rate
        movement.new movement.reactivation movement.expansion movement.contraction movement.churn
        revenue.closing revenue.kept revenue.new revenue.returning revenue.refunds
        cohort.revenue cohort.cumulative reactivation_rate lost_relative_size
        rfm top_share gini hhi ltv.observed.sales ltv.formula.arpa_churn ltv.formula.revenue_retention renewal_error
        scenario.nrr12 scenario.grr12 scenario.mrr12 scenario.hhi scenario.chance portfolio.nrr_added""",
    ),
    (
        _PEOPLE,
        """logo_retention cohort.customers repeat new_customers retention_90 activation lost_customer_share
        month_1_retention cpm leave_risk leave_base_rate warning_auc warning_average_precision warning_brier_skill
        warning_calibration_slope warning_top_decile_lift scenario.retention12""",
    ),
    (_MARGIN, "gross_margin ltv.observed.gross_profit margin_ltv_24m"),
    (
        _ASSUMED_MARGIN,
        """modelled_share ltv.realised ltv.formula.margin_churn ltv.formula.discounted ltv.formula.orders
        ltv.formula.within_horizon whale_peak contribution expected_saving value_threshold
        expected_gain expected_cost saved_cost loss_avoided forgone_gain shadow_price treated_gain
        scenario.margin12 scenario.cash12 scenario.ltv_new scenario.break_even scenario.months_survived
        portfolio.impact portfolio.value portfolio.inclusion portfolio.p_best portfolio.regret
        portfolio.disappointment portfolio.policy_price portfolio.capacity_price portfolio.evppi portfolio.evsi
        portfolio.break_point portfolio.cost_of_delay""",
    ),
    ((*_ASSUMED_MARGIN, f"?{_CHANNEL}"), "ltv.shrunk"),
    ((*_MARGIN, "orders.product"), "whitespace lift_at_k"),
    ((*_SALES, "?customers.plan"), "plan_expansion"),
    ((*_ASSUMED_MARGIN, *_TICKETS, "tickets.reply_hours"), "ltv.formula.after_service"),
    ((*_PEOPLE, *_SPEND), "cpa cac.blended cac.full"),
    ((*_PEOPLE, *_SPEND, _CHANNEL), "cost_per_kept"),
    ((*_ASSUMED_MARGIN, *_SPEND, _CHANNEL), "payback.static payback.observed payback.orders ltv_to_cac"),
    ((*_PEOPLE, "orders.discount"), "later_discount"),
    ((*_PEOPLE, "customers.first_discount"), "discount_share"),
    (_DELIVERIES, "promise_kept"),
    ((*_PEOPLE, *_DELIVERIES), "left_after_delivery"),
    ((*_TICKETS, "tickets.reply_hours"), "first_reply_p90"),
    ((*_PEOPLE, *_TICKETS), "ticket_rate"),
    ((*_SALES, "customers.crm_total"), "explained_revenue"),
    (
        _TYPED,
        """agreement.w agreement.item agreement.ratio agreement.between agreement.coverage agreement.widening
        portfolio.rice portfolio.ice portfolio.wsjf cost_per_parcel contacts_per_customer resolution_rate
        holdout_share days_to_close""",
    ),
)

_CRM_RECORD = ("crm.customer_id", "crm.day", CRM_AMOUNT)
"""What core sales are compared with, month by month; no figure but the reconciliation is made from it."""

NEEDS: Mapping[str, tuple[str, ...]] = {name: columns for columns, names in _NEEDS for name in names.split()}
"""Id of a metric → its columns; none where people type what it is made from."""


def columns_of(metric_id: str, kind: Kind, found: Evidence) -> tuple[str, ...]:
    """Columns that a figure is computed from in such data, those included that the data lack."""
    needed = [column for column in NEEDS[metric_id] if not column.startswith("?")]
    wished = [column[1:] for column in NEEDS[metric_id] if column.startswith("?")]
    present = [column for column in _named(wished, kind) if found.has(column)]
    return tuple(dict.fromkeys([*_named(needed, kind), *present]))


def _named(columns: Iterable[str], kind: Kind) -> list[str]:
    """Columns as the files have them."""
    named: list[str] = []
    for column in columns:
        file, _, name = column.partition(".")
        named += [f"{kind}.{own}" for own in _REVENUE[kind][name]] if file == "revenue" else [column]
    return named


def lacking(columns: Iterable[str], found: Evidence) -> tuple[str, ...]:
    """Columns that the data do not have."""
    return tuple(column for column in columns if not found.has(column))


def own_metrics(kind: Kind, found: Evidence) -> tuple[str, ...]:
    """Figures that such data hold every column of."""
    ids = (name for name, columns in NEEDS.items() if columns)
    return tuple(name for name in ids if not lacking(columns_of(name, kind, found), found))


def own_columns(kind: Kind, found: Evidence) -> tuple[str, ...]:
    """All columns that the data set's own figures are computed from, and those of a CRM's record beside them."""
    columns = (column for name in own_metrics(kind, found) for column in columns_of(name, kind, found))
    return tuple(dict.fromkeys((*columns, *(column for column in _CRM_RECORD if found.has(column)))))
