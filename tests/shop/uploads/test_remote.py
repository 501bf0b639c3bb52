"""Pictures from an address: from public servers only, within limits, through the gate."""

import io
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from shop.uploads.errors import RefusedUploadError
from shop.uploads.remote import PictureFetcher, check_url, is_public, public_addresses
from tests.shop.uploads.files import opened, picture


@contextmanager
def server(answers):
    """Serve answers by path: (status, headers, body, seconds between its bytes)."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.headers["Host"], self.path))
            status, headers, body = answers[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            pass

    asked = []
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield httpd.server_port, asked
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def fetch(url, answers, *, resolve=None, **options):
    with server(answers) as (port, asked):
        fetcher = PictureFetcher(
            resolve=resolve or (lambda _host, _port: ["127.0.0.1"]), port=port, **options
        )
        try:
            return fetcher.fetch(url), asked
        except RefusedUploadError as error:
            return str(error), asked


RED = picture(size=(30, 20))


def test_a_picture_comes_in_encoded_anew():
    file, asked = fetch(
        "http://pictures.example/a b/vase.jpg?x=1".replace(" ", "%20"),
        {"/a%20b/vase.jpg?x=1": (200, {}, RED)},
    )

    assert (file.name, opened(file).size, asked) == (
        "vase.jpg",
        (30, 20),
        [("pictures.example", "/a%20b/vase.jpg?x=1")],
    )


def test_a_redirect_is_followed_and_each_step_is_looked_up_anew():
    answers = {"/a": (302, {"Location": "http://other.example/b"}, b""), "/b": (200, {}, RED)}
    names = []

    def resolve(host, _port):
        names.append(host)
        return ["127.0.0.1"]

    file, _asked = fetch("http://pictures.example/a", answers, resolve=resolve)

    assert (opened(file).size, names) == ((30, 20), ["pictures.example", "other.example"])


def test_a_redirect_to_where_nobody_may_look_is_refused_unasked():
    answers = {"/a": (302, {"Location": "http://metadata.example/b"}, b""), "/b": (200, {}, RED)}

    def resolve(host, port):
        return ["127.0.0.1"] if host == "pictures.example" else public_addresses("169.254.169.254", port)

    words, asked = fetch("http://pictures.example/a", answers, resolve=resolve)

    assert (words, len(asked)) == ("169.254.169.254 is not a public server.", 1)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"/a": (404, {}, b"")}, "pictures.example answers 404."),
        ({"/a": (200, {}, b"<html>")}, "This is not an image that can be shown"),
        ({"/a": (302, {"Location": "/a"}, b"")}, "Too many redirects."),
        ({"/a": (302, {"Location": "file:///etc/passwd"}, b"")}, "This is not the URL of an image."),
        ({"/a": (200, {}, RED + bytes(3_000_000))}, "The image is larger than 2 MB."),
        ({"/a": (200, {}, b"")}, "The file is empty."),
    ],
)
def test_what_is_no_picture_is_refused_in_words(answers, words):
    found, _asked = fetch("http://pictures.example/a", answers, most_bytes=2 << 20)

    assert found.startswith(words)


def test_time_runs_out():
    found, _asked = fetch("http://pictures.example/a", {"/a": (200, {}, RED)}, seconds=-1)

    assert found == "The image takes too long to arrive."


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1", "fec0::1",
    ],
)  # fmt: skip
def test_addresses_that_are_nobodys_business(address):
    assert is_public(address) is False


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_addresses_of_the_public_internet(address):
    assert is_public(address) is True


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f000001", "2130706433", "[::1]".strip("[]")])
def test_names_and_odd_writings_of_this_machine_are_refused(host):
    with pytest.raises(RefusedUploadError):
        public_addresses(host, 80)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x.jpg", "file:///etc/passwd", "http:///x.jpg", "http://u:p@a.example/x.jpg", "gopher://a/",
        "http://a.example:22/x.jpg", "http://a.example:99999/x", "http://a.example/x y.jpg", "http://a.example/\r\nX: y",
        "http://a.example/" + "x" * 1000,
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_picture(url):
    with pytest.raises(RefusedUploadError):
        check_url(url)


def test_a_picture_is_what_it_holds_not_what_it_is_called():
    content = io.BytesIO()
    Image.new("RGB", (3, 3), "red").save(content, "PNG")

    file, _asked = fetch(
        "http://pictures.example/a.jpg", {"/a.jpg": (200, {"Content-Type": "text/html"}, content.getvalue())}
    )

    assert file.name == "a.png"
