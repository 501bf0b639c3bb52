"""A small shop whose texts exist in Chinese too, and a buyer and a partner who use it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model
from wagtail.models import Page

from partners.commissions.models import Commission
from shop.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    Product,
    ProductAttribute,
)
from shop.order.models import Order
from shop.user.models import User
from tests.content.factories import make_home, make_page
from tests.partners.factories import CommissionFactory, PartnerMember, PartnerUserFactory
from tests.shop.factories import (
    CategoryFactory,
    CountryFactory,
    OrderFactory,
    ParentProductFactory,
    ProductClassFactory,
    ProductFactory,
    ShippingAddressFactory,
    UserAddressFactory,
    UserFactory,
)

BODY = [("quote", {"text": "火知道。", "who": "陈雨"})]
LANGUAGES = ("zh-hans", "zh-hant")
TEXTS = {
    "title": ("Tide vase", "潮汐花瓶", "潮汐花瓶"),
    "description": ("Thrown in two parts.", "分两段拉坯。", "分兩段拉坯。"),
    "name": ("Vases", "花瓶", "花瓶"),
}


def in_all(field: str, texts: tuple[str, str, str]) -> dict[str, str]:
    """Name the columns of a translated field."""
    return dict(zip((f"{field}_en", f"{field}_zh_hans", f"{field}_zh_hant"), texts, strict=True))


@dataclass
class World:
    """What the pages of the tests show, and the language they are read in."""

    language: str
    category: Category
    buyer: User
    member: PartnerMember
    order: Order
    vase: Product
    bowl: Product
    sold_out: Product
    wishlist: Any
    commission: Commission
    address: Any
    review: Any
    guest_alert: Any
    story: Any

    def url(self, name: str, *args: Any) -> str:
        """Return the address of a named page in the language."""
        with translation.override(self.language):
            return reverse(name, args=args)

    def page_of(self, thing: Any) -> str:
        """Return the address of a product or category in the language."""
        with translation.override(self.language):
            return thing.get_url() if isinstance(thing, Page) else thing.get_absolute_url()


def _glaze() -> ProductAttribute:
    group = AttributeOptionGroup.objects.create(name="Glaze")
    for texts, swatch in ((("Tide", "潮汐", "潮汐"), "#2f6d7c"), (("Ash", "草木灰", "草木灰"), "#c8b596")):
        AttributeOption.objects.create(group=group, swatch=swatch, **in_all("option", texts))
    glaze, _created = ProductAttribute.objects.get_or_create(
        product_class=ProductClassFactory(),
        code="glaze",
        defaults={"type": "option", "option_group": group, **in_all("name", ("Glaze", "釉色", "釉色"))},
    )
    return glaze


def _pottery() -> tuple[Product, Product, Product]:
    """Make a vase in two glazes, a bowl and a bowl that is sold out."""
    glaze = _glaze()
    category = CategoryFactory(**in_all("name", TEXTS["name"]))
    words = {
        **in_all("title", TEXTS["title"]),
        **in_all("description", TEXTS["description"]),
    }
    vase = ParentProductFactory(product_class=ProductClassFactory(), categories=[category], **words)
    for option, stock in zip(glaze.option_group.options.order_by("pk"), (3, 0), strict=True):
        child = ProductFactory(parent=vase, num_in_stock=stock, **in_all("title", TEXTS["title"]))
        child.attr.glaze = option
        child.save()
    bowl = ProductFactory(
        categories=[category], **{**words, **in_all("title", ("Tide bowl", "潮汐碗", "潮汐碗"))}
    )
    bowl.attr.glaze = glaze.option_group.options.first()
    bowl.save()
    sold_out = ProductFactory(
        num_in_stock=0, categories=[category], **{**words, **in_all("title", ("Cup", "杯", "杯"))}
    )
    return vase, bowl, sold_out


def make_world(site: Any, language: str) -> World:
    """Make the shop, its pages, a buyer with an order and a list, and a partner with a commission."""
    homes = {
        code: make_home(site, language=code, title=title, body=BODY)
        for code, title in (("en", "首页"), ("zh-hans", "首页"), ("zh-hant", "首頁"))
    }
    CountryFactory(display_order=1)
    vase, bowl, sold_out = _pottery()
    buyer = UserFactory(first_name="雨", last_name="陈")
    address = {"first_name": "雨", "last_name": "陈", "line1": "柏林街 1 号", "line4": "麦森"}
    kept_address = UserAddressFactory(user=buyer, **address)
    with translation.override(language):
        order = OrderFactory(
            user=buyer, lines=[(bowl, 2)], shipping_address=ShippingAddressFactory(**address)
        )
    wishlist = get_model("wishlists", "WishList").objects.create(
        owner=buyer, name="婚礼", visibility="Public"
    )
    wishlist.add(bowl)
    alerts = get_model("customer", "ProductAlert").objects
    alerts.create(user=buyer, product=sold_out, status="Active")
    review = get_model("reviews", "ProductReview").objects.create(
        product=bowl, user=buyer, score=5, title="很稳", body="每天都用。", status=1
    )
    member = PartnerUserFactory(user__first_name="雨", account__company__name="北方器物")
    commission = CommissionFactory(account=member.account, order=order)
    return World(
        language=language,
        category=vase.categories.get(),
        commission=commission,
        buyer=buyer,
        member=member,
        order=order,
        vase=vase,
        bowl=bowl,
        sold_out=sold_out,
        wishlist=wishlist,
        address=kept_address,
        review=review,
        guest_alert=alerts.create(email="yu@example.com", product=sold_out),
        story=make_page(homes[language], title="窑火", slug="fire", body=BODY),
    )
