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
        ({"fields": {"sku": "id"}, "attributes": [{"code": "a"}]}, "no code or type"),
        ({"fields": {"sku": "id"}, "attributes": [{"code": "a", "type": "colour"}]}, "unknown type"),
        ({"fields": {"sku": "id"}, "attributes": [{"code": "a b", "type": "text"}]}, "code a b"),
        ({"fields": {"sku": "id"}, "variants": {"fields": {"size": "s"}}}, "size"),
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
