"""What becomes of assets when somebody is forgotten: they are the shop's, a logo is a company's."""

from django.utils.translation import gettext_lazy as _

from shop.privacy.erasure.registry import KEPT, UNRELATED, Kept, Unrelated

UNRELATED.register(
    Unrelated(
        name="partner assets",
        fields=("partner_assets.Asset.*", "partner_assets.AssetVersion.*"),
    )
)
KEPT.register(
    Kept(
        name="partner logos",
        fields=("partner_assets.PartnerLogo.file",),
        reason=_("The logo belongs to the company that is our partner."),
    )
)
