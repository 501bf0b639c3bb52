"""Constant tags are rendered once for each language; nothing else is."""

import pytest
from django.template import Context, Engine, RequestContext
from django.test import RequestFactory
from django.utils.translation import override

from config.template_loader import ConstantNode

TAGS = "{% load i18n component_tags %}"


def template_of(text):
    """Load a template as the site does, from memory."""
    engine = Engine(
        libraries={
            "i18n": "django.templatetags.i18n",
            "component_tags": "shop.storefront.templatetags.component_tags",
        },
        loaders=[("config.template_loader.Loader", [("django.template.loaders.locmem.Loader", {"t": text})])],
    )
    return engine.get_template("t")


def folded(template):
    return [type(node.node).__name__ for node in template.nodelist.get_nodes_by_type(ConstantNode)]


@pytest.mark.parametrize(
    "tag",
    [
        '{% translate "Basket" %}',
        '{% translate "May" context "month name" %}',
        '{% url "basket:summary" %}',
        '{% icon "check" %}',
        '{% icon "check" label="Done" %}',
    ],
)
def test_what_depends_on_the_language_alone_is_rendered_once(tag):
    template = template_of(f"{TAGS}{tag}")
    said = {}
    for language in ("en", "zh-hans", "en", "zh-hans"):
        with override(language):
            said.setdefault(language, set()).add(template.render(Context()))

    (node,) = template.nodelist.get_nodes_by_type(ConstantNode)
    assert [len(each) for each in said.values()] == [1, 1]
    assert len(node.said) <= 2


def test_words_and_addresses_are_those_of_the_language():
    template = template_of(TAGS + '{% translate "Basket" %} {% url "basket:summary" %}')
    found = []
    for language in ("en", "zh-hans", "en"):
        with override(language):
            found.append(template.render(Context()))

    assert found == ["Basket /shop/basket/", "购物车 /zh-hans/shop/basket/", "Basket /shop/basket/"]


@pytest.mark.parametrize(
    "tag",
    [
        "{% translate words %}",
        '{% translate "Basket"|upper %}',
        '{% translate "Basket" as kept %}{{ kept }}',
        '{% url "basket:add" pk %}',
        "{% url name %}",
        '{% url "basket:summary" as kept %}{{ kept }}',
        "{% icon name %}",
        '{% icon "check" as kept %}{{ kept }}',
        '{% icon "check" label=words %}',
    ],
)
def test_what_depends_on_more_is_rendered_each_time(tag):
    assert folded(template_of(TAGS + tag)) == []


def test_constants_are_found_wherever_they_stand():
    inside = '{% translate "Basket" %}'
    template = template_of(
        TAGS
        + "{% if a %}"
        + inside
        + "{% elif b %}"
        + inside
        + "{% else %}"
        + inside
        + "{% endif %}"
        + "{% for each in many %}"
        + inside
        + "{% empty %}"
        + inside
        + "{% endfor %}"
        + "{% with a=b %}{% block name %}"
        + inside
        + "{% endblock %}{% endwith %}"
    )

    assert folded(template) == ["TranslateNode"] * 6
    with override("en"):
        assert template.render(Context({"b": 1, "many": [1, 2]})) == "Basket" * 4


def test_an_address_is_that_of_the_requests_own_urls():
    template, request = template_of('{% url "basket:summary" %}'), RequestFactory().get("/")
    request.current_app = "other"

    template.render(Context())
    template.render(RequestContext(request))

    (node,) = template.nodelist.get_nodes_by_type(ConstantNode)
    assert len(node.said) == 2
