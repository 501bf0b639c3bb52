"""What the demo's partner programme says, each in the shop's three languages: tiers, agreement, news."""

from collections.abc import Mapping
from dataclasses import dataclass

#: English, simplified and traditional Chinese.
Words = tuple[str, str, str]
LANGUAGES = ("en", "zh_hans", "zh_hant")


def in_languages(**fields: Words) -> Mapping[str, str]:
    """Return the values of translated fields by their columns: title_en, title_zh_hans, title_zh_hant."""
    return {
        f"{name}_{language}": text
        for name, words in fields.items()
        for language, text in zip(LANGUAGES, words, strict=True)
    }


@dataclass(frozen=True, kw_only=True)
class TierTerms:
    """A tier: what it asks for in a year (revenue, deals won) and gives (per cent, hours, days)."""

    rank: int
    name: Words
    revenue: int
    deals: int
    commission: int
    off: int
    off_carton: int
    hours: int
    days: int
    fund: int


TIERS = (
    TierTerms(
        rank=1,
        name=("Bronze", "青铜", "青銅"),
        revenue=0,
        deals=0,
        commission=5,
        off=20,
        off_carton=25,
        hours=48,
        days=60,
        fund=1,
    ),
    TierTerms(
        rank=2,
        name=("Silver", "白银", "白銀"),
        revenue=1_500,
        deals=0,
        commission=7,
        off=25,
        off_carton=30,
        hours=48,
        days=90,
        fund=2,
    ),
    TierTerms(
        rank=3,
        name=("Gold", "黄金", "黃金"),
        revenue=6_000,
        deals=1,
        commission=9,
        off=30,
        off_carton=35,
        hours=24,
        days=120,
        fund=3,
    ),
    TierTerms(
        rank=4,
        name=("Platinum", "铂金", "白金"),
        revenue=20_000,
        deals=3,
        commission=12,
        off=35,
        off_carton=40,
        hours=12,
        days=180,
        fund=4,
    ),
)

AGREEMENT_TITLE: Words = ("Distributor agreement", "分销商协议", "經銷商協議")
FIRST_AGREEMENT: Words = (
    (
        "1. The distributor buys and sells in its own name and on its own account.\n\n"
        "2. Prices follow the distributor's tier; orders are paid within 30 days.\n\n"
        "3. Either side may end this agreement with three months' notice."
    ),
    (
        "1. 分销商以自己的名义、自负盈亏买卖货物。\n\n"
        "2. 价格依分销商等级而定; 订单于三十天内付款。\n\n"
        "3. 任何一方可提前三个月通知终止本协议。"
    ),
    (
        "1. 經銷商以自己的名義、自負盈虧買賣貨物。\n\n"
        "2. 價格依經銷商等級而定; 訂單於三十天內付款。\n\n"
        "3. 任何一方可提前三個月通知終止本協議。"
    ),
)
SECOND_AGREEMENT: Words = (
    FIRST_AGREEMENT[0]
    + "\n\n4. Stock and sales are reported within five days after the end of each month."
    + "\n\n5. A registered deal is protected until the day that the approval names.",
    FIRST_AGREEMENT[1]
    + "\n\n4. 每月结束后五天内上报库存与销售。"
    + "\n\n5. 已登记的商机受保护, 直至批准时注明的日期。",
    FIRST_AGREEMENT[2]
    + "\n\n4. 每月結束後五天內回報庫存與銷售。"
    + "\n\n5. 已登記的商機受保護, 直至核准時註明的日期。",
)


@dataclass(frozen=True, kw_only=True)
class NewsText:
    """A piece of news, so many days old; for partners of `ranks`, or of `countries`, else for all."""

    days: int
    title: Words
    body: Words
    ranks: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()


NEWS = (
    NewsText(
        days=3,
        title=("Spring glazes: order samples now", "春季釉色: 现可索取样品", "春季釉色: 現可索取樣品"),
        body=(
            (
                "<p>Celadon and shino come in four new forms. Samples go out from Monday; tell us which "
                "of your customers should see them first.</p>"
            ),
            "<p>青瓷与志野釉推出四款新器形。样品自周一起寄出; 请告诉我们哪些客户应先看到。</p>",
            "<p>青瓷與志野釉推出四款新器形。樣品自週一起寄出; 請告訴我們哪些客戶應先看到。</p>",
        ),
    ),
    NewsText(
        days=12,
        title=("Gold and Platinum: showroom funds", "黄金与铂金: 展厅基金", "黃金與白金: 展廳基金"),
        body=(
            "<p>We pay up to half of a new display. Ask for it under Funds before the end of the month.</p>",
            "<p>我们为新展台最多承担一半费用。请于月底前在“基金”中申请。</p>",
            "<p>我們為新展台最多負擔一半費用。請於月底前在「基金」中申請。</p>",
        ),
        ranks=(3, 4),
    ),
    NewsText(
        days=26,
        title=("Holiday dispatch times", "节假日发货时间", "節慶出貨時間"),
        body=(
            "<p>What is ordered by the 15th leaves before the holidays. Later orders follow in January.</p>",
            "<p>15日前的订单将在节前发货; 之后的订单于一月发出。</p>",
            "<p>15日前的訂單將在節前出貨; 之後的訂單於一月寄出。</p>",
        ),
    ),
    NewsText(
        days=40,
        title=("Taiwan: new stock at the port", "台湾: 港口新到库存", "臺灣: 港口新到庫存"),
        body=(
            "<p>A container of tea ware has arrived. Orders from Taiwan now take four days.</p>",
            "<p>一柜茶具已到港。台湾订单现只需四天。</p>",
            "<p>一櫃茶具已到港。臺灣訂單現只需四天。</p>",
        ),
        countries=("TW",),
    ),
)
