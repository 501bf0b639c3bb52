"""Entries are what companies say of themselves; what visitors ask becomes a lead and nothing else."""

from django.utils.translation import gettext_lazy as _

from shop.privacy.erasure.registry import KEPT, Kept

KEPT.register(
    Kept(
        name="locator entries",
        fields=("partner_locator.PartnerListing.*",),
        reason=_("Entries in the partner locator are published by the company that is our partner."),
    )
)
