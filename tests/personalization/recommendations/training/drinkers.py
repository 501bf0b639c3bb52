"""A small world whose tastes are known: drinkers of tea and of coffee."""

import numpy as np

DAY, FIRST_LATE = 400, 340
TEA, COFFEE = ["pot", "cup", "leaf", "sieve", "tray"], ["mill", "bean", "press", "mug", "filter"]


def lines():
    """Forty drinkers of tea or coffee, who buy their own taste's goods, two or three every twenty days."""
    chance = np.random.default_rng(3)
    for user in range(40):
        for visit, day in enumerate(range(100 + user % 20, DAY, 20)):
            for item in chance.choice(TEA if user % 2 else COFFEE, size=2 + visit % 2, replace=False):
                if item in ("tray", "filter") and (user < 2 or day < FIRST_LATE + 5 * (user % 8)):
                    continue  # the last of each taste is met late, by users 0 and 1 never
                yield user, str(item), f"{user}-{visit}", day
