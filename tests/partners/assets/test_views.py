"""What a partner sees and takes: of its tier, in the version that is good today, noted, with its logo."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from partners.assets.models import Asset, AssetDownload, AssetVersion, PartnerLogo
from partners.tiers.models import TierMembership
from shop.time_zones import shop_day
from tests.config.roles.people import member
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.partners.tiers.factories import TierFactory

pytestmark = pytest.mark.django_db
INDEX = "/partners/assets/"


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path


@pytest.fixture
def account(client):
    account = PartnerAccountFactory()
    client.force_login(PartnerUserFactory(account=account).user)
    return account


def png(colour=(200, 0, 0), size=(60, 30)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def make_asset(
    title="Spring brochure", *, days=(0, None), content=b"text", name="spring.txt", number=1, **fields
):
    asset, _new = Asset.objects.get_or_create(title=title, defaults=fields)
    begins, ends = days
    AssetVersion.objects.create(
        asset=asset,
        number=number,
        file=ContentFile(content, name=name),
        valid_from=shop_day() + timedelta(days=begins),
        valid_until=shop_day() + timedelta(days=ends) if ends is not None else None,
    )
    return asset


def take(client, asset, **data):
    return told(client.post(reverse("partner_assets:download", args=[asset.pk]), data))


def told(response):
    response.read = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def test_highest_version_that_is_good_today_is_handed_out_and_noted(client, account):
    asset = make_asset(days=(-30, -1), content=b"old")
    make_asset(number=2, days=(-1, 10), content=b"new")
    make_asset(number=3, days=(5, None), content=b"coming")

    response = take(client, asset)

    assert response.read == b"new"
    assert response["Content-Disposition"].startswith("attachment")
    noted = AssetDownload.objects.get()
    assert (noted.version.number, noted.account, noted.has_logo) == (2, account, False)


def test_expired_unpublished_and_other_tiers_assets_are_not_there(client, account):
    gold = TierFactory(rank=90)
    hidden = [
        make_asset("Expired", days=(-9, -1)),
        make_asset("Draft", is_published=False),
        make_asset("Gold"),
    ]
    hidden[2].tiers.add(gold)
    hidden[2].save()
    shown = make_asset("For all")

    page = client.get(INDEX).content.decode()
    assert [asset.title in page for asset in [*hidden, shown]] == [False, False, False, True]
    assert {take(client, asset).status_code for asset in hidden} == {404}
    TierMembership.objects.create(account=account, tier=gold, since=timezone.now(), review_at=shop_day())

    assert "Gold" in client.get(INDEX).content.decode()
    assert take(client, hidden[2]).status_code == 200


def test_search_by_words_kind_and_language(client, account):
    make_asset("Glazes", kind="brochure", language="de")
    make_asset("Vase on white", kind="picture")

    def found(query):
        page = client.get(f"{INDEX}?{query}").content.decode()
        return ["Glazes" in page, "Vase on white" in page]

    assert found("q=glaz") == [True, False]
    assert found("kind=picture") == [False, True]
    assert found("language=en") == [False, True]
    assert "Nothing found" in client.get(f"{INDEX}?q=spoon").content.decode()


def test_logo_is_kept_replaced_shown_and_removed(client, account, django_capture_on_commit_callbacks):
    url = reverse("partner_assets:logo")
    refused = client.post(url, {"logo": SimpleUploadedFile("logo.png", b"no picture")})
    assert refused.status_code == 422
    client.post(url, {"logo": SimpleUploadedFile("logo.png", png(), "image/png")})
    first = PartnerLogo.objects.get(account=account).file
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"logo": SimpleUploadedFile("logo.png", png((0, 0, 9)), "image/png")})

    logo = PartnerLogo.objects.get(account=account)
    assert not first.storage.exists(first.name)
    assert logo.file.storage.exists(logo.file.name)
    assert told(client.get(reverse("partner_assets:logo_picture")))["Content-Type"] == "image/png"
    client.post(url, {"remove": "1"})
    assert client.get(reverse("partner_assets:logo_picture")).status_code == 404


def test_picture_comes_with_the_logo_where_the_asset_takes_it(client, account):
    asset = make_asset("Vase", content=png((0, 0, 200), (300, 200)), name="vase.png", takes_logo=True)
    assert take(client, asset, logo="1").status_code == 302  # no logo yet
    PartnerLogo.objects.create(account=account, file=ContentFile(png(), name="logo.png"))
    assert "With your logo" in client.get(INDEX).content.decode()

    response = take(client, asset, logo="1")

    assert Image.open(io.BytesIO(response.read)).convert("RGB").getpixel((280, 185))[0] > 150
    assert AssetDownload.objects.get().has_logo


def test_list_costs_the_same_with_one_and_four_assets(client, account, django_assert_max_num_queries):
    make_asset("One")
    client.get(INDEX)
    with django_assert_max_num_queries(40) as one:
        client.get(INDEX)
    for title in ("Two", "Three", "Four"):
        make_asset(title)
    with django_assert_max_num_queries(len(one)):
        client.get(INDEX)


def test_staff_write_an_asset_and_read_who_took_it(client, account):
    asset = make_asset()
    take(client, asset)
    client.force_login(member("partner manager"))
    day = shop_day().isoformat()
    new = reverse("partner_assets_library:add")
    data = {
        "title": "Autumn",
        "kind": "brochure",
        "is_published": "on",
        "versions-TOTAL_FORMS": "1",
        "versions-INITIAL_FORMS": "0",
        "versions-MIN_NUM_FORMS": "1",
        "versions-MAX_NUM_FORMS": "1000",
        "versions-0-number": "1",
        "versions-0-valid_from": day,
        "versions-0-ORDER": "1",
    }
    refused = client.post(new, {**data, "versions-0-file": SimpleUploadedFile("a.txt", b"MZ\x00\x90")})
    assert refused.status_code in (200, 422)
    assert not Asset.objects.filter(title="Autumn").exists()

    client.post(new, {**data, "versions-0-file": SimpleUploadedFile("a.txt", b"Autumn")})

    assert Asset.objects.get(title="Autumn").versions.get().number == 1
    page = client.get(reverse("partner_assets_library:inspect", args=[asset.pk])).content.decode()
    assert account.company.name in page
    assert client.get(reverse("partner_assets_library:index")).status_code == 200
