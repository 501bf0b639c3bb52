"""Gamma-Gamma: what an order of a customer is worth on average.

Source: Fader, Hardie (2013), "The Gamma-Gamma Model of Monetary Value", note 025 (brucehardie.com). The
values of one customer's orders are a gamma distribution of shape `p`; its rate differs between customers by
another (`q`, `gamma`). The value and the number of orders do not depend on each other. `gamma` is in the
currency of the values.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class GammaGamma:
    """The three parameters of a fit."""

    p: float
    q: float
    gamma: float


def expected_value(model: GammaGamma, *, x: int, mean: float) -> float:
    """Return the expected value of one order; `mean` is that of the `x` repeated orders. Equation 5.

    It lies between the customer's own mean and that of all, nearer to the own the more there are. Of who has
    not ordered again it is that of all. With q <= 1 the distribution has no mean: then the own alone counts.
    """
    shape = model.p * x + model.q - 1
    if shape <= 0:
        return mean
    return model.p * (model.gamma + x * mean) / shape
