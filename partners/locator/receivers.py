"""Django's signals: an entry of the locator was written or deleted."""

from django.db.models.signals import post_delete, post_save

from partners.locator.models import PartnerListing
from partners.locator.queries import forget_who_shows_stock

for _signal in (post_save, post_delete):
    _signal.connect(forget_who_shows_stock, sender=PartnerListing, dispatch_uid="partner_locator.shows_stock")
