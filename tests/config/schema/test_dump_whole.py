"""Every migration, run one after the other, leaves behind what the dump says; two minutes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


# It asks for a database, which it does without, to be among the first: at the end it would be waited for.
@pytest.mark.django_db
@pytest.mark.services
@pytest.mark.migrations
def test_the_migrations_make_the_dump(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.development", "KILN_VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "dump_schema", "--check"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
