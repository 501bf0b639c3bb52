"""The steps in which an offer is made, with its words in every language."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from oscar.apps.dashboard.offers import wizard_views

from shop.backoffice.languages import in_every_language
from shop.dashboard.offers.forms import WORDS


class OfferWizardStepView(wizard_views.OfferWizardStepView):
    """Oscar's step, which takes over the words of one language from the first step; ours takes all."""

    @transaction.atomic
    def save_offer(self, offer: Any) -> HttpResponse:
        """Save as Oscar does, then with the words as they were written."""
        written = self._fetch_session_offer()
        words = {field: getattr(written, field) for field in in_every_language(*WORDS)}
        response = super().save_offer(offer)
        for field, value in words.items():
            setattr(offer, field, value)
        offer.save()
        return response
