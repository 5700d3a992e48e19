"""What a projection starts from, counted: sums over customers, block by block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.scenario.groups import Groups
from ltv.decisions.scenario.held import held_revenue
from ltv.decisions.scenario.state import Floats
from ltv.ledger import CustomerMonths

BANDS = 24
"""Tenures told apart, the last one open."""

THERE, MRR, SQUARES = range(3)
LEFT, AT_RISK, EXPOSED, OPENING, MORE, LESS = range(6)
CHANGE, CROSS, AWAY, BACK, DORMANT, WON, FIRST, EARLY_LEFT, EARLY_SEEN = range(9)


@dataclass(eq=False)
class Counts:
    """Sums over customers.

    Attributes
    ----------
    there : 3 × rows × bands
        Customers on the last day, their revenue a month, and the sum of its squares.
    moved : 6 × groups × bands
        Who left, of those who could have, of all there; revenue of who stays, what of it expanded and contracted.
    rates : 9 × groups
        Squares of each customer's net change, revenue of who left, months away, returns, dormant, won, what those pay;
        who left without a renewal, of those there without one.
    """

    there: Floats
    moved: Floats
    rates: Floats

    @classmethod
    def none(cls, rows: int, groups: int) -> Counts:
        """Nobody."""
        return cls(np.zeros((3, rows, BANDS)), np.zeros((6, groups, BANDS)), np.zeros((9, groups)))

    def __iadd__(self, other: Counts) -> Counts:
        self.there += other.there
        self.moved += other.moved
        self.rates += other.rates
        return self


def counted(months: CustomerMonths, groups: Groups, first: int, last: int, pause: int) -> Counts:
    """Sums over all customers, from the months `first` to `last`."""
    found = Counts.none(len(groups.rows), len(groups.terms))
    for block, mine in groups.blocks(months):
        found += _counted(block, mine, first, last, pause)
    return found


def _counted(block: CustomerMonths, groups: Groups, first: int, last: int, pause: int) -> Counts:
    """Everything of one block of customers: a dense table of months for them alone."""
    paid = held_revenue(block, first, last, pause)
    there = paid > 0
    tenure = np.arange(first, last + 1)[None, :] - block.first_paid[:, None] + 1
    band = np.clip(tenure, 1, BANDS).astype(np.intp) - 1
    if block.truncated:
        band = np.where((block.first_paid == block.first)[:, None], BANDS - 1, band)
    found = Counts.none(len(groups.rows), len(groups.terms))
    known = there & (tenure >= 1)
    here = known[:, -1] if groups.gone is None else known[:, -1] & ~groups.gone
    _add_today(found.there, groups.row * BANDS + band[:, -1], paid[:, -1], here)
    seen = _Steps(groups.of[:, :-1], band[:, :-1], paid, known[:, :-1], groups.due)
    _add_steps(found, seen)
    _add_rates(found.rates, block, seen, groups, first, last)
    return found


def _add_today(into: Floats, cell: NDArray[np.intp], paid: Floats, known: NDArray[np.bool_]) -> None:
    worth = np.where(known, paid, 0.0)
    for row, weight in enumerate((known, worth, worth**2)):
        into[row] = np.bincount(cell, weight, into[row].size).reshape(into[row].shape)


@dataclass(frozen=True, eq=False)
class _Steps:
    """From each month to the next, customers × months: groups and bands, what is paid, who is there and may leave."""

    group: NDArray[np.intp]
    band: NDArray[np.intp]
    paid: Floats
    known: NDArray[np.bool_]
    due: NDArray[np.bool_]

    @property
    def now(self) -> Floats:
        return self.paid[:, :-1]

    @property
    def stays(self) -> NDArray[np.bool_]:
        return self.known & (self.paid[:, 1:] > 0)

    @property
    def leaves(self) -> NDArray[np.bool_]:
        return self.known & ~(self.paid[:, 1:] > 0)

    @property
    def change(self) -> Floats:
        return np.where(self.stays, self.paid[:, 1:] - self.now, 0.0)


def _add_steps(found: Counts, seen: _Steps) -> None:
    cell = (seen.group * BANDS + seen.band).ravel()
    shape, change, stays = found.moved[0].shape, seen.change, seen.stays
    weights = (
        seen.leaves & seen.due, seen.known & seen.due, seen.known, np.where(stays, seen.now, 0.0),
        np.maximum(change, 0.0), np.maximum(-change, 0.0),
    )  # fmt: skip
    for row, weight in enumerate(weights):
        found.moved[row] = np.bincount(cell, weight.ravel(), found.moved[row].size).reshape(shape)


def _add_rates(into: Floats, block: CustomerMonths, seen: _Steps, groups: Groups, first: int, last: int) -> None:
    month = np.arange(first, last)[None, :]
    been = month >= block.first_paid[:, None]
    then = seen.paid[:, 1:] > 0
    away = been & ~(seen.now > 0)
    won = (block.first_paid[:, None] == month + 1) & then
    by_step = {
        CROSS: np.where(seen.leaves, seen.now, 0.0), AWAY: away, BACK: away & then,
        EARLY_LEFT: seen.leaves & ~seen.due, EARLY_SEEN: seen.known & ~seen.due,
    }  # fmt: skip
    by_next = {WON: won, FIRST: np.where(won, seen.paid[:, 1:], 0.0)}
    by_customer = {
        CHANGE: seen.change.sum(axis=1) ** 2, DORMANT: (block.first_paid <= last) & ~(seen.paid[:, -1] > 0),
    }  # fmt: skip
    for of, values in ((seen.group, by_step), (groups.of[:, 1:], by_next), (groups.of[:, -1], by_customer)):
        for row, weight in values.items():
            into[row] = np.bincount(of.ravel(), np.asarray(weight, dtype=np.float64).ravel(), into.shape[1])
