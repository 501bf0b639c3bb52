"""What Wagtail's scripts say: the editor's hint, errors while saving, the reading of a page."""

from pathlib import Path

import pytest
import wagtail.admin
from babel.messages.pofile import read_po
from django.utils import translation
from django.views.i18n import JavaScriptCatalog


def words_of_scripts():
    """Every string that a script looks up, in English."""
    path = Path(wagtail.admin.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "djangojs.po"
    with path.open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    return {each if isinstance(each, str) else each[0] for each in ids}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_scripts_of_the_back_office_have_no_english_in_chinese(rf, language):
    view = JavaScriptCatalog(packages=["wagtail.admin"])
    with translation.override(language):
        view.get(rf.get("/cms/jsi18n/"))

    assert words_of_scripts() - view.get_catalog().keys() == set()
