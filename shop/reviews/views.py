"""Reading and writing reviews of a product."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.generic import FormView, ListView, RedirectView
from oscar.apps.catalogue.reviews.signals import review_added

from shop.catalogue.models import Product
from shop.partner.buyers import buyer_for
from shop.partner.visibility import may_see
from shop.reviews.forms import ProductReviewForm
from shop.reviews.queries import REVIEWS_PER_PAGE, approved_reviews, may_review, shown_reviews
from shop.reviews.services import AlreadyReviewedError, write_review
from shop.user.models import UserRequest


def _product_or_404(pk: int, request: HttpRequest) -> Product:
    """Return a product that this reader sees and that is no variant: reviews belong to all together."""
    product = get_object_or_404(Product.objects.browsable_dashboard(), pk=pk)
    if not may_see(product, buyer=buyer_for(request.user)):
        raise Http404
    return product


class ProductReviewList(ListView):
    """All approved reviews of a product, latest first."""

    template_name = "oscar/catalogue/reviews/review_list.html"
    context_object_name = "reviews"
    paginate_by = REVIEWS_PER_PAGE

    def get_queryset(self) -> Any:
        """Only approved ones of a public product."""
        self.product = _product_or_404(self.kwargs["product_pk"], self.request)
        return approved_reviews(self.product)

    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        """Add `product`, `shown` (ShownReview of this page) and `may_review`."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "product": self.product,
            "shown": shown_reviews(context["object_list"], self.product),
            "may_review": may_review(self.request.user, self.product),
        }


class ProductReviewDetail(RedirectView):
    """A review has no page of its own; its address leads to the list."""

    pattern_name = "catalogue:reviews-list"
    permanent = True

    def get_redirect_url(self, *args: object, **kwargs: object) -> str | None:
        """Drop the review's number."""
        kwargs.pop("pk", None)
        return super().get_redirect_url(*args, **kwargs)


class CreateProductReview(LoginRequiredMixin, FormView):
    """Write a review, once per product; it is read by the shop before others read it."""

    form_class = ProductReviewForm
    template_name = "oscar/catalogue/reviews/review_form.html"
    request: UserRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Turn away who has written already."""
        self.product = _product_or_404(kwargs["product_pk"], request)
        if request.user.is_authenticated and not may_review(request.user, self.product):
            return self._turn_away()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the product."""
        return super().get_context_data(product=self.product, **kwargs)

    def form_valid(self, form: ProductReviewForm) -> HttpResponse:
        """Keep the review and say what happens to it."""
        try:
            review = write_review(self.product, user=self.request.user, **form.cleaned_data)
        except AlreadyReviewedError:
            return self._turn_away()
        response = redirect(self.product.get_absolute_url())
        review_added.send(
            sender=type(self), review=review, user=self.request.user, request=self.request, response=response
        )
        messages.success(self.request, gettext("Thank you. Your review appears once we have approved it."))
        return response

    def _turn_away(self) -> HttpResponse:
        messages.warning(self.request, gettext("You have already reviewed this product."))
        return redirect(self.product.get_absolute_url())
