"""Readings become one data set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ltv.contracts import contract_months
from ltv.dataset import Dataset
from ltv.errors import InvalidTableError
from ltv.fingerprints import fingerprint_of
from ltv.intake.fit import MONEY, fits
from ltv.intake.messages import text
from ltv.intake.result import Message, Reading
from ltv.intake.together import money_at, together
from ltv.ledger import CUSTOMER_ID, Ledger, run_starts
from ltv.months import date_of, day_number
from ltv.quality.counting import facts_of
from ltv.reconcile.parties import PARTIES

_FIRST_TOUCH = ("channel", "plan", "product", "region")
_BESIDE = ("deliveries", "tickets", "surveys")


class UnfitFilesError(InvalidTableError):
    """Files that were read but do not make one data set; `messages` say why, in either language."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = tuple(messages)
        super().__init__("files", [text(message, "en") for message in messages])


def assemble(
    readings: Sequence[Reading],
    *,
    as_of: dt.date | None = None,
    closing_day: int | None = None,
    known_from: int | None = None,
    source: str = "",
) -> Dataset:
    """Join accepted readings into one data set.

    Parameters
    ----------
    readings : sequence of Reading
        Orders or contracts (one or more files of one of the two), and any other kinds beside them. Match keys of
        customers are kept only where a CRM record is among them.
    as_of : date, optional
        Last day the data know about. By default the last order; for contracts the last start or end that is not in
        the future of the day the files were read.
    closing_day : int, optional
        Last day of a month, 1 to 28; None for calendar months.
    known_from : int, optional
        First month that a file of contracts tells everything about.

    Returns
    -------
    Dataset
        Where customers have no `channel`, `plan`, `product` or `region` of their own, those of their first order.

    Raises
    ------
    UnfitFilesError
        When the readings cannot make one data set; the message lists every reason, as `fits` does.
    InvalidTableError
        When their rows cannot make a ledger, such as totals past what 64 bits hold.
    """
    problems = fits(readings)
    if problems:
        raise UnfitFilesError(problems)
    by_kind = {kind: [r for r in readings if r.kind == kind] for kind in {str(r.kind) for r in readings}}
    fingerprint = fingerprint_of(*(r.digest for r in readings), as_of, closing_day, known_from)
    if "orders" in by_kind:
        dataset = _orders(by_kind, as_of, closing_day, fingerprint)
    else:
        dataset = _contracts(by_kind, as_of, closing_day, known_from, fingerprint)
    beside: dict[str, Any] = {kind: together(by_kind[kind]) for kind in _BESIDE if kind in by_kind}
    spend = money_at(by_kind["spend"], dataset.months.decimals, ("amount",)) if "spend" in by_kind else None
    beside |= _crm(by_kind, dataset.months.decimals)
    return replace(dataset, spend=spend, source=source, facts=facts_of(readings, dataset), **beside)


def _crm(by_kind: dict[str, list[Reading]], decimals: int) -> dict[str, Any]:
    """The CRM's record and, beside one only, what tells which of its customers are whom."""
    if "crm" not in by_kind:
        return {}
    sold = money_at(by_kind["crm"], decimals, ("amount",))[[CUSTOMER_ID, "day", "amount"]]
    return {"crm": sold, "parties": _parties(by_kind)}


def _parties(by_kind: dict[str, list[Reading]]) -> pd.DataFrame:
    tables = [
        reading.parties.assign(source="crm" if kind == "crm" else "core")
        for kind in sorted(by_kind)
        for reading in by_kind[kind]
        if reading.parties is not None
    ]
    if not tables:
        return pd.DataFrame(columns=list(PARTIES), dtype=object)
    found = pd.concat(tables, ignore_index=True).reindex(columns=list(PARTIES))
    return found.drop_duplicates().sort_values(list(PARTIES), ignore_index=True)


def _orders(
    by_kind: dict[str, list[Reading]], as_of: dt.date | None, closing_day: int | None, fingerprint: str
) -> Dataset:
    readings = by_kind["orders"]
    decimals = max(reading.decimals for reading in readings)
    orders = money_at(readings, decimals, MONEY)
    dated = orders.assign(date=orders["day"].to_numpy().astype("datetime64[D]").astype("datetime64[s]")).drop(
        columns="day"
    )
    ledger = Ledger.from_orders(
        dated,
        customers=_given_customers(by_kind, decimals),
        as_of=as_of,
        currency=readings[0].currency,
        scaled=decimals,
        timezone=readings[0].timezone,
        closing_day=closing_day,
        fingerprint=fingerprint,
    )
    ledger = replace(ledger, customers=_with_first_touch(ledger))
    return Dataset("orders", ledger.months(), fingerprint, ledger=ledger)


def _contracts(
    by_kind: dict[str, list[Reading]],
    as_of: dt.date | None,
    closing_day: int | None,
    known_from: int | None,
    fingerprint: str,
) -> Dataset:
    readings = by_kind["contracts"]
    decimals = max(reading.decimals for reading in readings)
    contracts = money_at(readings, decimals, ("amount",))
    touch = contracts.sort_values("start", kind="stable").drop_duplicates(CUSTOMER_ID)
    months = contract_months(
        contracts,
        customers=_customers(by_kind, decimals, touch[[c for c in (CUSTOMER_ID, "plan") if c in touch]]),
        as_of=as_of or _last_known(contracts, readings),
        known_from=known_from,
        closing_day=closing_day,
        currency=readings[0].currency,
        decimals=decimals,
        fingerprint=fingerprint,
    )
    return Dataset("contracts", months, fingerprint, contracts=contracts)


def _last_known(contracts: pd.DataFrame, readings: Sequence[Reading]) -> dt.date:
    """The last start or end that is not in the future."""
    todays = [day_number(reading.today) for reading in readings if reading.today is not None]
    days = np.concatenate(
        [contracts["start"].to_numpy(dtype=np.int64), contracts["end"].dropna().to_numpy(dtype=np.int64)]
    )
    past = days[days <= min(todays)] if todays else contracts["start"].to_numpy(dtype=np.int64)
    return date_of(int(past.max(initial=int(days.min()))))


def _with_first_touch(ledger: Ledger) -> pd.DataFrame:
    """Customers with channel, plan, product and region of their first order, where they have none of their own."""
    customers, starts = ledger.customers, np.flatnonzero(run_starts(ledger.customer))
    known = ledger.values  # noqa: PD011 our own
    for name in [name for name in _FIRST_TOUCH if name in known and name not in customers]:
        codes = np.full(len(customers), -1, dtype=np.int64)
        codes[ledger.customer[starts]] = ledger.columns[name][starts]
        customers = customers.assign(**{name: known[name].astype("str").array.take(codes, allow_fill=True)})
    return customers


def _given_customers(by_kind: dict[str, list[Reading]], decimals: int) -> pd.DataFrame | None:
    return money_at(by_kind["customers"], decimals, ("crm_total",)) if "customers" in by_kind else None


def _customers(by_kind: dict[str, list[Reading]], decimals: int, touch: pd.DataFrame) -> pd.DataFrame:
    """Attributes of customers, completed by what their first contract says."""
    given = _given_customers(by_kind, decimals)
    if given is None:
        return touch.reset_index(drop=True)
    lacking = touch[[name for name in touch if name == CUSTOMER_ID or name not in given]]
    return given.merge(lacking, on=CUSTOMER_ID, how="outer", validate="1:1") if len(lacking.columns) > 1 else given
