import pytest

from config.static_storage import StaticStorage


@pytest.fixture
def storage(tmp_path, settings):
    settings.DEBUG = False
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    storage.hashed_files = {"css/a.css": "css/a.123.css"}
    return storage


def test_an_address_is_looked_up_once_until_the_manifest_is_read_again(storage):
    first = storage.url("css/a.css")
    storage.hashed_files["css/a.css"] = "css/a.456.css"
    kept = storage.url("css/a.css")
    storage.read_manifest()

    assert (first, kept) == ("/static/css/a.123.css", "/static/css/a.123.css")
    assert storage.url("css/a.css") == "/static/css/a.456.css"


def test_what_was_not_collected_is_refused_each_time(storage):
    for _time in range(2):
        with pytest.raises(ValueError, match=r"b\.css"):
            storage.url("css/b.css")
