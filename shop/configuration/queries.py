"""What holds now: the environment's word, else what staff saved, else the default. No query while kept."""

import logging
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from shop.configuration.encryption import UnreadableSecretError
from shop.configuration.fields import Secret
from shop.configuration.memory import Memory
from shop.configuration.models import (
    DocumentSettings,
    MailSettings,
    MoneySettings,
    OneRow,
    PaymentSettings,
    PricingSettings,
    StorefrontSettings,
    TaxSettings,
)
from shop.configuration.rows import read_rows

logger = logging.getLogger(__name__)
GROUP = 4


@dataclass(frozen=True, kw_only=True)
class Stored:
    """The rows as they are saved; unsaved ones where there are none."""

    money: MoneySettings = field(default_factory=MoneySettings)
    payment: PaymentSettings = field(default_factory=PaymentSettings)
    tax: TaxSettings = field(default_factory=TaxSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    documents: DocumentSettings = field(default_factory=DocumentSettings)
    storefront: StorefrontSettings = field(default_factory=StorefrontSettings)
    pricing: PricingSettings = field(default_factory=PricingSettings)


#: By the names that `Stored` has for them.
MODELS: dict[str, type[OneRow]] = {
    "money": MoneySettings,
    "payment": PaymentSettings,
    "tax": TaxSettings,
    "mail": MailSettings,
    "documents": DocumentSettings,
    "storefront": StorefrontSettings,
    "pricing": PricingSettings,
}


def _read() -> Stored:
    rows: dict[str, Any] = dict(zip(MODELS, read_rows(list(MODELS.values())), strict=True))
    return Stored(**rows)


# Counted up with the rows, so that what an older release left in the shared cache is not taken.
STORED: Memory[Stored] = Memory("configuration:2", _read)


def shop_currency() -> str:
    """Return the currency of the shop's prices: KILN_CURRENCY, what staff chose, else the default."""
    override: str = settings.KILN_CURRENCY
    chosen: str = override or STORED.get().money.currency or settings.OSCAR_DEFAULT_CURRENCY
    return chosen


def lowest_list_price_wins() -> bool:
    """Tell whether the lowest of a buyer's price lists holds; else the first by priority."""
    return STORED.get().pricing.choice == PricingSettings.Choice.LOWEST


def tax_country() -> str:
    """Return the country whose tax is inside the prices as they are stored (ISO 3166-1 alpha-2)."""
    override: str = settings.KILN_TAX_COUNTRY
    chosen: str = override or STORED.get().tax.country or settings.KILN_DEFAULT_TAX_COUNTRY
    return chosen


def charges_destination() -> bool:
    """Tell whether consumers elsewhere in the Union pay their own country's VAT."""
    override: bool | None = settings.KILN_TAX_DESTINATION
    return STORED.get().tax.charges_destination if override is None else override


def own_vat_id() -> str:
    """Return the shop's VAT id; empty: none."""
    override: str = settings.KILN_VAT_ID
    chosen: str = override or STORED.get().tax.vat_id
    return chosen


@dataclass(frozen=True, kw_only=True)
class BankAccount:
    """The account that transfers go to. `text` is what buyers read; empty where there is none."""

    text: str
    holder: str = ""
    iban: str = ""
    bic: str = ""


def bank_account() -> BankAccount:
    """Return KILN_BANK_ACCOUNT, which is a text, or the account that staff entered."""
    if settings.KILN_BANK_ACCOUNT:
        return BankAccount(text=settings.KILN_BANK_ACCOUNT)
    row = STORED.get().money
    if not row.iban:
        return BankAccount(text="")
    bic = f"BIC {row.bic}" if row.bic else ""
    parts = [row.account_holder, spaced_iban(row.iban), bic]
    return BankAccount(
        text=", ".join(part for part in parts if part), holder=row.account_holder, iban=row.iban, bic=row.bic
    )


def spaced_iban(iban: str) -> str:
    """Write an IBAN in groups of four."""
    return " ".join(iban[start : start + GROUP] for start in range(0, len(iban), GROUP))


@dataclass(frozen=True, kw_only=True, repr=False)
class StripeKeys:
    """The keys to Stripe in clear; empty where there is none."""

    secret: str
    publishable: str
    webhook: str


def stripe_keys() -> StripeKeys:
    """Return the keys that hold, each by itself the environment's or the stored one."""
    row = STORED.get().payment
    return StripeKeys(
        secret=settings.KILN_STRIPE_SECRET_KEY or _clear(row.stripe_secret_key),
        publishable=settings.KILN_STRIPE_PUBLISHABLE_KEY or row.stripe_publishable_key,
        webhook=settings.KILN_STRIPE_WEBHOOK_SECRET or _clear(row.stripe_webhook_secret),
    )


def has_stripe_key() -> bool:
    """Tell whether cards can be charged."""
    return bool(stripe_keys().secret)


@dataclass(frozen=True, kw_only=True, repr=False)
class MailServer:
    """The SMTP server that staff entered, its password in clear."""

    host: str
    port: int
    username: str
    password: str
    use_tls: bool
    use_ssl: bool


def mail_server() -> MailServer | None:
    """Return the stored server; None where there is none. The environment's is not asked for here."""
    row = STORED.get().mail
    if not row.host:
        return None
    return MailServer(
        host=row.host,
        port=row.port,
        username=row.username,
        password=_clear(row.password),
        use_tls=row.security == MailSettings.Security.STARTTLS,
        use_ssl=row.security == MailSettings.Security.TLS,
    )


def mail_is_set_by_environment() -> bool:
    """Tell whether EMAIL_URL or KILN_ANYMAIL_BACKEND says where mail goes."""
    return bool(settings.KILN_MAIL_VARIABLE)


def _clear(secret: Secret) -> str:
    """Return a secret's text; nothing, and a line in the log, where its key is gone."""
    try:
        return secret.reveal()
    except UnreadableSecretError:
        logger.warning("A stored secret cannot be read: no key of KILN_SECRETS_KEYS opens it.")
        return ""


def document_settings() -> DocumentSettings:
    """Return who writes documents and how, as it is saved; never to be changed."""
    return STORED.get().documents


def strangers_see_prices() -> bool:
    """Tell whether who has not logged in sees prices and can buy."""
    return STORED.get().storefront.access == StorefrontSettings.Access.OPEN


def login_is_required() -> bool:
    """Tell whether the shop opens to those alone who have logged in."""
    return STORED.get().storefront.access == StorefrontSettings.Access.LOGIN_REQUIRED


def open_paths() -> tuple[str, ...]:
    """Return the paths of pages that stay open where the shop opens after logging in ("/imprint/")."""
    return tuple(STORED.get().storefront.open_paths.split())
