"""Who sells, as documents print it, and what is missing of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shop.configuration.queries import bank_account, document_settings, own_vat_id, spaced_iban
from shop.identity.queries import shop_identity


@dataclass(frozen=True, kw_only=True)
class Seller:
    """The shop as a party of an invoice."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    vat_id: str = ""
    tax_number: str = ""
    registration: str = ""
    email: str = ""
    phone: str = ""
    bank: str = ""
    account_holder: str = ""
    iban: str = ""
    bic: str = ""
    footer: str = ""
    shop_name: str = ""

    @property
    def town(self) -> str:
        """Postcode and town in one line."""
        return f"{self.postcode} {self.city}".strip()


def seller() -> Seller:
    """Return what the settings say. No query while they are kept."""
    said, identity, bank = document_settings(), shop_identity(), bank_account()
    return Seller(
        name=said.legal_name,
        street=said.street,
        postcode=said.postcode,
        city=said.city,
        country=said.country,
        vat_id=own_vat_id(),
        tax_number=said.tax_number,
        registration=said.registration,
        email=identity.email,
        phone=identity.phone,
        bank="" if bank.iban else bank.text,
        account_holder=bank.holder,
        iban=bank.iban,
        bic=bank.bic,
        footer=said.footer,
        shop_name=identity.name,
    )


def seller_problem(found: Seller | None = None, *, needs_vat_id: bool = False) -> str:
    """Say what an invoice still needs to know of the seller; empty: nothing.

    The law asks for name, address, and VAT id or tax number (Directive 2006/112/EC, article 226);
    without tax to a company elsewhere in the Union it has to be the VAT id.
    """
    found = found or seller()
    missing = [
        label
        for label, is_there in (
            (_("legal name"), found.name),
            (_("street and number"), found.street),
            (_("town or city"), found.city),
            (_("country"), found.country),
            (_("VAT id"), found.vat_id or not needs_vat_id),
            (_("VAT id or tax number"), found.vat_id or found.tax_number or needs_vat_id),
        )
        if not is_there
    ]
    if not missing:
        return ""
    return _("No invoice can be written until the settings say: %(missing)s.") % {
        "missing": ", ".join(missing)
    }


def footer_lines(found: Seller) -> list[str]:
    """Return what stands at the foot of each page."""
    address = ", ".join(part for part in (found.name or found.shop_name, found.street, found.town) if part)
    law = [found.registration]
    law += [_("VAT id %(number)s") % {"number": found.vat_id}] if found.vat_id else []
    law += [_("Tax number %(number)s") % {"number": found.tax_number}] if found.tax_number else []
    bank = [found.account_holder, f"IBAN {spaced_iban(found.iban)}", f"BIC {found.bic}" if found.bic else ""]
    lines = [address, " · ".join(part for part in law if part)]
    lines.append(" · ".join(part for part in bank if part) if found.iban else found.bank)
    return [line for line in (*lines, *found.footer.splitlines()) if line.strip()]
