"""What every engine must make of Chinese, on the demo's catalogue: scripts, sizes, properties, the box's own example."""

from dataclasses import replace

import pytest

from config.demo.shop import VOICE
from search.kinds import kinds_in
from tests.search.documents import PUBLIC, document, fill, query
from tests.search.judged.demo import LANGUAGES, documents

pytestmark = pytest.mark.django_db
GIFT_CARD = document(900, "礼品卡", bodies={"zh-hans": "送礼的时候，让对方自己挑。"})


@pytest.fixture
def shop(engine):
    fill(engine, [*documents(), GIFT_CARD])
    return engine


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("插郁金香的花瓶", 6),
        ("插鬱金香的花瓶", 6),
        ("大碗", 8),
        ("小花瓶", 2),
        ("蓋碗", 37),
        ("藍色 花瓶", 6),
        ("cobalt 花瓶", 6),
        ("送礼", 900),
        ("送禮", 900),
        ("17厘米的碗", 9),
        ("17cm bowl", 9),
    ],
)
def test_what_stands_first(shop, text, first):
    assert shop.search(query(text)).product_ids[0] == first


@pytest.mark.parametrize(
    ("simplified", "traditional"), [("蓝色的碗", "藍色的碗"), ("茶叶罐", "茶葉罐"), ("烤盘", "烤盤")]
)
def test_either_script_finds_the_same(shop, simplified, traditional):
    found = shop.search(query(simplified))

    assert found.product_ids == shop.search(query(traditional)).product_ids
    assert found.full_matches > 0


@pytest.mark.parametrize("text", ["青瓷", "餐具", "蓝色的碗", "青瓷碗", "洗碗机", "瓷器", "红色的杯子"])
def test_what_people_type_finds_something(shop, text):
    assert shop.search(query(text)).total > 0


def test_what_may_go_into_the_dishwasher_is_no_bowl(shop):
    bowls, washable = shop.search(query("碗")), shop.search(query("洗碗机"))

    assert 16 not in bowls.product_ids  # a mug that suits the dishwasher
    assert 16 in shop.search(query("洗碗机", page_size=90)).product_ids
    assert bowls.total < washable.total / 2


def test_the_example_in_the_box_is_found_in_every_language(shop):
    for place, language in enumerate(LANGUAGES):
        example = VOICE["search_examples"][place]
        buyer = replace(PUBLIC, language=language)
        assert shop.search(query(example, buyer=buyer)).total > 0
        for words in example.replace("、", ",").split(","):
            assert shop.search(query(words, buyer=buyer)).total > 0, words


@pytest.mark.parametrize(
    ("name", "kind"), [("青瓷碗", "碗"), ("红色的杯子", "杯"), ("盤子", "盘"), ("子", "子")]
)
def test_the_kind_of_a_chinese_name(name, kind):
    assert kinds_in(name) == (kind,)
