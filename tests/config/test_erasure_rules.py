"""Every column that could name a person says what becomes of it when that person wants to be forgotten."""

from django.apps import apps
from django.db import models

from shop.privacy.erasure.registry import ERASERS, KEPT, UNRELATED

#: Columns that people or machines write words into; a choice, a number or a day is none.
TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.BinaryField,
    models.GenericIPAddressField,
)
#: Tables of tests.
FACTORIES = ("tests.", "oscar.test.")


def text_columns():
    """Yield `app.Model.field` of every column that may hold words."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if not meta.managed or meta.proxy or model.__module__.startswith(FACTORIES):
            continue
        for field in meta.local_fields:
            if isinstance(field, TEXTS) and not field.choices:
                yield f"{meta.label}.{field.name}"


def everything_of(name):
    return f"{name.rpartition('.')[0]}.*"


def declarations():
    return [name for entry in (*ERASERS, *KEPT, *UNRELATED) for name in entry.fields]


def test_every_text_column_is_declared():
    declared = set(declarations())

    assert [name for name in text_columns() if not {name, everything_of(name)} & declared] == []


def test_no_declaration_is_of_what_is_not_there():
    models_there = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    gone = []
    for name in declarations():
        label, _dot, field = name.rpartition(".")
        fields = apps.get_model(label)._meta.local_fields if label in models_there else ()
        if field not in {each.name for each in fields} | ({"*"} if fields else set()):
            gone.append(name)

    assert gone == []


def test_no_column_is_declared_twice():
    declared = declarations()

    assert sorted(name for name in set(declared) if declared.count(name) > 1) == []
    exact = [name for name in declared if not name.endswith(".*")]
    assert [name for name in exact if everything_of(name) in declared] == []


def test_what_is_told_to_people_has_words():
    assert all(str(entry.label) for entry in ERASERS)
    assert [entry.name for entry in KEPT if entry.label and not str(entry.reason)] == []
