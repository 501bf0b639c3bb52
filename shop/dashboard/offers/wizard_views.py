"""The steps in which an offer is made or changed, with its words in every language.

Overrides, and why: Oscar takes over the words of one language; and of two people who change one offer
the second overwrote the first. Each step merges like every form of the back office (`shop.backoffice.edits`);
a step that waits in the session is compared again when the offer is saved.
"""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from oscar.apps.dashboard.offers import wizard_views
from oscar.core.loading import get_class

from shop.backoffice.edits.forms import BASE, merging_form
from shop.backoffice.edits.views import CONFLICT, lock_row, report_merge
from shop.backoffice.languages import in_every_language
from shop.dashboard.offers.forms import WORDS
from shop.offer.models import ConditionalOffer

#: The steps that wait in the session until an offer is saved.
WAITING = ("OfferMetaDataView", "OfferBenefitView", "OfferConditionView")


class OfferWizardStepView(wizard_views.OfferWizardStepView):
    """Oscar's step, which merges and takes over the words of every language."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hold the offer from before it is read where it is changed."""
        with transaction.atomic():
            if self.update and request.method == "POST":
                lock_row(ConditionalOffer(pk=kwargs["pk"]))
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_form_class(self) -> Any:
        """Return the form that merges, where there is an offer to merge with."""
        form_class = super().get_form_class()
        return merging_form(form_class) if self.update else form_class

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep what the step was merged with, as what comes later is compared with that."""
        if BASE in form.fields:
            form.cleaned_data[BASE] = form.fields[BASE].initial
            report_merge(self.request, form)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Answer 409 where somebody else was first."""
        response: HttpResponse = super().form_invalid(form)
        if getattr(form, "conflicts", ()):
            response.status_code = CONFLICT
        return response

    @transaction.atomic
    def save_offer(self, offer: ConditionalOffer) -> HttpResponse:
        """Save as Oscar does, then with the words as they were written."""
        unsettled = self._unsettled_step()
        if unsettled is not None:
            text = _("Somebody else changed this offer meanwhile. Look at this step again, then save.")
            messages.warning(self.request, text)
            return redirect(unsettled.url_name, pk=self.offer.pk)
        written = self._fetch_session_offer()
        words = {field: getattr(written, field) for field in in_every_language(*WORDS)}
        response: HttpResponse = super().save_offer(offer)
        for field, value in words.items():
            setattr(offer, field, value)
        offer.save()
        return response

    def _unsettled_step(self) -> Any:
        """Merge the steps that wait in the session; return one that both changed, None if there is none."""
        for name in WAITING if self.update else ():
            step = get_class("dashboard.offers.views", name)(update=True)
            if step.step_name == self.step_name:
                continue
            step.setup(self.request, *self.args, **self.kwargs)
            step.offer = ConditionalOffer.objects.get(pk=self.offer.pk)
            stored = step._fetch_form_kwargs()
            if not stored:
                continue
            form = step.get_form_class()(instance=step.get_instance(), **stored)
            if not form.is_valid():
                return step
            form.cleaned_data[BASE] = form.fields[BASE].initial
            step._store_form_kwargs(form)
            step._store_object(form)
        return None
