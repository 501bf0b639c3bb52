"""The mails of a return, in the language its buyer reads; each is written once."""

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.identity.queries import shop_identity
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.notifications.order_mail import mail_language
from shop.returns.links import return_link
from shop.returns.models import Return, ReturnSettings, Settlement
from shop.returns.policy import policy


def return_address(rules: ReturnSettings) -> str:
    """Return where pieces go: the return address, else the shop's own."""
    return rules.address or shop_identity().address


def send_return_mail(name: str, found: Return, *, settlement: Settlement | None = None) -> bool:
    """Write one mail of a return, once (for a settlement once each); return whether this call did."""
    order = found.order
    if not order.email:
        return False
    language = mail_language(order)
    with translation.override(language):
        context = {**mail_context(found), "settlement": settlement}
    about = f":{settlement.pk}" if settlement else ""
    key = f"return:{found.pk}:{name}{about}"
    kind = f"return-{name}"
    return (
        send(kind, to=order.email, language=language, context=context, key=key, user=order.user) is not None
    )


def mail_context(found: Return) -> dict[str, object]:
    """Return what the mails of a return say, in the active language."""
    rules = policy()
    return {
        "returned": found,
        "order": found.order,
        "lines": list(found.lines.select_related("line", "replacement")),
        "address": return_address(rules),
        "instructions": rules.instructions,
        "shop_pays": found.return_delivery_paid_by == ReturnSettings.Payer.SHOP,
        "link": return_link(found),
    }


def _sample(name: str) -> Callable[[], dict[str, object] | None]:
    def sample() -> dict[str, object] | None:
        found = Return.objects.select_related("order__user").first()
        if found is None:
            return None
        return {**mail_context(found), "settlement": found.settlements.first()}

    return sample


for _name, _title in (
    ("requested", _("Return requested")),
    ("approved", _("Return approved")),
    ("refused", _("Return refused")),
    ("received", _("Return received")),
    ("settled", _("Return settled")),
):
    KINDS.register(
        EmailType(
            code=f"return-{_name}",
            name=_title,
            template=f"returns/mail/{_name}",
            sample=_sample(_name),
            purpose=TRANSACTIONAL,
        )
    )
