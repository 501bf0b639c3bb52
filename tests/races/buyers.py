"""A process of buyers: waits for a line on standard input, then places the baskets named, a thread each.

`DATABASE_URL=... python -m tests.races.buyers 17 18 19` prints what became of them as JSON.
"""

import importlib
import json
import os
import sys
from functools import partial

import django
from django.test.utils import setup_test_environment


def main(*baskets):
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()
    setup_test_environment()
    oversell = importlib.import_module("tests.races.oversell")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    results = oversell.at_once([partial(oversell.place, int(pk)) for pk in baskets])
    sys.stdout.write(json.dumps(results) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
