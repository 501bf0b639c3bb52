"""Reading assets: what a partner may use today, and what partners used."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from partners.accounts.models import PartnerAccount
from partners.assets.models import Asset, AssetDownload, AssetVersion, PartnerLogo
from partners.tiers.queries import tier_of


def good_versions(day: date) -> QuerySet[AssetVersion]:
    """List the versions that are good on a day, the latest first."""
    open_end = Q(valid_until=None) | Q(valid_until__gte=day)
    return AssetVersion.objects.filter(open_end, valid_from__lte=day).order_by("-number", "-pk")


def assets_for(account: PartnerAccount, day: date) -> QuerySet[Asset]:
    """List what an account may use on a day: published, of its tier or of all, with a version that is good.

    `version_id` names that version.
    """
    tier = tier_of(account)
    theirs = Q(tiers=None) | (Q(tiers=tier) if tier else Q(pk__in=[]))
    latest = good_versions(day).filter(asset=OuterRef("pk")).values("pk")[:1]
    found = Asset.objects.filter(theirs, is_published=True).annotate(version_id=Subquery(latest))
    return found.exclude(version_id=None).distinct().order_by("title", "pk")


def versions_by_id(assets: list[Asset]) -> dict[int, AssetVersion]:
    """Return the versions that a page of `assets_for` names. One query."""
    keys: list[int] = [asset.version_id for asset in assets]  # type: ignore[attr-defined]
    return AssetVersion.objects.in_bulk(keys)


def logo_of(account: PartnerAccount) -> PartnerLogo | None:
    """Return an account's own logo."""
    return PartnerLogo.objects.filter(account=account).first()


def usage_of(asset: Asset, *, most: int) -> list[dict[str, object]]:
    """Count, by account, how often an asset was taken, and how often with a logo: the `most` first ones."""
    rows = AssetDownload.objects.filter(version__asset=asset).order_by().values("account__company__name")
    counted = rows.annotate(number=Count("pk"), with_logo=Count("pk", filter=Q(has_logo=True)))
    return [{**row} for row in counted.order_by("-number", "account__company__name")[:most]]
