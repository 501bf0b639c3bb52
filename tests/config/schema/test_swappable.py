"""Names of swappable settings while migrations run."""

from django.apps import apps
from django.apps.registry import Apps

from config.schema.swappable import names_remembered


def test_models_of_a_migrations_state_do_not_make_anybody_ask_again():
    with names_remembered():
        names = [apps.get_swappable_settings_name("auth.User")]
        Apps().clear_cache()  # as each model that a state makes does
        names.append(apps.get_swappable_settings_name("auth.User"))
        asked = apps.get_swappable_settings_name.cache_info()

    assert names == ["AUTH_USER_MODEL", "AUTH_USER_MODEL"]
    assert (asked.hits, asked.misses) == (1, 1)
    assert "get_swappable_settings_name" not in vars(apps)
