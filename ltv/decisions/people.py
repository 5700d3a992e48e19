"""The customers a plan is made for, one entry each, checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.checks import first_problem, require
from ltv.decisions.consent import consents
from ltv.errors import InvalidTableError


@dataclass(frozen=True, eq=False)
class People:
    """Customers by ascending code, one entry each.

    Attributes
    ----------
    customer : int64; code
    id : text that identifies the customer outside, such as the member number; the code where none is given
    value : money; residual margin LTV, NaN where unknown
    risk : share; probability of leaving, NaN where unknown
    consent : `Consent` of each
    stage : text or missing
    days_since_contact : days; infinite where never contacted
    contacts : number of contacts in the last 30 days
    in_dispute, churn_notified : bool
    is_due : bool; whether the time has come to keep the customer, as no renewal of theirs is further away than that
    """

    customer: NDArray[np.int64]
    id: NDArray[Any]
    value: NDArray[np.float64]
    risk: NDArray[np.float64]
    consent: NDArray[np.int8]
    stage: NDArray[Any]
    days_since_contact: NDArray[np.float64]
    contacts: NDArray[np.int64]
    in_dispute: NDArray[np.bool_]
    churn_notified: NDArray[np.bool_]
    is_due: NDArray[np.bool_]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> People:
        """Read a table with one row per customer.

        Parameters
        ----------
        frame : DataFrame
            `customer` (code), `value` (money), `risk` (share). Optional: `customer_id`, `consent` (words or bool),
            `stage`, `days_since_contact` (missing: never), `contacts_30d`, `in_dispute`, `churn_notified`, `is_due`
            (missing: true).

        Raises
        ------
        InvalidTableError
            When a column is missing, a customer occurs twice, a risk is not from 0 to 1 or a value is infinite.
        """
        require(frame, ("customer", "value", "risk"), "people")
        problems = list(_problems(frame))
        if problems:
            raise InvalidTableError("people", problems)
        table = frame.sort_values("customer", ignore_index=True)
        size = len(table)
        customer = table["customer"].to_numpy(dtype=np.int64)
        ids = table["customer_id"] if "customer_id" in table else table["customer"]
        return cls(
            customer=customer,
            id=ids.astype(str).to_numpy(dtype=object),
            value=_floats(table["value"]),
            risk=_floats(table["risk"]),
            consent=consents(table.get("consent"), size),
            stage=table["stage"].astype(object).to_numpy() if "stage" in table else np.full(size, None, dtype=object),
            days_since_contact=_optional(table, "days_since_contact", np.inf),
            contacts=_optional(table, "contacts_30d", 0.0).astype(np.int64),
            in_dispute=_optional(table, "in_dispute", 0.0) != 0,
            churn_notified=_optional(table, "churn_notified", 0.0) != 0,
            is_due=_optional(table, "is_due", 1.0) != 0,
        )

    @property
    def size(self) -> int:
        """Number of customers."""
        return len(self.customer)


def _problems(frame: pd.DataFrame) -> Iterator[str]:
    """What is wrong with a table, a line each; values are left out, as they may be personal."""
    code = _floats(frame["customer"])
    risk, value = _floats(frame["risk"]), _floats(frame["value"])
    with np.errstate(invalid="ignore"):
        checks = (
            ("customer", ~(code % 1 == 0), "not a code, a whole number"),
            ("customer", frame["customer"].duplicated().to_numpy(dtype=bool), "given more than once"),
            ("risk", (risk < 0) | (risk > 1), "not a share from 0 to 1"),
            ("value", np.isinf(value), "infinite"),
        )
    for column, bad, what in checks:
        if problem := first_problem(bad, column, what):
            yield problem


def _floats(column: pd.Series[Any]) -> NDArray[np.float64]:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _optional(table: pd.DataFrame, name: str, missing: float) -> NDArray[np.float64]:
    if name not in table:
        return np.full(len(table), missing)
    return np.nan_to_num(_floats(table[name].astype("Float64")), nan=missing, posinf=np.inf)
