"""Reviews in the back office, under Oscar's URL names.

Overrides, and why: the list is the queue of who moderates, with photographs and several at once;
a review is decided with a reason and answered on its own page.
"""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn

from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked
from shop.backoffice.listing import ListView
from shop.catalogue.images import CARD_WIDTHS, Picture
from shop.dashboard.reviews.forms import STATUSES, DecisionForm, ReplyForm, ReviewFilterSet
from shop.reviews.models import ProductReview, ReviewDecision
from shop.reviews.queries import buyers_among
from shop.reviews.services import answer_review, approve_review, reject_review

CHANGE = "reviews.change_productreview"
UNPROCESSABLE = 422


class ReviewStatusColumn(Column):
    """What became of it, in words and tone."""

    cell_template_name = "backoffice/reviews/status_cell.html"

    def get_value(self, instance: ProductReview) -> dict[str, object]:
        """Look the words up."""
        words, tone = STATUSES[instance.status]
        return {"words": words, "tone": tone}


class StarsColumn(Column):
    """The stars, as figures and as signs."""

    cell_template_name = "backoffice/reviews/stars_cell.html"


class ReviewListView(ListView):
    """Every review, the latest first; the menu leads to those that wait."""

    model = ProductReview
    list_name = "reviews"
    page_title = gettext_lazy("Reviews")
    header_icon = "comment"
    index_url_name = "dashboard:reviews-list"
    index_results_url_name = "dashboard:reviews-list-results"
    any_permission_required = None
    is_searchable = True
    search_fields = ["title"]
    filterset_class = ReviewFilterSet
    default_ordering = "-date_created"
    paginate_by = 50
    bulk_permission = CHANGE
    export_permission = CHANGE
    verbose_name_plural = gettext_lazy("reviews")
    export_filename = "reviews"
    list_export = ["date_created", "product", "score", "title", "body", "user", "get_status_display"]

    def all_columns(self) -> list[BaseColumn]:
        """What is said, of what, by whom, and what became of it."""
        return [
            TitleColumn(
                "title",
                label=_("Review"),
                get_url=lambda review: reverse("dashboard:reviews-update", args=[review.pk]),
                get_title_id=lambda review: f"productreview_{review.pk}_title",
            ),
            StarsColumn("score", label=_("Rating"), sort_key="score"),
            Column("product", label=_("Product")),
            Column("user", label=_("Author")),
            Column("photo_count", label=_("Photos"), classname="numeric num"),
            ReviewStatusColumn("status", label=_("Status")),
            DateColumn("date_created", label=_("Created on"), sort_key="date_created"),
        ]

    def get_base_queryset(self) -> QuerySet[ProductReview]:
        """Load what the columns show but the photographs, which the page alone needs."""
        return ProductReview.objects.select_related("product__parent", "user")

    def complete(self, rows: Any) -> Any:
        """Count the photographs of the page's reviews in one query."""
        counted = ProductReview.objects.filter(pk__in=[row.pk for row in rows])
        photos = dict(counted.order_by().annotate(n=Count("photos")).values_list("pk", "n"))
        for row in rows:
            row.photo_count = photos[row.pk]
        return rows

    def order_queryset(self, queryset: QuerySet[ProductReview]) -> QuerySet[ProductReview]:
        """Sort as asked; equals by number of the row, so that pages do not overlap."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")

    def search_queryset(self, queryset: QuerySet[ProductReview]) -> QuerySet[ProductReview]:
        """Search what is said, and the author's address."""
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        return queryset.filter(
            Q(title__icontains=text) | Q(body__icontains=text) | Q(user__email__icontains=text)
        )


class ReviewUpdateView(View):
    """One review with its photographs: decide, answer. The door asks for the right to change on POST."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        review = self._review(pk)
        return self._page(review, DecisionForm(), self._reply_form(review))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide or answer, as the button says; what was typed stays where it was refused."""
        review = self._review(pk)
        if "reply" in request.POST:
            with locked(review):
                form = self._reply_form(review, request.POST)
                if not form.is_valid():
                    status = CONFLICT if form.conflicts else UNPROCESSABLE
                    return self._page(review, DecisionForm(), form, status=status)
                answer_review(review, user=request.user, reply=form.cleaned_data["reply"])
            messages.success(request, _("Reply saved."))
            return redirect(request.path)
        decision = DecisionForm(request.POST)
        if not decision.is_valid():
            return self._page(review, decision, self._reply_form(review), status=UNPROCESSABLE)
        if decision.cleaned_data["decision"] == "approve":
            approve_review(review, user=request.user)
            messages.success(request, _("The review is now visible."))
        else:
            reject_review(review, user=request.user, reason=decision.cleaned_data["reason"])
            messages.success(request, _("The review is hidden."))
        return self._next()

    @staticmethod
    def _review(pk: int) -> ProductReview:
        reviews = ProductReview.objects.select_related("product__parent", "user", "decision__decided_by")
        return get_object_or_404(reviews.prefetch_related("photos"), pk=pk)

    @staticmethod
    def _reply_form(review: ProductReview, data: QueryDict | None = None) -> Any:
        decision = ReviewDecision.objects.filter(review=review).first() or ReviewDecision(review=review)
        return merging_form(ReplyForm)(data, instance=decision)

    @staticmethod
    def _next() -> HttpResponse:
        """Go on with the next that waits, the oldest first, else back to the list."""
        waiting = ProductReview.objects.filter(status=ProductReview.FOR_MODERATION)
        following = waiting.order_by("date_created", "pk").first()
        if following is not None:
            return redirect("dashboard:reviews-update", pk=following.pk)
        return redirect("dashboard:reviews-list")

    def _page(
        self, review: Any, decision: DecisionForm, reply: ReplyForm, *, status: int = 200
    ) -> TemplateResponse:
        words, tone = STATUSES[review.status]
        bought = review.user_id in buyers_among([review.user_id], review.product) if review.user_id else False
        context = {
            "review": review,
            "photos": [
                Picture(name=str(photo.picture), alt=review.title, widths=CARD_WIDTHS)
                for photo in review.photos.all()
            ],
            "decision": getattr(review, "decision", None),
            "words": words,
            "tone": tone,
            "has_bought": bought,
            "form": decision,
            "reply_form": reply,
            "may_decide": self.request.user.has_perm(CHANGE),
            "header_title": review.title,
            "header_icon": "comment",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("dashboard:reviews-list"), "label": _("Reviews")},
                {"url": "", "label": review.title},
            ],
        }
        return TemplateResponse(self.request, "backoffice/reviews/review.html", context, status=status)
