"""What is told while scores are written, in their transaction."""

from django.dispatch import Signal

#: Scores were computed after orders had changed (not each night's). Argument: `customers`, their numbers.
rescored = Signal()
