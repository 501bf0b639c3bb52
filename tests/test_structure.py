"""The checks of documents and structure find what they are for, and the figures count."""

import ast

import pytest

from tests.checks import ROOT
from tests.figures import any_counts, check_any, circles, count_any, long_lines
from tests.structure import (
    FORKS,
    PACKAGES,
    check_documents_name_what_is_there,
    check_layers_documented,
    check_lookups_by_name,
    check_makefile_names_what_is_there,
    check_order_locks,
    derives_from_oscar,
    sources,
)


@pytest.fixture
def tree(tmp_path):
    """A tree with a fork of Oscar's basket, a slice of our own and a document."""
    for fork in FORKS:
        (tmp_path / fork).mkdir(parents=True)
        (tmp_path / fork / "apps.py").write_text("from oscar.apps.basket import apps\n")
    (tmp_path / "shop/mail").mkdir()
    (tmp_path / "shop/mail/kinds.py").write_text("class EmailType: ...\n")
    (tmp_path / "docs").mkdir()
    return tmp_path


def test_forks_are_the_folders_whose_config_is_oscars():
    folders = {path.parent for path in sources(ROOT, *PACKAGES) if path.name == "apps.py"}
    found = {str(folder.relative_to(ROOT)) for folder in folders if derives_from_oscar(folder)}

    assert {name for name in found if not name.startswith("shop/dashboard/")} == set(FORKS)


@pytest.mark.parametrize(
    "line",
    ['X = get_model("order", "Order")', 'X = loading.get_class("a", "B")', 'X = apps.get_model("a", "B")'],
)
def test_look_up_by_name_is_found_outside_of_forks_only(tree, line):
    for name in ("shop/basket/views.py", "shop/mail/views.py"):
        (tree / name).write_text(f"{line}\n")

    (finding,) = check_lookups_by_name(tree)

    assert finding.startswith("shop/mail/views.py:1: get_")


def test_order_held_in_another_strength_is_found(tree):
    (tree / "shop/mail/views.py").write_text(
        "Order.objects.select_for_update().get(pk=1)\n"
        "Order.objects.select_for_update(no_key=True).get(pk=1)\n"
        "PurchaseOrder.objects.select_for_update().get(pk=1)\n"
    )

    assert check_order_locks(tree) == ["shop/mail/views.py:1: hold an order by lock_order"]


def test_fork_that_is_none_any_more_is_found(tree):
    (tree / "shop/basket/apps.py").write_text("from django.apps import AppConfig\n")

    assert check_lookups_by_name(tree) == ["shop/basket is no fork of Oscar's: take it out of FORKS"]


@pytest.mark.parametrize(
    ("code", "is_there"),
    [
        ("shop/mail/kinds.py", True),
        ("shop/mail/", True),
        ("shop/mail/*.py", True),
        ("kinds.py", True),
        ("letters.py", False),
        ("shop.mail.kinds", True),
        ("shop.mail.kinds.EmailType", True),
        ("python -m shop.mail.kinds --all", True),
        ("order.change_order", True),
        ("shop", True),
        ("shop/mail/letters.py", False),
        ("shop/letters/*.py", False),
        ("shop.mail.letters", False),
        ("shop.mail.kinds.Letter", False),
    ],
)
def test_document_names_what_is_there(tree, code, is_there):
    (tree / "docs/mail.md").write_text(f"# Mail\n\nSee `{code}`.\n")

    assert (check_documents_name_what_is_there(tree) == []) is is_there


def test_layers_of_another_order_are_found(tree):
    contract = '[[tool.importlinter.contracts]]\nid = "shop"\nlayers = ["order", "mail : user"]\n'
    (tree / "pyproject.toml").write_text(contract)
    document = tree / "docs/architecture.md"

    document.write_text("# A\n\n    order\n    mail : user\n")
    same = check_layers_documented(tree)
    document.write_text("# A\n\n    mail : user\n    order\n")

    assert (same, len(check_layers_documented(tree))) == ([], 1)


def test_any_is_counted_in_annotations_only():
    module = ast.parse(
        "def f(a: Any, *b: list[Any]) -> dict[str, Any]:\n    c: Any = cast(Any, a)\n    return Any\n"
    )

    assert count_any(module) == 4


def test_any_may_not_become_more(tree):
    (tree / "shop/mail/kinds.py").write_text("def f(a: Any, b: list[Any]) -> None: ...\n")
    (tree / "shop/order/totals.py").write_text("total: Any\n")

    assert any_counts(tree) == (2, 3)
    assert check_any(tree, most=3) == []
    assert check_any(tree, most=2) == [
        "annotations say `Any` 3 times, the limit is 2: name the types that are passed"
    ]


def test_circles_are_groups_that_reach_each_other():
    imports = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a", "e"}, "e": {"d"}, "f": {"a"}}

    assert circles(imports) == [{"a", "b", "c"}, {"d", "e"}]


def test_lines_over_the_limit_are_counted_by_kind(tree):
    (tree / "templates").mkdir()
    (tree / "templates/page.html").write_text("x" * 120 + "\n" + "x" * 121 + "\n")
    (tree / "shop/mail/kinds.py").write_text("#" * 111 + "\n")

    assert long_lines(tree) == {".py": 1, ".html": 1, ".css": 0}


def test_a_target_names_tests_that_are_there(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/there.py").touch()
    (tmp_path / "Makefile").write_text("fuzz:\n\tpytest tests/there.py tests/gone.py --ignore=tests/left\n")

    assert check_makefile_names_what_is_there(tmp_path) == [
        "Makefile: tests/gone.py is not there",
        "Makefile: tests/left is not there",
    ]
