"""Peak memory of the web process under hostile uploads: `python -m bench.uploads [TREE]`.

Starts the shop of TREE (this one by default) on a database of its own with one process of four threads,
sends what was seen to swallow memory, and prints for each the statuses, the seconds and the peak
(VmHWM) above the resting process. A review takes four photographs, so sixteen pictures are four
requests at once.
"""

import http.cookiejar
import io
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image

HERE = Path(__file__).resolve().parents[1]
PASSWORD = "bench-password-1"
# Tables without the way through every migration, and what Wagtail's own would have made.
TABLES = """
import django
from django.conf import settings
class NoMigrations(dict):
    def __contains__(self, name):
        return True
    def __getitem__(self, name):
        return None
settings.MIGRATION_MODULES = NoMigrations()
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from wagtail.models import Collection, Locale, Page, Site
for code in ("en", "zh-hans", "zh-hant"):
    Locale.objects.get_or_create(language_code=code)
Collection.add_root(name="Root")
root = Page.add_root(title="Root", slug="root", locale=Locale.objects.get(language_code="en"))
Site.objects.create(hostname="localhost", root_page=root, is_default_site=True, site_name="Kiln")
"""
PREPARE = """
import json
from allauth.account.models import EmailAddress
from shop.user.models import User
from tests.shop.factories import ProductFactory
users = []
for number in range(4):
    user = User.objects.create_superuser(
        email=f"bench{number}@example.com", password={password!r}
    )
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults=dict(verified=True, primary=True))
    users.append(user.email)
product = ProductFactory()
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
keys = []
for user in User.objects.filter(email__in=users):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": 9999999999.0}]
    session.save()
    keys.append(session.session_key)
print("READY" + json.dumps({"keys": keys, "slug": product.slug, "pk": product.pk}))
"""


def png(megapixels: int, *, depth: int = 1, colour: int = 0) -> bytes:
    """Return a black PNG, written row by row: a few kilobytes for tens of megapixels."""
    side = int((megapixels * 1_000_000) ** 0.5)
    width = (side * depth * (3 if colour == 2 else 1) + 7) // 8

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (width + 1)) for _row in range(side)) + packer.flush()
    head = side.to_bytes(4, "big") * 2 + bytes([depth, colour, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    """Return a plain JPEG of so many pixels."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), "#2f6d7c").save(target, "JPEG", quality=30)
    return target.getvalue()


def workbook(megabytes: int = 150) -> bytes:
    """Return a workbook of some hundred kilobytes that unpacks to so many megabytes in one row."""
    relationships = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            f'package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{sheet_type}.sheet'
            f'.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet_type}.worksheet'
            '+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relationships}"><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{relationships}"><Relationship Id="r1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<worksheet xmlns="{main}"><sheetData><row r="1">'.encode())
            cells = b'<c t="n"><v>1</v></c>' * 5000
            for _block in range(megabytes * 1_000_000 // len(cells)):
                part.write(cells)
            part.write(b"</row></sheetData></worksheet>")
    return target.getvalue()


class Web:
    """The shop of a tree in a process of its own."""

    def __init__(self, tree: Path, var: Path) -> None:
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "KILN_VAR_DIR": str(var),
            "PYTHONPATH": str(tree),
        }
        self.tree = tree
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        ready = var / "ready.json"
        if not ready.exists():
            script = var / "prepare.py"
            script.write_text(TABLES + PREPARE.replace("{password!r}", repr(PASSWORD)))
            said = self.run(str(script))
            ready.write_text(said[said.index("READY") + 5 :].splitlines()[0])
        self.ready = json.loads(ready.read_text())
        self.review = f"/shop/catalogue/{self.ready['slug']}_{self.ready['pk']}/reviews/add/"
        command = (
            "-m granian --interface wsgi --workers 1 --blocking-threads 4 --no-access-log --log-level error"
        )
        self.server = subprocess.Popen(
            [sys.executable, *command.split(), "--port", str(self.port), "config.wsgi:application"],
            cwd=tree,
            env=self.env,
        )
        for _try in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/robots.txt").read()
                break
            except OSError:
                time.sleep(0.5)

    def run(self, *command: str) -> str:
        """Run a Python command of the tree and return what it prints."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.tree,
            env=self.env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def pids(self) -> list[int]:
        """Return the server's processes; the one that serves is the largest."""
        children = subprocess.run(
            ["pgrep", "-P", str(self.server.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        return [self.server.pid, *map(int, children)]

    def memory(self, field: str) -> int:
        """Return the largest process's `VmRSS` or `VmHWM` in megabytes."""
        found = []
        for pid in self.pids():
            text = Path(f"/proc/{pid}/status").read_text()
            found.append(int(re.search(rf"{field}:\s+(\d+)", text)[1]) // 1024)  # type: ignore[index]
        return max(found)

    def rest(self) -> int:
        """Forget the peak so far and return what is in use."""
        for pid in self.pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        return self.memory("VmRSS")

    def post(
        self, path: str, fields: dict[str, str], files: list[tuple[str, str, bytes]], who: int = 0
    ) -> int:
        """Send a form as one of the users and return the status (of the page it leads to)."""
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        base = f"http://127.0.0.1:{self.port}"
        session = {"Cookie": f"sessionid={self.ready['keys'][who]}; csrftoken={'c' * 32}"}
        mark = uuid4().hex
        body = io.BytesIO()
        for name, value in {**fields, "csrfmiddlewaretoken": "c" * 32}.items():
            body.write(
                f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            )
        for name, file, content in files:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            body.write(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
        body.write(f"--{mark}--\r\n".encode())
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "Referer": base + path, **session}
        request = urllib.request.Request(base + path, body.getvalue(), headers)
        try:
            return int(opener.open(request, timeout=300).status)
        except urllib.error.HTTPError as error:
            return int(error.code)
        except OSError:
            return 0


def at_once(calls: list[Any]) -> list[int]:
    """Make all calls at the same time and return their answers."""
    found: list[int] = []
    threads = [threading.Thread(target=lambda call=call: found.append(call())) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def main() -> None:
    """Measure and print."""
    tree = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE
    small, big, table = png(80), jpeg(12_000, 9_000), workbook()
    words = {"score": "4", "title": "a", "body": "b"}
    image = {"title": "a", "collection": "1", "tags": "", "description": ""}
    four = [("photos", "a.png", small)] * 4
    cases: dict[str, Callable[[Web], list[Any]]] = {
        f"16 review photos, 80 megapixels, {len(small) // 1024} KB each": lambda web: [
            lambda who=who: web.post(web.review, words, four, who) for who in range(4)
        ],
        f"CMS picture, 108 megapixels, {len(big) // 1024} KB": lambda web: [
            lambda: web.post("/cms/images/add/", image, [("file", "a.jpg", big)])
        ],
        f"stock table, {len(table) // 1024} KB, 150 MB unpacked": lambda web: [
            lambda: web.post("/cms/stock/load/", {}, [("file", "a.xlsx", table)])
        ],
    }
    with tempfile.TemporaryDirectory() as scratch:
        for name, calls in cases.items():
            web = Web(tree, Path(scratch))
            try:
                resting, begun = web.rest(), time.monotonic()
                statuses = at_once(calls(web))
                seconds, peak = time.monotonic() - begun, web.memory("VmHWM")
                print(f"{name}: {statuses}, {seconds:.1f} s, peak {peak} MB (rest {resting})", flush=True)
            finally:
                web.server.terminate()
                web.server.wait()


if __name__ == "__main__":
    main()
