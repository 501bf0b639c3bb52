"""The form of a quote template, and what saves an offer as one."""

from django import forms
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList

from crm_core.order_entry.products import products_by_number
from crm_core.quotes.drafting import MOST_LINES
from shop.contact_fields import LineField


class QuoteTemplateForm(WagtailAdminModelForm):
    """Terms and lines; each line names an article that is sold."""

    def clean(self) -> dict[str, object]:
        """Refuse numbers of articles that nobody can offer."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        rows = [
            row for row in self.formsets["lines"].forms if row not in self.formsets["lines"].deleted_forms
        ]
        typed = [
            (row, row.cleaned_data["sku"]) for row in rows if getattr(row, "cleaned_data", {}).get("sku")
        ]
        known = products_by_number(sku for _row, sku in typed)
        wrong = [(row, sku) for row, sku in typed if sku.lower() not in known]
        for row, sku in wrong:
            row.add_error("sku", _("There is no article “%(sku)s”.") % {"sku": sku})
        if wrong:
            self.add_error(None, _("Please correct the lines."))
        return cleaned


TEMPLATE_FORM = ObjectList(
    [
        FieldPanel("name"),
        FieldPanel("is_active"),
        InlinePanel(
            "lines",
            heading=gettext_lazy("Lines"),
            label=gettext_lazy("Line"),
            max_num=MOST_LINES,
            panels=[
                FieldRowPanel([FieldPanel("sku"), FieldPanel("quantity"), FieldPanel("discount")]),
                FieldPanel("note"),
            ],
            help_text=gettext_lazy("The discount comes off what the article costs the buyer on the day."),
        ),
        FieldPanel("message"),
        FieldRowPanel([FieldPanel("delivery"), FieldPanel("payment_terms"), FieldPanel("valid_days")]),
        FieldPanel("allows_offers"),
    ],
    base_form_class=QuoteTemplateForm,
)


class SaveAsTemplateForm(forms.Form):
    """What the template is called."""

    save_as = LineField(label=gettext_lazy("Name of the template"), max_length=100)
