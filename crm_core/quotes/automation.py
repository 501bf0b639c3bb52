"""What rules hear of quotes: each is about the customer whose quote it is."""

from django.utils.translation import gettext_lazy as _

from crm_core.automation.registry import TRIGGERS, Trigger

for _order, (_name, _label) in enumerate(
    (
        ("QuoteRequested", _("a quote is requested")),
        ("QuoteSent", _("a version of a quote is sent")),
        ("QuoteCountered", _("a buyer makes a counter-offer")),
        ("QuoteAccepted", _("a quote is accepted")),
        ("QuoteRejected", _("a quote is rejected")),
        ("QuoteExpired", _("a quote expires")),
        ("QuoteOrdered", _("a quote is ordered")),
    )
):
    TRIGGERS.register(Trigger(name=_name, label=_label, subject="customer", is_once=True, order=60 + _order))
