"""Churn early warning (解約予兆検知): who is likely to leave next, why, and whom it pays to contact."""

from ltv.models.early_warning.empc import empc
from ltv.models.early_warning.evaluation import Evaluation
from ltv.models.early_warning.metrics import (
    EXPECTED_SAVING,
    LEAVE_BASE_RATE,
    LEAVE_RISK,
    WARNING_AUC,
    WARNING_BRIER_SKILL,
    WARNING_LIFT,
    WARNING_PRECISION,
    WARNING_SLOPE,
)
from ltv.models.early_warning.model import Status
from ltv.models.early_warning.saving import ProfitCurve, expected_saving, profit_curve, uplift_saving
from ltv.models.early_warning.warning import EarlyWarning, early_warning

__all__ = [
    "EXPECTED_SAVING",
    "LEAVE_BASE_RATE",
    "LEAVE_RISK",
    "WARNING_AUC",
    "WARNING_BRIER_SKILL",
    "WARNING_LIFT",
    "WARNING_PRECISION",
    "WARNING_SLOPE",
    "EarlyWarning",
    "Evaluation",
    "ProfitCurve",
    "Status",
    "early_warning",
    "empc",
    "expected_saving",
    "profit_curve",
    "uplift_saving",
]
