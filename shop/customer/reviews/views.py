"""A user's own reviews: what became of them, and taking them back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext, gettext_lazy as _
from django.views.generic import DeleteView, TemplateView
from oscar.apps.customer.mixins import PageTitleMixin

from shop.reviews.models import ProductReview
from shop.reviews.queries import own_reviews
from shop.user.models import UserRequest


class OwnReviewsView(PageTitleMixin, TemplateView):
    """The user's reviews, latest first. Logged in only (see the app's URLs)."""

    request: UserRequest

    template_name = "customer/reviews.html"
    page_title: Any = _("Your reviews")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the template `reviews`, a list of OwnReview."""
        return super().get_context_data(reviews=own_reviews(self.request.user), **kwargs)


class OwnReviewDeleteView(PageTitleMixin, DeleteView):
    """Take a review back, with its photographs; anybody else's is 404. GET asks."""

    request: UserRequest

    template_name = "customer/review_delete.html"
    context_object_name = "review"
    page_title: Any = _("Delete this review?")
    success_url = reverse_lazy("customer:reviews-list")

    def get_queryset(self) -> QuerySet[ProductReview]:
        """Only one's own."""
        return ProductReview.objects.filter(user=self.request.user).select_related("product")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Delete it and say so."""
        response = super().form_valid(form)
        messages.success(self.request, gettext("Your review has been deleted."))
        return response
