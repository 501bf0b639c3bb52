"""Material for the demo's distributors, with versions, who took it, and one distributor's logo."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from config.demo.partners_files import logo_png, picture_png, sheet_pdf
from config.demo.partners_people import distributors, leader_of
from partners.assets.models import Asset, AssetDownload, AssetVersion
from partners.assets.services import keep_logo, note_download
from partners.tiers.models import Tier

Kind = Asset.Kind
WITH_LOGO = "nordlicht"


@dataclass(frozen=True, kw_only=True)
class Material:
    """An asset for tiers of `ranks`, with a version for each of `ages` (days since it holds)."""

    title: str
    about: str
    kind: str
    name: str
    ages: tuple[int, ...] = (60,)
    language: str = ""
    ranks: tuple[int, ...] = ()
    takes_logo: bool = True
    ends: int | None = None


MATERIAL = (
    Material(
        title="Spring brochure",
        about="Four pages for your customers' tables; your logo goes onto the last one.",
        kind=Kind.BROCHURE,
        name="spring-brochure.pdf",
        language="en",
        ages=(190, 20),
    ),
    Material(
        title="Bowls on a table",
        about="For your website and your shop window.",
        kind=Kind.PICTURE,
        name="bowls-on-a-table.png",
    ),
    Material(
        title="Price sheet for resellers",
        about="Recommended prices, valid for this half-year.",
        kind=Kind.PRICE_SHEET,
        name="price-sheet.pdf",
        takes_logo=False,
        ends=120,
    ),
    Material(
        title="Showroom plan",
        about="How a wall of three metres is furnished; with the funds for it.",
        kind=Kind.PRESENTATION,
        name="showroom-plan.pdf",
        ranks=(3, 4),
    ),
)
LINES = (
    "Stoneware, fired in Meissen.",
    "Dishwasher safe, stackable, each glaze in stock for ten years.",
    "Ask your distributor for samples.",
)


def add_assets(*, now: datetime) -> None:
    """Add the material and its downloads; nothing where there is some."""
    if Asset.objects.exists() or not distributors():
        return
    versions = [version for material in MATERIAL for version in _add(material, now=now)]
    for place, (one, account) in enumerate(distributors()):
        if one.code == WITH_LOGO:
            keep_logo(account, ContentFile(logo_png(), name="logo.png"))
        for version in versions[: 1 + place % len(versions)]:
            if version.asset.tiers.exists():
                continue
            taken = note_download(
                version, account=account, user=leader_of(one), has_logo=one.code == WITH_LOGO
            )
            moment = now - timedelta(days=2 + 3 * place)
            AssetDownload.objects.filter(pk=taken.pk).update(at=moment)


def _add(material: Material, *, now: datetime) -> list[AssetVersion]:
    asset = Asset.objects.create(
        title=material.title,
        description=material.about,
        kind=material.kind,
        language=material.language,
        takes_logo=material.takes_logo,
    )
    asset.tiers.set(Tier.objects.filter(rank__in=material.ranks))
    asset.save()
    today = timezone.localdate(now)
    made = []
    for number, age in enumerate(material.ages, start=1):
        content = _content(material, number)
        version = AssetVersion(
            asset=asset,
            number=number,
            valid_from=today - timedelta(days=age),
            valid_until=today + timedelta(days=material.ends) if material.ends else None,
            note="New glazes" if number > 1 else "",
        )
        version.file.save(material.name, ContentFile(content), save=False)
        version.save()
        made.append(version)
    return made


def _content(material: Material, number: int) -> bytes:
    if material.name.endswith(".png"):
        return picture_png()
    return sheet_pdf(material.title, [*LINES, f"Version {number}"])
