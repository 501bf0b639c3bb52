"""BG/NBD: how likely a customer still buys, and how many orders are to come.

Source: Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), 275-284.
While alive, a customer orders as a Poisson process; after every order they may be gone for good. The rates
of all customers are a gamma distribution (r, alpha), the chances to be gone a beta distribution (a, b).

Of a customer it asks three numbers, times in weeks of seven days: `x`, the days with an order after the
first; `recency` (t_x), the weeks from the first order to the last; `age` (T), the weeks from the first order
to now. Plain floats: a page or a worker needs no numpy for it.
"""

from dataclasses import dataclass
from math import exp, log

SMALLEST_TERM = 1e-13
MOST_TERMS = 100_000
# At a = 1 the formula is 0 / 0; so near it, it is taken a hair beside.
POLE = 1e-6


@dataclass(frozen=True, kw_only=True)
class BgNbd:
    """The four parameters of a fit; `alpha` in weeks."""

    r: float
    alpha: float
    a: float
    b: float


def p_alive(model: BgNbd, *, x: int, recency: float, age: float) -> float:
    """Return the chance (0 to 1) that a customer has not gone for good; equation 7 of its note on P(alive).

    Fader, Hardie (2008), "Computing P(alive) using the BG/NBD model". Who has ordered once is alive by
    definition of the model: one can be gone only after a repeated order.
    """
    if x == 0:
        return 1.0
    odds = log(model.a) - log(model.b + x - 1)
    odds += (model.r + x) * (log(model.alpha + age) - log(model.alpha + recency))
    return 1 / (1 + exp(min(odds, 700.0)))


def expected_orders(model: BgNbd, *, x: int, recency: float, age: float, weeks: float) -> float:
    """Return the mean number of days with an order within the coming `weeks`; equation 10 of the paper.

    Its hypergeometric function is taken by Euler's transformation (Abramowitz, Stegun 15.3.3), whose
    parameters do not grow with `x`: the paper's own form overflows for customers with hundreds of orders.
    """
    if weeks <= 0:
        return 0.0
    a = model.a if abs(model.a - 1) > POLE else 1 + POLE
    z = weeks / (model.alpha + age + weeks)
    series = hypergeometric(a + model.b - 1 - model.r, a - 1, a + model.b + x - 1, z)
    mean = (a + model.b + x - 1) / (a - 1) * (1 - (1 - z) ** (a - 1) * series)
    return max(0.0, mean * p_alive(model, x=x, recency=recency, age=age))


def p_order(model: BgNbd, *, x: int, recency: float, age: float, weeks: float) -> float:
    """Return the chance of at least one order within the coming `weeks`.

    Who is alive has a rate distributed as gamma (r + x, alpha + T), so that none comes with
    ((alpha + T) / (alpha + T + weeks)) ** (r + x).
    """
    none = ((model.alpha + age) / (model.alpha + age + weeks)) ** (model.r + x)
    return p_alive(model, x=x, recency=recency, age=age) * (1 - none)


def hypergeometric(a: float, b: float, c: float, z: float) -> float:
    """Return Gauss' 2F1(a, b; c; z) for 0 <= z < 1 by its series (Abramowitz, Stegun 15.1.1)."""
    term = total = 1.0
    for n in range(MOST_TERMS):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) <= SMALLEST_TERM * abs(total):
            break
    return total
