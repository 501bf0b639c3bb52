"""How staff pick a company."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

company_chooser_viewset = ChooserViewSet(
    "company_chooser",
    model="b2b.Company",
    icon="group",
    choose_one_text=_("Choose a company"),
    choose_another_text=_("Choose another company"),
    edit_item_text=_("Edit this company"),
    form_fields=["name", "vat_id"],
    create_action_label=_("Add the company"),
)
