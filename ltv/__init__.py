"""LTV Compass: what existing customers are worth, computed from orders or contracts."""

from ltv.contracts import contract_months
from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths, Ledger
from ltv.metrics.cohorts import cohorts
from ltv.metrics.movements import movements
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.retention import retention, retention_series

__all__ = [
    "CustomerMonths",
    "Dataset",
    "Ledger",
    "NrrRule",
    "cohorts",
    "contract_months",
    "movements",
    "retention",
    "retention_series",
]
