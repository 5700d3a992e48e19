"""The likelihood of customers' mean amounts under Gamma-Gamma, with exact gradient and Hessian."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ltv.metrics.repeat_spend import RepeatSpend
from ltv.models.newton import Floats

_BLOCK = 1 << 13


@dataclass(frozen=True, eq=False)
class SpendLikelihood:
    """Log-likelihood by (ln p, ln q, ln γ) of amounts divided by `scale`.

    Σ -ln B(px, q) - q ln(1 + z/γ) - px ln(1 + γ/z) - ln m, z = xm: equation 1a of Fader & Hardie, The Gamma-Gamma model
    of monetary value (2013), written so that nothing large is subtracted.
    """

    spend: RepeatSpend
    scale: float

    @cached_property
    def _by_x(self) -> tuple[Floats, Floats]:
        """Distinct numbers of purchases, and customers with each."""
        x = self.spend.x
        starts = np.flatnonzero(np.append(True, x[1:] != x[:-1]))[: len(x)]
        customers = np.add.reduceat(self.spend.count, starts) if len(starts) else self.spend.count
        return x[starts].astype(np.float64), customers.astype(np.float64)

    def _parts(self) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Part by part, of each row: its total, customers, and their purchases."""
        for part in self.spend.parts(_BLOCK):
            count = part.count.astype(np.float64)
            yield part.total / self.scale, count, count * part.x

    @cached_property
    def _log_means(self) -> float:
        return sum(float(count @ np.log(total * (count / bought))) for total, count, bought in self._parts())

    def _sums(self, gamma: float) -> NDArray[np.float64]:
        """Over customers, and over their purchases: Σ ln(1 + z/γ), ln(1 + γ/z), z/(γ+z), zγ/(γ+z)²."""
        sums = np.zeros((4, 2))
        for total, *weights in self._parts():
            share = total / (total + gamma)
            terms = (np.log1p(total / gamma), np.log1p(gamma / total), share, share * (1 - share))
            sums += [[float(weight @ term) for weight in weights] for term in terms]
        return sums

    def __call__(self, at: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient and Hessian."""
        p, q, gamma = np.exp(at).tolist()
        (above, _), (_, below), (share, share_x), (spread, spread_x) = self._sums(gamma).tolist()
        x, n = self._by_x
        px, nx = p * x, n * x
        rest_x = float(nx.sum()) - share_x
        value = -float(n @ special.betaln(px, q)) - q * above - p * below - self._log_means

        both, both2 = special.digamma(px + q), special.polygamma(1, px + q)
        by_p = p * (float(nx @ (both - special.digamma(px))) - below)
        by_q = q * (float(n @ (both - special.digamma(q))) - above)
        pp = by_p + p * p * float((nx * x) @ (both2 - special.polygamma(1, px)))
        qq = by_q + q * q * float(n @ (both2 - special.polygamma(1, q)))
        pq, p_gamma, q_gamma = p * q * float(nx @ both2), -p * rest_x, q * share
        gamma_gamma = -q * spread - p * spread_x
        hessian = np.array([[pp, pq, p_gamma], [pq, qq, q_gamma], [p_gamma, q_gamma, gamma_gamma]])
        return value, np.array([by_p, by_q, q * share - p * rest_x]), hessian

    def in_own_money(self, loglik: float) -> float:
        """A log-likelihood of scaled amounts, told of the amounts themselves."""
        return loglik - self.spend.customers * math.log(self.scale)
