import io
import tracemalloc

import pytest
from PIL import Image, ImageCms

from shop.uploads import decoding, limits
from shop.uploads.decoding import decode
from shop.uploads.errors import RefusedUploadError
from shop.uploads.pictures import clean_picture, safe_stem
from tests.shop.uploads.files import POSTSCRIPT, huge_png, opened, picture, two_frames, upload
from tests.shop.uploads.press import press_profile


def refusal(content, name="vase.jpg", **options):
    with pytest.raises(RefusedUploadError) as refused:
        clean_picture(upload(content, name), **options)
    return str(refused.value)


@pytest.mark.parametrize(
    ("kind", "extension", "kept"),
    [
        ("JPEG", "jpg", "JPEG"),
        ("PNG", "png", "PNG"),
        ("WEBP", "webp", "WEBP"),
        ("AVIF", "avif", "AVIF"),
        ("GIF", "png", "PNG"),
    ],
)
def test_named_by_content_whatever_it_was_called(kind, extension, kept):
    file = clean_picture(upload(picture(kind), "../Tide Bowl.php.html"))

    assert (file.name, opened(file).format, opened(file).size) == (f"tide-bowl.{extension}", kept, (60, 40))
    assert file.content_type == f"image/{kept.lower()}"


def test_a_name_says_nothing_to_a_server():
    assert [safe_stem(name) for name in ("a.b.html", "..\\..\\x y.jpg", "C" * 300)] == ["a", "x-y", "c" * 60]
    assert len(safe_stem("碗.jpg")) == 12
    assert safe_stem("...") != safe_stem("...")


def test_nothing_behind_the_picture_is_kept():
    page = b"<script>alert(1)</script>"
    file = clean_picture(upload(picture("GIF", comment=page) + page, "a.html"))

    assert (file.name, page in file.read()) == ("a.png", False)


def test_the_camera_s_notes_go_and_its_turn_is_applied():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = 6, "camera", {1: "N"}
    image = opened(clean_picture(upload(picture(size=(60, 40), exif=exif, comment=b"home"))))

    assert (image.size, dict(image.getexif()), image.info.get("comment")) == ((40, 60), {}, None)


def test_the_first_frame_of_an_mpo_upright():
    image = opened(clean_picture(upload(two_frames())))

    assert (image.format, image.size, getattr(image, "n_frames", 1)) == ("JPEG", (48, 64), 1)
    red, green, blue = image.getpixel((24, 32))
    assert (red > 150, green < 80, blue < 80) == (True, True, True)


def test_a_large_one_is_kept_small():
    image = opened(clean_picture(upload(picture(size=(5000, 1000)))))

    assert image.size == (limits.LONGEST_SIDE, 640)


def test_a_palette_with_transparency_is_averaged_by_strips():
    image = Image.new("P", (700, 1300))
    image.putpalette([0, 0, 0, 200, 30, 30])
    image.paste(1, (0, 0, 700, 650))
    target = io.BytesIO()
    image.save(target, "PNG", transparency=0)

    small = opened(clean_picture(upload(target.getvalue()), longest=130))

    assert (small.mode, small.size) == ("RGBA", (70, 130))
    assert [small.getpixel((35, y)) for y in (10, 120)] == [(200, 30, 30, 255), (0, 0, 0, 0)]


@pytest.mark.parametrize(("mode", "bright"), [("I;16", 40_000), ("L", 156), ("1", 1), ("LA", (156, 255))])
def test_greys_stay_what_they_are(mode, bright):
    image = opened(clean_picture(upload(picture("PNG", mode=mode, colour=bright), "a.png")))

    assert image.getpixel((5, 5))[:3] == ((255,) * 3 if mode == "1" else (156,) * 3)


def test_cmyk_without_a_profile_becomes_rgb():
    image = opened(clean_picture(upload(picture(mode="CMYK", colour=(0, 255, 255, 0)))))

    red, green, blue = image.getpixel((9, 9))
    assert (image.mode, red > 240, green < 15, blue < 15) == ("RGB", True, True, True)


def test_cmyk_follows_its_profile_through_the_whole_gate():
    """Cyan of this press is a muddy yellow; by reckoning alone it would be (0, 255, 255)."""
    content = picture(mode="CMYK", colour=(255, 0, 0, 0), icc_profile=press_profile())

    image = opened(clean_picture(upload(content)))

    assert (image.mode, image.info.get("icc_profile")) == ("RGB", None)
    assert all(abs(a - b) <= 4 for a, b in zip(image.getpixel((9, 9)), (134, 118, 50), strict=True))


