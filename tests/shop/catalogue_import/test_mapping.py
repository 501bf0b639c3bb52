import json

import pytest

from shop.catalogue_import.mapping import load_mapping, mapping_from
from shop.imports.errors import ImportFailedError


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ({}, "no field for the sku"),
        ({"fields": {"sku": "id", "colour": "c"}}, "colour"),
        ({"fields": {"sku": {"pth": "id"}}}, "fields.sku"),
        ({"fields": {"sku": "id"}, "attribtues": []}, "attribtues"),
        ({"fields": {"sku": "id"}, "price_unit": "cents"}, "price_unit"),
        ({"fields": {"sku": "id"}, "attributes": [{"code": "a"}]}, r"attributes\.0\.type: Field required"),
        (
            {"fields": {"sku": "id"}, "attributes": [{"code": "a", "type": "colour"}]},
            r"attributes\.0\.type: Input should be",
        ),
        ({"fields": {"sku": "id"}, "attributes": [{"code": "a b", "type": "text"}]}, "code a b"),
        ({"fields": {"sku": "id"}, "variants": {"fields": {"size": "s"}}}, r"variants\.fields: .*size"),
        ({"fields": []}, "fields"),
        ({"fields": {"sku": 7}}, r"fields\.sku"),
        ({"fields": {"sku": "id"}, "variants": []}, "variants"),
        ({"fields": {"sku": "id"}, "categories": "Vases"}, "categories"),
        ({"fields": {"sku": "id"}, "categories": {"known": {"a": {}}}}, r"categories\.known\.a\.name"),
        ({"fields": {"sku": "id"}, "attributes": "glaze"}, "attributes"),
        ({"fields": {"sku": "id"}, "attributes": [{"code": "a", "type": "option", "options": 3}]}, "options"),
        (
            {"fields": {"sku": "id"}, "attributes": [{"code": "a", "type": "text", "facets": False}]},
            r"attributes\.0\.facets",
        ),
        ({"fields": {"sku": "id"}, "other_attributes": {"text": ["size"]}}, r"other_attributes\.path"),
        (
            {"fields": {"sku": "id"}, "product_class": {"track_stock": "perhaps"}},
            r"product_class\.track_stock",
        ),
        (
            {"fields": {"sku": "id"}, "warehouses": {"lisbon": {"town": "Lisbon"}}},
            r"warehouses\.lisbon: .*town",
        ),
        ({"fields": {"sku": "id"}, "warehouses": {"lisbon": "Lisbon"}}, r"warehouses\.lisbon"),
    ],
)
def test_a_mistake_in_a_mapping_is_named(content, complaint):
    with pytest.raises(ImportFailedError, match=complaint):
        mapping_from(content)


def test_json_and_toml_say_the_same(tmp_path, samples):
    (tmp_path / "a.json").write_text(json.dumps({"fields": {"sku": "id"}, "currency": "EUR"}))
    (tmp_path / "a.toml").write_text('currency = "EUR"\n[fields]\nsku = "id"\n')

    assert load_mapping(tmp_path / "a.json") == load_mapping(tmp_path / "a.toml")


@pytest.mark.parametrize(("name", "content"), [("a.json", "{"), ("a.toml", "a ="), ("a.json", "[]")])
def test_an_unreadable_mapping_is_named(tmp_path, name, content):
    (tmp_path / name).write_text(content)

    with pytest.raises(ImportFailedError, match=name):
        load_mapping(tmp_path / name)


def test_what_a_mapping_leaves_out_is_made_of_what_it_says():
    mapping = mapping_from(
        {
            "fields": {"sku": "id", "title": {"path": "name", "shorten": True}},
            "product_class": "Ceramics",
            "attributes": [
                {"code": "glaze_kind", "type": "option", "options": ["tide"]},
                {
                    "code": "size",
                    "type": "text",
                    "name": {"en": "Size", "zh-hans": "尺寸"},
                    "field": "d.size",
                },
            ],
            "categories": {"known": {"vases": {"name": "Vases"}}},
        }
    )

    glaze, size = mapping.attributes
    assert (mapping.product_class, mapping.track_stock) == ("Ceramics", True)
    assert (mapping.fields["sku"].path, mapping.fields["title"].shorten) == ("id", True)
    assert (glaze.names, glaze.source.path, glaze.is_facet, glaze.is_closed) == (
        {"en": "Glaze kind"},
        "glaze_kind",
        True,
        False,
    )
    assert [(key, option.names, option.position) for key, option in glaze.options.items()] == [
        ("tide", {"en": "tide"}, 1)
    ]
    assert (size.names, size.source.path) == ({"en": "Size", "zh-hans": "尺寸"}, "d.size")
    assert mapping.known_categories["vases"].names == {"en": "Vases"}
