"""News for partners, as staff write them."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn, TitleColumn

from partners.accounts.audiences import AUDIENCES
from partners.portal.models import PartnerNews
from shop.backoffice.languages import in_every_language, name_languages
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.backoffice.rich_text import RichTextField


class PartnerNewsForm(WagtailAdminModelForm):
    """Words in every language, when, and for whom: each way to tell partners apart is a choice of several."""

    class Meta:
        model = PartnerNews
        fields = [*in_every_language("title", "body"), "published_from", "published_to"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in in_every_language("body"):
            self.fields[name] = RichTextField(required=False)
        name_languages(self, ["title", "body"], needed=["title", "body"])
        self.fields["published_from"].initial = timezone.now
        self.fields["published_to"].help_text = _("Empty: until you take them out.")
        for audience in AUDIENCES:
            self.fields[f"audience_{audience.name}"] = forms.MultipleChoiceField(
                label=str(audience.label),
                choices=audience.choices(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=self.instance.audience.get(audience.name, []),
                help_text=_("None: for all."),
            )

    def clean(self) -> dict[str, object]:
        """Refuse an end before the beginning."""
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("published_from"), cleaned.get("published_to")
        if begin and end and end <= begin:
            raise ValidationError({"published_to": gettext("The end has to be after the beginning.")})
        return cleaned

    def save(self, commit: bool = True) -> PartnerNews:  # noqa: FBT001, FBT002 - Django's signature
        """Keep for whom it is; values that cannot be chosen any more stay away."""
        chosen = {entry.name: self.cleaned_data.get(f"audience_{entry.name}", []) for entry in AUDIENCES}
        self.instance.audience = {name: values for name, values in chosen.items() if values}
        news: PartnerNews = super().save(commit=commit)
        return news


class PartnerNewsListView(ListView):
    """Every piece of news, the newest first, with how many read it."""

    search_fields = in_every_language("title")
    default_ordering = "-published_from"

    def all_columns(self) -> list[BaseColumn]:
        """What, for how many ways, from when until when, read by how many."""
        return [
            TitleColumn("title", label=_("Title"), url_name=self.edit_url_name),
            Column("limited", label=_("For whom"), accessor=_limited),
            DateColumn("published_from", label=_("From"), sort_key="published_from"),
            DateColumn("published_to", label=_("Until"), sort_key="published_to"),
            NumberColumn("read", label=_("Read by")),
        ]

    def get_base_queryset(self) -> QuerySet[PartnerNews]:
        """Count who read it."""
        return PartnerNews.objects.annotate(read=Count("readings"))


def _limited(news: PartnerNews) -> str:
    """Name the ways by which it is limited; what they are stands in the form."""
    named = [str(entry.label) for entry in AUDIENCES if news.audience.get(entry.name)]
    return ", ".join(named) or gettext("all partners")


class PartnerNewsViewSet(BackOfficeViewSet):
    """List and form of the news at `/cms/partner-news/`."""

    model = PartnerNews
    name = "partner_news"
    url_prefix = "partner-news"
    icon = "openquote"
    menu_label = _("Partner news")
    menu_order = 45
    add_to_admin_menu = True
    index_view_class = PartnerNewsListView
    form_fields = PartnerNewsForm.Meta.fields
    search_fields = PartnerNewsListView.search_fields
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[PartnerNewsForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that knows the audiences."""
        return PartnerNewsForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}
