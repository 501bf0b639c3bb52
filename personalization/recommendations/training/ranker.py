"""A learned combination of features: one weight each, by the chance that these items are bought."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from personalization.recommendations.training.purchases import Floats

Flags = NDArray[np.bool_]
Example = tuple[Floats, Flags]  # (feature, candidate), which of them were bought


@dataclass(frozen=True)
class Ranker:
    """Weights for standardised features."""

    mean: Floats
    scale: Floats
    weights: Floats

    def score(self, planes: Floats) -> Floats:
        """Return one score for each cell of planes (feature, ...); only its order means something."""
        weights = self.weights / self.scale
        return np.tensordot(weights, planes, axes=1) - float(weights @ self.mean)


def fit_ranker(examples: Iterable[Example], *, penalty: float = 1e-3) -> Ranker:
    """Fit by the softmax of each list (ListNet's top-one form, Cao 2007); skips lists without a purchase."""
    kept = [(values, hits) for values, hits in examples if hits.any()]
    if not kept:
        raise ValueError("There is nothing to learn from: nobody bought one of the candidates.")
    values = np.concatenate([one for one, _hits in kept], axis=1).T.astype(float)
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    values = (values - mean) / scale
    starts = np.cumsum([0, *(len(hits) for _one, hits in kept[:-1])])
    sizes = np.array([len(hits) for _one, hits in kept])
    share = np.concatenate([hits / hits.sum() for _one, hits in kept])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = values @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        odds = np.exp(scores)
        sums = np.add.reduceat(odds, starts)
        error = (np.log(sums).sum() - share @ scores) / len(kept) + penalty * weights @ weights
        slope = values.T @ (odds / np.repeat(sums, sizes) - share) / len(kept) + 2 * penalty * weights
        return float(error), slope

    found = minimize(loss, np.zeros(values.shape[1]), jac=True, method="L-BFGS-B")
    return Ranker(mean, scale, found.x)
