"""Carriers as staff set them up."""

from shop.carriers.models import CarrierAccount, CarrierService
from shop.carriers.secrets import keep_settings

OWN_LABELS = "shop.carriers.own_labels.OwnLabels"


def carrier(code="van", *, services=("parcel",), plugin=OWN_LABELS, settings=None, **kwargs):
    """An account with its services, saved."""
    kwargs.setdefault("name", code.capitalize())
    account = CarrierAccount(code=code, plugin=plugin, **kwargs)
    keep_settings(account, settings or {})
    account.save()
    for name in services:
        CarrierService.objects.create(carrier=account, code=name, name=name.capitalize())
    return account
