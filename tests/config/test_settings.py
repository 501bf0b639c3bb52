"""Production starts only with what it needs, and then passes Django's own deployment check."""

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


#: Checks a deployment as `manage.py check --deploy` does, loads what a server and a worker load, and
#: prints what of the demo is there.
STARTED = """
import sys
import django
from django.core.management import call_command
django.setup()
call_command("check", deploy=True, fail_level="WARNING")
import config.urls, config.celery, config.wsgi
from django.apps import apps
installed = [app.name for app in apps.get_app_configs() if app.name.startswith("config.demo")]
print(installed, [name for name in sys.modules if name.startswith("config.demo")])
"""


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


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """Production started once, with all that it needs."""
    return run(tmp_path_factory.mktemp("production"), "-c", STARTED, **COMPLETE)


def test_production_passes_the_deployment_check_with_nothing_silenced(started):
    assert (started.returncode, "0 silenced" in started.stdout) == (0, True), started.stdout + started.stderr


def test_production_neither_installs_nor_imports_the_demo_and_its_simulator(started):
    assert started.stdout.splitlines()[-1] == "[] []", started.stderr


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


def test_web_process_does_not_load_numpy_not_even_by_openpyxl(tmp_path):
    code = (
        "import config.wsgi, config.urls, sys, openpyxl, openpyxl.compat.numbers as numbers;"
        "heavy = {name.partition('.')[0] for name, module in sys.modules.items() if module};"
        "print(numbers.NUMPY, sorted(heavy & {'numpy', 'scipy'}))"
    )

    result = run(tmp_path, "-c", code, **COMPLETE)

    assert result.stdout == "False []\n", result.stderr


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
