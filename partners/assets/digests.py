"""Assets in the partners' weekly news: those that are new, or in a new version, in the reader's language."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.accounts.access import PartnerAccess
from partners.accounts.digests import DIGEST_SOURCES, DigestItem, DigestSource, Week
from partners.assets.company_permissions import VIEW
from partners.assets.models import AssetVersion
from partners.assets.queries import assets_for
from shop.time_zones import shop_day

MOST = 20


def new_assets(access: PartnerAccess, week: Week) -> list[DigestItem]:
    """List the assets that came into the library, or whose current version began, in the week.

    Only what the account may use on the day after the week, in the reader's language or in none.
    Three queries at most.
    """
    first, after = shop_day(week.since), shop_day(week.until)
    began = AssetVersion.objects.filter(valid_from__gte=first, valid_from__lt=after)
    added = Q(created_at__gte=week.since, created_at__lt=week.until)
    # What came in this week but begins later is told in the week in which it can be taken.
    found = assets_for(access.account, after).filter(Q(language="") | Q(language=week.language))
    found = found.filter(added | Q(version_id__in=began.values("pk")))
    index = reverse("partner_assets:index")
    return [
        DigestItem(title=asset.title, path=f"{index}?{urlencode({'q': asset.title})}")
        for asset in found[:MOST]
    ]


DIGEST_SOURCES.register(
    DigestSource(name="assets", label=_("Assets"), read=new_assets, permissions=(VIEW,), order=20)
)
