"""What is told while behaviour is written, in its transaction."""

from django.dispatch import Signal

#: Views, searches or basket additions of known customers were written. Argument: `customers`, their numbers.
interactions_recorded = Signal()
