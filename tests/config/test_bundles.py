import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from config.bundles import NAME, SOURCES, BundleFinder


def bundle():
    return Path(finders.find(NAME)).read_text(encoding="utf-8")


def test_the_bundle_holds_every_source_in_order_and_no_comment():
    text = bundle()

    marks = [".skip", ".foot-grid", ".cards", ".field", ".consent-choices"]
    assert [mark in text for mark in marks] == [True] * len(SOURCES)
    assert "/*" not in text
    assert "  " not in text.replace('"  "', "")


def test_a_changed_source_is_joined_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    source = tmp_path / "a.css"
    source.write_text("a { color: red; }")
    finder = BundleFinder()
    finder.sources = [source]
    finder.find(NAME)

    source.write_text("a { color: blue; }")
    os.utime(source, (2_000_000_000, 2_000_000_000))

    assert "blue" in Path(finder.find(NAME)).read_text(encoding="utf-8")


def test_other_names_are_left_to_the_other_finders():
    assert BundleFinder().find("css/checkout.css") == []
    assert [name for name, _storage in BundleFinder().list(None)] == [NAME]
