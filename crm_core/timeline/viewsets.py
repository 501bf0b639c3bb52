"""The list beside the timelines: templates of mails."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from crm_core.timeline.forms import MailTemplateForm
from crm_core.timeline.models import MailTemplate
from shop.backoffice.languages import in_every_language, panels_in_every_language
from shop.backoffice.listing import BackOfficeViewSet

PLACEHOLDER_HELP = "crm_core/timeline/placeholder_help.html"


class MailTemplateViewSet(BackOfficeViewSet):
    """The templates of mails at `/cms/mail-templates/`."""

    model = MailTemplate
    name = "mail_templates"
    url_prefix = "mail-templates"
    icon = "mail"
    menu_label = _("Mail templates")
    menu_order = 13
    add_to_admin_menu = True
    list_display = ["name", Column("subject", label=_("Subject"))]
    ordering = ["name"]
    search_fields = ["name", *in_every_language("subject", "text")]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            HelpPanel(template=PLACEHOLDER_HELP),
            MultiFieldPanel(panels_in_every_language("subject", _("Subject")), heading=_("Subject")),
            MultiFieldPanel(panels_in_every_language("text", _("Message")), heading=_("Message")),
        ],
        base_form_class=MailTemplateForm,
    )
