"""Oscar's models under our package; ours stand before the star."""

from oscar.apps.checkout.models import *  # noqa: F403
