"""Figures of the software company, measured in its CSV files."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from .figures import Figure, percent, share, yen

FOLDER = Path(__file__).parents[1]
YEAR_ENDS = ("2023-09-30", "2024-09-30", "2025-09-30", "2026-09-30")
SIZES = {"大": "large", "中": "medium", "小": "small"}
PRICE_RISE, YEAR_BEFORE = "2026-04-01", "2025-04-01"


def b2b_figures() -> list[Figure]:
    """Every figure of the software company."""
    contracts = pd.read_csv(FOLDER / "b2b_contracts.csv")
    accounts = pd.read_csv(FOLDER / "b2b_accounts.csv", index_col="取引先コード")
    mrr = {day: mrr_on(day, contracts).reindex(accounts.index, fill_value=0.0) for day in YEAR_ENDS}
    return [
        Figure(
            "—", "accounts / contract rows", "取引先数 / 契約行数", f"{len(accounts):,} / {len(contracts):,}", "data"
        ),
        *_retention(mrr),
        *_price_rise(contracts),
        *_small(mrr, accounts),
        *_fairs(mrr, accounts),
    ]


def mrr_on(day: str, contracts: pd.DataFrame) -> pd.Series:
    """Monthly recurring revenue per account on a day: start <= day < end, annual amounts divided by 12."""
    active = (contracts["契約開始日"] <= day) & (contracts["解約日"].isna() | (contracts["解約日"] > day))
    monthly = contracts["契約金額"] / np.where(contracts["請求間隔"] == "年", 12, 1)
    return monthly[active].groupby(contracts["取引先コード"]).sum()


def _retention(mrr: dict[str, pd.Series]) -> list[Figure]:
    """MRR, NRR and GRR of each year."""
    rows = []
    for start, end in pairwise(YEAR_ENDS):
        opening, closing = mrr[start], mrr[end]
        rows += [
            Figure("—", f"MRR on {end}, yen", f"MRR {end}（円）", yen(closing.sum()), "nrr"),
            Figure("—", f"NRR, {start} → {end}", f"NRR {start}→{end}", percent(_nrr(opening, closing)), "nrr"),
            Figure("—", f"GRR, {start} → {end}", f"GRR {start}→{end}", percent(_grr(opening, closing)), "nrr"),
        ]
    return rows


def _price_rise(contracts: pd.DataFrame) -> list[Figure]:
    """Story B1: what became of annual contracts that reached an anniversary from April to September."""
    rows = []
    for year, first, last in (("2025", YEAR_BEFORE, "2025-09-30"), ("2026", PRICE_RISE, "2026-09-30")):
        before, after = _renewals(contracts, first, last)
        stayed = after > 0
        higher = (after > before)[stayed].to_numpy()
        grown = (after - before)[stayed & (after > before)].sum() / 12
        rows += [
            Figure(
                "B1",
                f"annual renewals {year}-04 … 09: pay more",
                f"年契約の更新 {year}年4〜9月：増額",
                share(higher),
                "nrr",
            ),
            Figure("B1", "the same: MRR added by those, yen", "同上：増額分のMRR（円）", yen(grown), "nrr"),
            Figure("B1", "the same: left at that anniversary", "同上：更新せず解約", share(~stayed.to_numpy()), "nrr"),
        ]
    raised = (after * 100 == before * 108)[stayed]
    return [
        *rows,
        Figure(
            "B1",
            "of the 2026 renewals, exactly 8 % more",
            "2026年の更新のうち、ちょうど8%増",
            f"{raised.sum():,}",
            "nrr",
        ),
    ]


def _renewals(contracts: pd.DataFrame, first: str, last: str) -> tuple[pd.Series, pd.Series]:
    """Annual amount per contract before and after its anniversary in a period; 0 after if it left."""
    annual = contracts[contracts["請求間隔"] == "年"]
    start = pd.to_datetime(annual["契約開始日"])
    anniversary = pd.to_datetime({"year": int(first[:4]), "month": start.dt.month, "day": start.dt.day})
    day = anniversary.dt.strftime("%Y-%m-%d")
    due = (
        day.between(first, last) & (annual["契約開始日"] < day) & (annual["解約日"].isna() | (annual["解約日"] >= day))
    )
    before = annual[due].assign(day=day[due])
    next_amount = annual.set_index(["取引先コード", "契約開始日"])["契約金額"]
    following = next_amount.reindex(pd.MultiIndex.from_frame(before[["取引先コード", "day"]])).fillna(0).to_numpy()
    ends = before["解約日"] == before["day"]
    return before["契約金額"], before["契約金額"].where(~ends, following)


def _small(mrr: dict[str, pd.Series], accounts: pd.DataFrame) -> list[Figure]:
    """Story B2."""
    rows = []
    for size, english in SIZES.items():
        of = accounts["規模"] == size
        opening, closing = mrr["2025-09-30"][of], mrr["2026-09-30"][of]
        rows += [
            Figure(
                "B2",
                f"{english}: accounts kept a year later, three years",
                f"規模{size}：1年後の継続社数率（3年分）",
                share(_kept(mrr, of)),
                "nrr",
            ),
            Figure(
                "B2",
                f"{english}: GRR, 2025-09-30 → 2026-09-30",
                f"規模{size}：GRR 2025-09-30→2026-09-30",
                percent(_grr(opening, closing)),
                "nrr",
            ),
        ]
    return rows


def _fairs(mrr: dict[str, pd.Series], accounts: pd.DataFrame) -> list[Figure]:
    """Story B3."""
    fair = accounts["獲得チャネル"] == "展示会"
    return [
        Figure(
            "B3",
            "trade fairs: accounts kept a year later, three years",
            "展示会：1年後の継続社数率（3年分）",
            share(_kept(mrr, fair)),
            "nrr",
        ),
        Figure(
            "B3",
            "other channels: accounts kept a year later",
            "その他のチャネル：同上",
            share(_kept(mrr, ~fair)),
            "nrr",
        ),
    ]


def _kept(mrr: dict[str, pd.Series], of: pd.Series) -> np.ndarray:
    """Per account and year of these accounts: still paying a year later?"""
    pairs = pairwise(YEAR_ENDS)
    return np.concatenate([(mrr[end] > 0)[of & (mrr[start] > 0)].to_numpy() for start, end in pairs])


def _nrr(opening: pd.Series, closing: pd.Series) -> float:
    """Net revenue retention of the accounts that paid at the start."""
    return closing[opening > 0].sum() / opening.sum()


def _grr(opening: pd.Series, closing: pd.Series) -> float:
    """Gross revenue retention: per account, at most what it paid at the start."""
    return np.minimum(opening, closing).sum() / opening.sum()
