from tests.i18n.reading import english_in, english_on


def test_words_of_the_page_and_of_its_attributes_are_found():
    html = (
        '<html lang="zh-Hans"><head><title>碗 | Kiln</title><meta name="description" content="A bowl"></head>'
        '<body><p>购物车 <b>Total</b></p><img alt="Tide bowl"><input type="submit" value="Go on"></body></html>'
    )

    assert english_on(html) == ["A bowl", "Total", "Tide bowl", "Go on"]


def test_code_names_addresses_and_other_languages_are_passed_over():
    html = (
        '<html lang="zh-Hans"><body><script>const one = "two words"</script>'
        '<a lang="en" href="/">English <b>shop</b></a><p>编号 KC-00012，写信到 ada@example.com</p>'
        "<p>12 x 4</p><p>https://kiln.example/r/nord/</p></body></html>"
    )

    assert english_on(html) == []


def test_what_the_reader_typed_can_be_allowed():
    assert english_in("Ada Potter，您好", allowed=frozenset({"Ada", "Potter"})) == []
    assert english_in("请填写Email地址") == ["请填写Email地址"]
    assert english_in("Hello Ada", allowed=frozenset({"Ada"})) == ["Hello Ada"]
