"""What one process writes is on the next page of another: two real ones, a SQLite file, the cache of files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.services
ROOT = Path(__file__).resolve().parents[3]
SERVICES = ("REDIS_URL", "CELERY_BROKER_URL", "ELASTICSEARCH_URL")
#: In this order: each stands on the page that the ones before have made.
WORDS = {
    "stock": "Only 2 left",
    "offer": "Spring sale",
    "picture": "<picture",
    "setting": "Ovens",
    "menu": "Jugs",
    "category": "Basins",
    "price": "€31",
    "market": "€26.05",
    "rate": "€24.80",
}


class Process:
    """A process of the site."""

    def __init__(self, folder):
        environment = {name: value for name, value in os.environ.items() if name not in SERVICES}
        self.errors = (folder / "errors").open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.config.page_cache.process"],
            cwd=ROOT,
            env={
                **environment,
                "DJANGO_SETTINGS_MODULE": "config.settings.development",
                "DATABASE_URL": f"sqlite:///{folder / 'shop.sqlite3'}",
                "KILN_VAR_DIR": str(folder),
                "KILN_PAGE_CACHE_MB": "8",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )

    def tell(self, *words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, Path(self.errors.name).read_text()[-3000:]
        return json.loads(answer)

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)
        self.errors.close()


def test_what_one_process_writes_is_on_the_next_page_of_another(tmp_path):
    writer, reader = Process(tmp_path), Process(tmp_path)
    try:
        path = writer.tell("prepare")
        for change, words in WORDS.items():
            for address in (path, "/story/"):
                seen = [reader.tell("see", address) for _time in range(3)]
            assert (change, [hit for _status, hit, _text in seen]) == (change, [False, False, True])
            assert (change, words in reader.tell("see", path)[2]) == (change, False)
            writer.tell(change)
            status, hit, text = reader.tell("see", path)
            assert (change, status, hit, words in text) == (change, 200, False, True)
        writer.tell("page")
        assert "Fired twice" in reader.tell("see", "/story/")[2]
        writer.tell("hidden")
        assert reader.tell("see", path)[0] == 404
    finally:
        writer.end()
        reader.end()
