"""By what reviews are filtered, and how one is decided and answered."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from shop.reviews.models import ProductReview, ReviewDecision

STATUSES = {
    ProductReview.FOR_MODERATION: (_("to moderate"), "warn"),
    ProductReview.APPROVED: (_("visible"), "good"),
    ProductReview.REJECTED: (_("hidden"), "bad"),
}


class ReviewFilterSet(WagtailFilterSet):
    """What became of it, stars, photographs, day."""

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[(status, words) for status, (words, _tone) in STATUSES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    score = django_filters.MultipleChoiceFilter(
        label=_("Rating"),
        choices=[(score, str(score)) for score in range(5, 0, -1)],
        widget=forms.CheckboxSelectMultiple,
    )
    photos = django_filters.BooleanFilter(
        label=_("With photos"), method="filter_photos", widget=BooleanRadioSelect
    )
    date_created = django_filters.DateFromToRangeFilter(label=_("Created on"), widget=DateRangePickerWidget)

    class Meta:
        model = ProductReview
        fields: list[str] = []

    def filter_photos(
        self,
        reviews: QuerySet[ProductReview],
        _name: str,
        value: bool,  # noqa: FBT001
    ) -> QuerySet[ProductReview]:
        """Keep those with photographs, or those without."""
        having = ProductReview.objects.filter(photos__isnull=False).values("pk")
        return reviews.filter(pk__in=having) if value else reviews.exclude(pk__in=having)


class DecisionForm(forms.Form):
    """Show it, or say why not."""

    decision = forms.ChoiceField(choices=[("approve", _("Show")), ("reject", _("Hide"))])
    reason = forms.CharField(label=_("Reason for hiding it"), max_length=500, required=False)

    def clean(self) -> dict[str, object]:
        """Ask for a reason where it is not shown: the next colleague wants to know."""
        data = super().clean() or self.cleaned_data
        if data.get("decision") == "reject" and not (data.get("reason") or "").strip():
            self.add_error("reason", _("Please give a reason; colleagues can read it, the author cannot."))
        return data


class ReplyForm(forms.ModelForm):
    """The shop's answer, shown below the review."""

    class Meta:
        model = ReviewDecision
        fields = ["reply"]
        labels = {"reply": _("Shop reply")}
        widgets = {"reply": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"reply": _("Shown publicly below the review. Leave empty to remove it.")}
