"""A database of the version before the slices were put in layers goes on where it was.

`samples/before_layers.sqlite3.xz` was written by that version: a saved view, chosen columns, a role with
rights, the shop's name, a stock level, an order whose mails are still on their way.
"""

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).parent / "samples" / "before_layers.sqlite3.xz"


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    path = tmp_path_factory.mktemp("upgrade") / "kiln.sqlite3"
    path.write_bytes(lzma.decompress(SAMPLE.read_bytes()))
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}"}
    command = [sys.executable, "-m", "tests.config.upgraded"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_undelivered_events_arrive_where_their_subscribers_stand_now(upgraded):
    mails = [row[:2] for row in upgraded["waiting"] if row[0].startswith("shop.")]
    timeline = [row[:2] for row in upgraded["waiting"] if row[0].startswith("crm_core.timeline")]

    names = ("on_order_placed", "on_order_dispatched")
    assert mails == [
        [f"shop.notifications.subscribers.{name}", "shop.notifications order_id:1"] for name in names
    ]
    assert timeline == [
        [f"crm_core.timeline.subscribers.{name}", "crm_core.timeline order_id:1"] for name in names
    ]
    assert upgraded["states"] == ["done"]
    assert upgraded["mails"] == ["order-confirmation", "order-dispatch"]


def test_saved_views_and_columns_stay_and_follow_renamed_columns(upgraded):
    assert upgraded["views"] == [
        ["stock", "By place", "ordering=-bin_location&q=shelf"],
        ["orders", "Mine", "status=Paid"],
    ]
    assert upgraded["shared"] == ["By place"]
    assert upgraded["columns"] == [["sku", "bin_location", "policy"]]
    assert upgraded["tables"] == []


def test_rights_identity_and_bin_locations_stay(upgraded):
    assert upgraded["rights"] == [
        "identity.change_shopsettings",
        "backoffice.view_figures",
        "backoffice.view_savedview",
    ]
    assert upgraded["identity"] == "Old Shop"
    assert upgraded["bins"] == ["A-3"]
