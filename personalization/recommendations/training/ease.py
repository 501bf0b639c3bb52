"""EASE: which items go with which, one ridge regression in closed form (Steck 2019, arXiv:1905.03375)."""

import numpy as np
from numpy.typing import NDArray

from personalization.recommendations.training.purchases import Matrix

MAX_ITEMS = 6_000  # dense float32 of 144 MB, twice while it is solved

Weights = NDArray[np.float32]


def item_weights(bought: Matrix, regularisation: float) -> Weights:
    """Return weights (from item, to item), the diagonal zero.

    Items beyond the `MAX_ITEMS` most bought have weight zero. Time grows with the cube of the items.
    """
    flags = (bought > 0).astype(np.float32)
    counts = np.asarray(flags.sum(axis=0)).ravel()
    kept = np.sort(np.argsort(-counts, kind="stable")[:MAX_ITEMS])
    gram = (flags[:, kept].T @ flags[:, kept]).toarray()
    gram[np.diag_indices_from(gram)] += regularisation
    inverse = np.linalg.inv(gram)
    found = inverse / -np.diag(inverse)
    np.fill_diagonal(found, 0)
    if len(kept) == flags.shape[1]:
        return found.astype(np.float32)
    weights = np.zeros((flags.shape[1], flags.shape[1]), dtype=np.float32)
    weights[np.ix_(kept, kept)] = found
    return weights
