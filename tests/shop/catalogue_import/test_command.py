from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from shop.catalogue.models import Product

pytestmark = pytest.mark.django_db


def run(*words, **options):
    out = StringIO()
    call_command("import_catalogue", *map(str, words), stdout=out, stderr=StringIO(), **options)
    return out.getvalue().splitlines()


def test_mistakes_are_shown_and_written_down(samples, settings, tmp_path):
    settings.KILN_VAR_DIR = tmp_path

    lines = run(samples / "bad.csv")

    assert lines[0] == "bad.csv: 2 created, 0 updated, 0 unchanged, 10 rows refused."
    assert lines[1].split() == ["row", "column", "reason"]
    assert lines[2].split(maxsplit=2) == ["3", "currency", "“XQX” is not a known currency"]
    assert lines[-1] == f"All of them: {tmp_path}/imports/bad.csv.problems.csv"


def test_a_dry_run_says_that_nothing_was_kept(samples):
    lines = run(samples / "vases.jsonl", "--mapping", samples / "vases.toml", "--dry-run")

    assert lines == [
        "vases.jsonl: 4 created, 0 updated, 0 unchanged, 0 rows refused.",
        "Dry run: nothing was kept.",
    ]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nowhere.csv"], "There is no file"),
        (["{samples}/vases.toml"], "only .csv"),
        (["{samples}/pots.csv", "--mapping", "nowhere.json"], "nowhere.json"),
        (["{samples}/pots.csv", "--images", "nowhere"], "There is no folder"),
        (["{samples}/bad.csv", "--strict"], "all rows or none"),
        (["{samples}/pots.csv", "--resume", "--dry-run"], "--resume goes with neither"),
        (["{samples}/pots.csv", "--batch", "0"], "at least 1"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(samples, settings, tmp_path, words, complaint):
    settings.KILN_VAR_DIR = tmp_path
    with pytest.raises(CommandError, match=complaint):
        run(*(word.format(samples=samples) for word in words))

    assert Product.objects.count() == 0


@pytest.mark.skipif(not django_settings.KILN_DATA_DIR, reason="KILN_DATA_DIR names no folder of data")
def test_luma_loads_whole_and_the_second_time_nothing_changes(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    folder = Path(django_settings.KILN_DATA_DIR) / "luma"
    words = (folder / "products.jsonl.gz", "--mapping", "luma", "--images", folder / "images")

    assert run(*words) == ["products.jsonl.gz: 2026 created, 0 updated, 0 unchanged, 0 rows refused."]
    assert run(*words) == ["products.jsonl.gz: 0 created, 0 updated, 2026 unchanged, 0 rows refused."]


@pytest.mark.skipif(not django_settings.KILN_DATA_DIR, reason="KILN_DATA_DIR names no folder of data")
def test_icecat_checks_whole():
    path = Path(django_settings.KILN_DATA_DIR) / "icecat" / "products.jsonl.gz"

    assert run(path, "--mapping", "icecat", "--dry-run") == [
        "products.jsonl.gz: 19406 created, 0 updated, 0 unchanged, 0 rows refused.",
        "Dry run: nothing was kept.",
    ]