def test_colours_follow_the_profile():
    """Display P3's green is not sRGB's; without the profile it would be kept as the same numbers."""
    plain, turned = (decoding.in_srgb(Image.new("RGB", (4, 4), (60, 180, 90)), data) for data in (None, p3()))

    assert plain.getpixel((0, 0)) == (60, 180, 90)
    assert turned.getpixel((0, 0)) != (60, 180, 90)
    kept = opened(clean_picture(upload(picture("PNG", colour=(60, 180, 90), icc_profile=p3()), "a.png")))
    assert (kept.getpixel((0, 0)), kept.info.get("icc_profile")) == (turned.getpixel((0, 0)), None)


def test_a_damaged_profile_changes_nothing():
    image = opened(clean_picture(upload(picture("PNG", colour=(60, 180, 90), icc_profile=b"x" * 200))))

    assert image.getpixel((0, 0)) == (60, 180, 90)


def p3():
    """An RGB profile of other primaries: sRGB's own with the colorant of green and red exchanged."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    places = {}
    for at in range(132, 132 + 12 * int.from_bytes(data[128:132], "big"), 12):
        places[bytes(data[at : at + 4])] = at + 4
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    data[red : red + 8], data[green : green + 8] = data[green : green + 8], data[red : red + 8]
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "This is not an image that can be shown"),
        (POSTSCRIPT, "This is a EPS file"),
        (b"II*\0" + b"\0" * 40, "This is a TIFF file"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "This is a HEIC file"),
        (b"<html></html>", "This is not an image that can be shown"),
    ],
)
def test_what_is_no_picture_is_told_what_it_is(content, words):
    assert refusal(content).startswith(words)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_cut_off_pictures_are_refused(kind):
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    target = io.BytesIO()
    noise.save(target, kind)
    whole = target.getvalue()

    for share in (0.1, 0.5, 0.9):
        assert refusal(whole[: int(len(whole) * share)]) in {
            "The image is damaged or incomplete.",
            "This is not an image that can be shown: choose a JPEG, PNG, WebP, AVIF or GIF.",
        }


def test_too_many_bytes_are_refused_before_a_look():
    assert refusal(b"x" * 2000, most_bytes=1000) == "The file is larger than 1000\xa0bytes."


def test_too_many_pixels_are_refused_before_decoding():
    content = huge_png(8_000)
    tracemalloc.start()
    words = refusal(content, "a.png")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert words == "The image has 64 million pixels; a PNG may have 50 million at most."
    assert refusal(huge_png(12_000)) == "The image has more than 80 million pixels."
    assert len(content) < 20_000
    assert peak < 5_000_000


def test_a_progressive_jpeg_may_have_fewer_pixels(monkeypatch):
    small = limits.PixelLimits(jpeg=2400, progressive_jpeg=2399)

    assert decode(io.BytesIO(picture()), longest=99, limits=small)[1] == "JPEG"
    with pytest.raises(RefusedUploadError, match="a progressive JPEG may have"):
        decode(io.BytesIO(picture(progressive=True)), longest=99, limits=small)


def test_an_animation_without_end_is_refused(monkeypatch):
    frames = [Image.new("RGB", (50, 40), (shade * 30, 0, 0)) for shade in range(8)]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])

    assert opened(clean_picture(upload(target.getvalue()))).size == (50, 40)
    monkeypatch.setattr(decoding, "MOST_FRAME_PIXELS", 50 * 40 * 7)
    assert refusal(target.getvalue()) == "The animation is too large; upload a single frame of it."


def test_no_library_of_this_process_opens_other_formats():
    assert {"EPS", "TIFF", "PSD", "BMP", "PPM", "ICO", "FITS"}.isdisjoint(Image.OPEN)
    with pytest.raises(Image.UnidentifiedImageError):
        Image.open(io.BytesIO(POSTSCRIPT))
    with pytest.raises(Image.DecompressionBombError):
        Image.open(io.BytesIO(huge_png(12_000)))


def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size(monkeypatch):
    sizes = []
    shrunk = decoding._shrunk

    def noted(image, size):
        sizes.append(image.size)
        return shrunk(image, size)

    monkeypatch.setattr(decoding, "_shrunk", noted)
    clean_picture(upload(picture(size=(4000, 3000))), longest=500)

    assert sizes == [(500, 375)]
