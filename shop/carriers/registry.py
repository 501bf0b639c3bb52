"""Which plug-ins there are, and the one of an account."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from shop.carriers.interface import AccountData, Carrier, CarrierError
from shop.carriers.models import CarrierAccount
from shop.carriers.secrets import settings_of


def plugin_class(path: str) -> type[Carrier]:
    """Return a plug-in by its dotted path. Raises ImproperlyConfigured for what is none."""
    try:
        found = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f"KILN_CARRIERS: {path} cannot be imported.") from error
    missing = [
        name
        for name in ("title", "settings", "rates", "make_label", "tracking_url")
        if not hasattr(found, name)
    ]
    if missing:
        raise ImproperlyConfigured(f"KILN_CARRIERS: {path} lacks {', '.join(missing)}.")
    plugin: type[Carrier] = found
    return plugin


def plugin_choices() -> list[tuple[str, str]]:
    """List the plug-ins that staff may choose from, by path, in the order of KILN_CARRIERS."""
    return [(path, str(plugin_class(path).title)) for path in settings.KILN_CARRIERS]


def carrier_of(account: CarrierAccount) -> Carrier:
    """Return the plug-in of an account. Raises CarrierError when it is not to be had here any more.

    Only what KILN_CARRIERS names is imported: a path in the database alone runs nothing.
    """
    if account.plugin not in settings.KILN_CARRIERS:
        raise CarrierError(f"{account.name}: {account.plugin} is not in KILN_CARRIERS.")
    return plugin_class(account.plugin)(account_data(account))


def account_data(account: CarrierAccount) -> AccountData:
    """Return what a plug-in is told of its account. One query, for the services."""
    return AccountData(
        code=account.code,
        name=account.name,
        tracking_url=account.tracking_template,
        services=tuple(service.code for service in account.services.all()),
        settings=settings_of(account),
    )
