"""What a customer agreed to, on their page."""

from django.utils.translation import gettext_lazy as _

from crm_core.consents.models import Consent, Suppression
from crm_core.consents.purposes import PURPOSES, Channel
from crm_core.consents.queries import decisions, keys_of_customer, subjects_of
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from shop.backoffice.panels import Panel
from shop.user.models import User


def consents_panel(customer: Customer, user: User) -> dict[str, object]:
    """What holds by each address, the purposes in order, and what is suppressed; with the way to the proof."""
    subjects = subjects_of(keys_of_customer(customer))
    latest: dict[tuple[int, str, str], Consent] = {}
    for row in decisions(subjects).select_related("subject"):
        latest.setdefault((row.subject_id, row.purpose, row.channel), row)
    order = {code: place for place, code in enumerate(PURPOSES.names())}
    held = sorted(latest.values(), key=lambda row: (order.get(row.purpose, len(order)), row.channel))
    suppressed = Suppression.objects.filter(subject__in=subjects, lifted_at=None).select_related("subject")
    return {
        "consents": held,
        "suppressions": list(suppressed.order_by("pk")),
        "may_add": user.has_perm("consents.add_consent"),
        "site": Channel.SITE,
    }


PANELS.register(
    Panel(
        name="consents",
        title=_("Consents"),
        template="crm_core/consents/office/panel.html",
        context=consents_panel,
        order=25,
        permission="consents.view_consent",
    )
)
