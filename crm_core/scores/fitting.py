"""Fitting BG/NBD and Gamma-Gamma by maximum likelihood; for workers and commands, never for a page.

numpy and scipy are loaded when a fit begins: the web process has no use for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, TypeAlias

from crm_core.scores.bg_nbd import BgNbd
from crm_core.scores.gamma_gamma import GammaGamma

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

DAYS_A_WEEK = 7
# Logarithms of parameters stay within these: e^-12 to e^12.
BOUND = 12.0


class CannotFitError(ValueError):
    """What is known of the customers determines no parameters: nobody came back, or everybody at once."""


@dataclass(frozen=True, kw_only=True)
class Purchases:
    """What a fit asks of one customer: days with an order after the first, and days from the first order on.

    `recency` is the day of the last order, `age` that of the look; `mean` the mean value of the
    repeated orders, 0 where there is none.
    """

    x: int
    recency: int
    age: int
    mean: float = 0.0


@dataclass(frozen=True, kw_only=True)
class BgNbdFit:
    """The parameters and the logarithm of the likelihood that they reach."""

    model: BgNbd
    log_likelihood: float


def fit_bg_nbd(customers: Sequence[Purchases]) -> BgNbdFit:
    """Find r, alpha, a, b by the likelihood of equation 6 of Fader, Hardie, Lee (2005), in weeks.

    Equal customers are counted instead of repeated. Raises CannotFitError without anybody who ordered
    again, or when no starting point leads to a maximum.
    """
    import numpy as np  # noqa: PLC0415 - not in the web process
    from scipy.special import betaln, gammaln  # noqa: PLC0415

    rows = np.array([(one.x, one.recency, one.age) for one in customers], dtype=float).reshape(-1, 3)
    if not (rows[:, 0] > 0).any():
        raise CannotFitError("Nobody has ordered again.")
    (x, recency, age), counts = _distinct(rows)
    recency, age = recency / DAYS_A_WEEK, age / DAYS_A_WEEK
    again = x > 0

    def loss(point: Array) -> float:
        r, alpha, a, b = np.exp(point)
        # Equation 6: A1 A2 (A3 + [x > 0] A4), by logarithms.
        beside = np.full(len(x), -np.inf)
        beside[again] = np.log(a) - np.log(b + x[again] - 1) - (r + x[again]) * np.log(alpha + recency[again])
        alive = -(r + x) * np.log(alpha + age)
        each = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        each = each + betaln(a, b + x) - betaln(a, b) + np.logaddexp(alive, beside)
        return -float(np.dot(counts, each))

    starts = [(0.0, 0.0, 0.0, 0.0), (-1.0, 1.5, 0.0, 1.0), (0.0, 3.0, -1.0, 1.0)]
    point, least = _least(loss, starts)
    r, alpha, a, b = (float(value) for value in np.exp(point))
    return BgNbdFit(model=BgNbd(r=r, alpha=alpha, a=a, b=b), log_likelihood=-least)


def fit_gamma_gamma(customers: Sequence[Purchases]) -> GammaGamma:
    """Find p, q, gamma by the likelihood of equation 1a of Fader, Hardie (2013), from who ordered again.

    The means are taken in units of their own average, so that the currency does not decide whether the
    search succeeds. Raises CannotFitError with fewer than three such customers.
    """
    import numpy as np  # noqa: PLC0415 - not in the web process
    from scipy.special import gammaln  # noqa: PLC0415

    rows = np.array([(one.x, one.mean) for one in customers if one.x > 0 and one.mean > 0], dtype=float)
    if len(rows) < 3:  # noqa: PLR2004 - three parameters
        raise CannotFitError("Fewer than three customers have ordered again.")
    scale = float(rows[:, 1].mean())
    (x, mean), counts = _distinct(rows)
    mean = mean / scale

    def loss(point: Array) -> float:
        p, q, gamma = np.exp(point)
        each = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
        each = each + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(gamma + x * mean)
        return -float(np.dot(counts, each))

    point, _least_loss = _least(loss, [(0.0, 1.0, 0.0), (1.0, 1.0, 1.0), (2.0, 1.5, 0.0)])
    p, q, gamma = (float(value) for value in np.exp(point))
    return GammaGamma(p=p, q=q, gamma=gamma * scale)


def _distinct(rows: Array) -> tuple[Array, Array]:
    """Return the columns of the distinct rows, and how often each row is there."""
    import numpy as np  # noqa: PLC0415 - not in the web process

    unique, counts = np.unique(rows, axis=0, return_counts=True)
    return unique.T, counts.astype(float)


def _least(loss: Callable[[Array], float], starts: Sequence[tuple[float, ...]]) -> tuple[Array, float]:
    """Search from every starting point (logarithms of parameters) and return the best end with its loss."""
    from scipy.optimize import minimize  # noqa: PLC0415 - not in the web process

    best: tuple[Array, float] | None = None
    for start in starts:
        options = {"maxiter": 2000, "ftol": 1e-12, "gtol": 1e-7}
        found = minimize(
            loss, start, method="L-BFGS-B", bounds=[(-BOUND, BOUND)] * len(start), options=options
        )
        loss_found = float(found.fun)
        if not isnan(loss_found) and (best is None or loss_found < best[1]):
            best = found.x, loss_found
    if best is None:
        raise CannotFitError("No starting point leads to a maximum.")
    return best
