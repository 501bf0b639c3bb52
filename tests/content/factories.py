import io
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site

from content.models import Form, FormField, HomePage, StandardPage


def make_home(site: Site, *, language: str = "en", **fields: Any) -> HomePage:
    """A published home page at the site's root, in one language."""
    locale = Locale.objects.get(language_code=language)
    home = HomePage(title=fields.pop("title", "Home"), slug=f"home-{language}", locale=locale, **fields)
    Page.objects.get(depth=1).add_child(instance=home)
    if language == "en":
        site.root_page = home
        site.save()
    else:
        home.translation_key = HomePage.objects.get(locale__language_code="en").translation_key
        home.save()
    home.save_revision().publish()
    return home


def make_page(parent: Page, **fields: Any) -> StandardPage:
    """A published page below another."""
    page = StandardPage(locale=parent.locale, **{"title": "Story", "slug": "story", **fields})
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def make_child(parent: Page, model: type[Page], **fields: Any) -> Any:
    """A published page of any type below another."""
    page = model(locale=parent.locale, **fields)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def make_form(*questions: dict[str, Any], language: str = "en", **fields: Any) -> Form:
    """A form with these fields; without any, with a name, an address and a message."""
    form = Form(
        locale=Locale.objects.get(language_code=language),
        **{"title": "Write to us", "thanks": "We answer within a day.", **fields},
    )
    form.form_fields = [
        FormField(sort_order=place, **question) for place, question in enumerate(questions or QUESTIONS)
    ]
    form.save()
    return form


QUESTIONS: tuple[dict[str, Any], ...] = (
    {"label": "Your name", "field_type": "singleline"},
    {"label": "Your address", "field_type": "email"},
    {"label": "Message", "field_type": "multiline", "required": False},
)


def make_image(title: str = "kiln", *, size: tuple[int, int] = (40, 30)) -> Image:
    """A picture of one colour."""
    file = io.BytesIO()
    Drawing.new("RGB", size, "#2f6d7c").save(file, "PNG")
    file.seek(0)
    return Image.objects.create(title=title, file=ImageFile(file, name=f"{title}.png"))
