import pytest
from django.template.loader import render_to_string
from django.utils import translation


@pytest.mark.parametrize("name", ["400", "403_csrf", "500", "503"])
def test_pages_for_bad_days_need_neither_database_nor_request(name):
    assert 'href="/"' in render_to_string(f"{name}.html")


def test_the_error_page_speaks_the_readers_language():
    with translation.override("zh-hans"):
        assert '<html lang="zh-hans">' in render_to_string("500.html")
