"""Small data sets with a CRM beside them, as one would write them on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from ltv.dataset import Dataset
from ltv.ledger import Ledger
from ltv.months import day_number
from ltv.reconcile.decisions import Decision, Side, Verdict
from ltv.reconcile.parties import PARTIES, Parties, parties

Row = tuple[str, str, int]
"""Customer id, ISO date, amount."""


def book(core: Sequence[Row], crm: Sequence[Row], known: Sequence[Mapping[str, Any]] = (), **about: Any) -> Dataset:
    """Orders of the core system, sales of the CRM, and what is known of their customers."""
    orders = pd.DataFrame(core, columns=["customer_id", "date", "amount"])
    ledger = Ledger.from_orders(orders.assign(date=pd.to_datetime(orders["date"])), **about)
    dataset = Dataset("orders", ledger.months(), ledger.fingerprint, ledger=ledger)
    sold = pd.DataFrame(crm, columns=["customer_id", "day", "amount"])
    days = [day_number(dt.date.fromisoformat(day)) for day in sold["day"]]
    return replace(dataset, crm=sold.assign(day=days), parties=facts(known))


def facts(known: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """What is known of customers, as the data set keeps it."""
    return pd.DataFrame(list(known), columns=list(PARTIES), dtype=object)


def crm(customer_id: str, **keys: str) -> dict[str, str]:
    """A customer of the CRM."""
    return {"source": "crm", "customer_id": customer_id, **keys}


def core(customer_id: str, **keys: str) -> dict[str, str]:
    """A customer of the core system."""
    return {"source": "core", "customer_id": customer_id, **keys}


def people(*known: Mapping[str, Any]) -> Parties:
    """Parties without any sales."""
    return parties(facts(known), crm=pd.Index([]), core=pd.Index([]))


def said(left: str, right: str, verdict: str, moment: str = "2026-01-01") -> Decision:
    """A decision about two parties written "crm:A1"."""
    sides = [Side(*text.split(":", 1)) for text in (left, right)]
    return Decision(sides[0], sides[1], Verdict(verdict), moment)
