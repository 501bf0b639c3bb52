"""Counting ahead what the start page shows."""

from celery import shared_task
from django.conf import settings
from django.utils import translation

from shop.backoffice.figures import FIGURES, measure


@shared_task
def warm_figures() -> int:
    """Count the figures that take long, in every language; return how many."""
    heavy = [figure for figure in FIGURES if figure.is_heavy]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for figure in heavy:
                measure(figure)
    return len(heavy)
