"""The buttons that try what is saved, and what came of it in words."""

from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO

import qrcode
from django import forms
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
from oscar.apps.address.models import Country
from qrcode.image.svg import SvgPathImage

from shop.configuration.queries import (
    BankAccount,
    bank_account,
    has_stripe_key,
    own_vat_id,
    shop_currency,
    stripe_keys,
)
from shop.countries import CountryField
from shop.documents.seller import footer_lines, seller, seller_problem
from shop.formats import format_money
from shop.money import MoneyField
from shop.payments.gateways import GatewayError
from shop.payments.stripe.account import read_account
from shop.setup.services import send_test_mail
from shop.shipping.table import delivery_codes, delivery_terms, delivery_words
from shop.tax.vies import vat_register

EXAMPLE = Decimal("12.34")
LONGEST_NAME = 70


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a trial came to: whether it went well, said in words, with rows or a picture where they help."""

    is_good: bool
    text: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    picture: str = ""


def try_mail(request: HttpRequest) -> Outcome:
    """Send a mail to who asks, at once."""
    to = request.user.email  # type: ignore[union-attr]
    problem = send_test_mail(to)
    if problem:
        return Outcome(is_good=False, text=_("The mail was not sent: %(problem)s") % {"problem": problem})
    told = _("An e-mail has been sent to %(address)s. If it arrives, the settings are correct.")
    return Outcome(is_good=True, text=told % {"address": to})


def try_stripe(_request: HttpRequest) -> Outcome:
    """Ask Stripe whose account it is, for as long as a page may wait."""
    keys = stripe_keys()
    if not has_stripe_key():
        return Outcome(is_good=False, text=_("There is no readable secret key, so card payments are off."))
    try:
        account = read_account()
    except GatewayError as error:
        return Outcome(is_good=False, text=_("Stripe refused: %(problem)s") % {"problem": error})
    missing = [
        str(name)
        for name, value in (
            (gettext_lazy("publishable key"), keys.publishable),
            (gettext_lazy("webhook signing secret"), keys.webhook),
        )
        if not value
    ]
    said = {"name": account.name or account.reference}
    if missing:
        text = _("Connected to the Stripe account “%(name)s”. Still missing: %(missing)s.")
        return Outcome(is_good=False, text=text % {**said, "missing": ", ".join(missing)})
    if not account.can_charge:
        text = _("Connected to the Stripe account “%(name)s”, but Stripe does not let it take payments yet.")
        return Outcome(is_good=False, text=text % said)
    mode = pgettext("mode of payment keys", "live") if "_live_" in keys.secret else _("test mode")
    text = _("Connected to the Stripe account “%(name)s” (%(mode)s). Cards can be charged.")
    return Outcome(is_good=True, text=text % {**said, "mode": mode})


def try_documents(_request: HttpRequest) -> Outcome:
    """Say what an invoice still needs, else show what stands at its foot."""
    if problem := seller_problem():
        return Outcome(is_good=False, text=problem)
    rows = [(str(place), line) for place, line in enumerate(footer_lines(seller()), start=1)]
    return Outcome(
        is_good=True, text=_("Invoices can be written. At the foot of each page stands:"), rows=rows
    )


def try_bank(_request: HttpRequest) -> Outcome:
    """Show what a buyer reads, and the code that a banking app fills a transfer in from."""
    account = bank_account()
    if not account.text:
        return Outcome(is_good=False, text=_("There is no bank account, so bank transfer is not offered."))
    amount = format_money(EXAMPLE, shop_currency())
    rows = [
        (_("Amount"), amount),
        (_("Account"), account.text),
        (_("Reference"), _("the order number")),
    ]
    code = epc_text(account, amount=EXAMPLE, reference=_("Test"))
    if not code:
        return Outcome(is_good=True, text=_("Buyers who pay by transfer read:"), rows=rows)
    text = _("Buyers who pay by transfer read the following. Scan the code with a banking app to check it:")
    return Outcome(is_good=True, text=text, rows=rows, picture=_svg(code))


def epc_text(account: BankAccount, *, amount: Decimal, reference: str) -> str:
    """Return the text of a SEPA transfer code (EPC069-12); empty for other currencies or accounts."""
    if shop_currency() != "EUR" or not account.iban:
        return ""
    lines = ("BCD", "002", "1", "SCT", account.bic, account.holder[:LONGEST_NAME], account.iban)
    return "\n".join([*lines, f"EUR{amount:.2f}", "", "", reference])


def _svg(text: str) -> SafeString:
    found = BytesIO()
    # Medium correction, as the standard asks for.
    qrcode.make(text, image_factory=SvgPathImage, error_correction=qrcode.ERROR_CORRECT_M).save(found)
    drawn = found.getvalue().decode()
    return mark_safe(drawn[drawn.index("<svg") :])


def try_vat(_request: HttpRequest) -> Outcome:
    """Ask the register for the shop's own VAT id."""
    own = own_vat_id()
    if not own:
        return Outcome(is_good=False, text=_("There is no VAT id to look up."))
    answer = vat_register().ask(own)
    if answer.is_valid is None:
        text = _("The register could not be reached: %(detail)s")
        return Outcome(is_good=False, text=text % {"detail": answer.detail or "–"})
    if not answer.is_valid:
        return Outcome(is_good=False, text=_("The register does not know %(vat_id)s.") % {"vat_id": own})
    text = _("The register knows %(vat_id)s: %(name)s")
    return Outcome(is_good=True, text=text % {"vat_id": own, "name": answer.name or "–"})


class QuoteForm(forms.Form):
    """An order that is only imagined: to where, and goods worth how much."""

    country = CountryField(label=gettext_lazy("Country"))
    goods = MoneyField(label=gettext_lazy("Value of the goods"), initial=50)


def quote(country: Country, goods: Decimal) -> Outcome:
    """Say what each method would cost there."""
    rows, currency = [], shop_currency()
    for code in delivery_codes():
        terms = delivery_terms(code, country.pk)
        if terms is None:
            continue
        is_free = terms.free_from is not None and goods >= terms.free_from
        price = _("free") if is_free else format_money(terms.price, currency)
        rows.append((str(delivery_words(code)[0]), f"{price} ({_days(terms.working_days)})"))
    if not rows:
        text = _("There is no delivery to %(country)s: no method has a price for its zone.")
        return Outcome(is_good=False, text=text % {"country": country.printable_name})
    text = _("To %(country)s, for goods worth %(goods)s:")
    said = {"country": country.printable_name, "goods": format_money(goods, currency)}
    return Outcome(is_good=True, text=text % said, rows=rows)


def _days(number: int) -> str:
    return ngettext("%(n)d working day", "%(n)d working days", number) % {"n": number}
