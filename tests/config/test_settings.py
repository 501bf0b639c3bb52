"""Production starts only with what it needs, and then passes Django's own deployment check."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "DJANGO_SECRET_KEY": "f3b9-" * 20 + "unlike-any-other-QWERTZ",
    "DJANGO_ALLOWED_HOSTS": "shop.example.com",
    "KILN_BASE_URL": "https://shop.example.com",
}


def run(tmp_path, *command, **environment):
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("DJANGO_", "KILN_", "DATABASE"))
    }
    clean |= {"DJANGO_SETTINGS_MODULE": "config.settings.production", "KILN_VAR_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def check(tmp_path, **environment):
    return run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)


def test_production_passes_the_deployment_check_with_nothing_silenced(tmp_path):
    result = check(tmp_path, **COMPLETE)

    assert (result.returncode, "0 silenced" in result.stdout) == (0, True), result.stdout + result.stderr


@pytest.mark.parametrize("missing", COMPLETE)
def test_production_without_a_needed_variable_stops_and_names_it(tmp_path, missing):
    given = {name: value for name, value in COMPLETE.items() if name != missing}

    result = check(tmp_path, **given)

    assert result.returncode != 0
    assert f"{missing} must be set" in result.stderr


def test_unreadable_value_stops_the_start(tmp_path):
    result = check(tmp_path, **COMPLETE, DATABASE_POOL="perhaps", DATABASE_URL="nonsense://")

    assert result.returncode != 0


@pytest.mark.parametrize("currency", ["KWD", "XYZ"])
def test_a_currency_that_amounts_cannot_be_kept_in_stops_the_start(tmp_path, currency):
    result = check(tmp_path, **COMPLETE, KILN_CURRENCY=currency)

    assert result.returncode != 0
    assert "KILN_CURRENCY" in result.stderr


LOADED = """
import json, sys, threading
from config.server import preload
preload()
import config.celery, config.urls
from django.apps import apps
from django.db import connections
print(json.dumps({
    "apps": [app.name for app in apps.get_app_configs() if app.name.startswith("config.demo")],
    "demo": [name for name in sys.modules if name.startswith("config.demo")],
    "heavy": sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1].split(","))),
    "threads": threading.active_count(),
    "connections": [alias for alias in connections if connections[alias].connection],
}))
"""
# Megabytes each, for what a visitor's page never does.
HEAVY = ("elasticsearch", "numpy", "openpyxl", "pypinyin", "scipy")


@pytest.fixture(scope="module")
def web_process(tmp_path_factory):
    """What a web process of a site without any service has loaded when it forks its workers."""
    result = run(tmp_path_factory.mktemp("var"), "-c", LOADED, ",".join(HEAVY), **COMPLETE)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_production_neither_installs_nor_imports_the_demo_and_its_simulator(web_process):
    assert (web_process["apps"], web_process["demo"]) == ([], [])


def test_a_web_process_leaves_unloaded_what_no_visitors_page_needs(web_process):
    assert web_process["heavy"] == []


def test_what_is_loaded_before_the_fork_has_neither_threads_nor_connections(web_process):
    assert (web_process["threads"], web_process["connections"]) == (1, [])


def asked_of_staff(tmp_path, **environment):
    code = "from config.settings import production; print(production.KILN_STAFF_SECOND_FACTOR)"
    clean = {"PATH": os.environ["PATH"], "KILN_VAR_DIR": str(tmp_path), **COMPLETE, **environment}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, check=False
    )
    return result.stdout.strip() or result.stderr.strip().splitlines()[-1]


def test_production_asks_staff_for_a_second_factor_unless_it_is_told_not_to(tmp_path):
    name = "KILN_STAFF_SECOND_FACTOR"

    assert [asked_of_staff(tmp_path, **{name: word}) for word in ("", "true", "false")] == [
        "True",
        "True",
        "False",
    ]
    assert f"{name} is either true or false" in asked_of_staff(tmp_path, **{name: "treu"})
