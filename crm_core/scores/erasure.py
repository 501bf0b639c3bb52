"""Scores name nobody: they stay with the nameless record."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(Unrelated(name="scores", fields=("scores.ScoreModel.*", "scores.CustomerScore.*")))
