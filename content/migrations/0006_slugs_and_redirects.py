"""Gives pages and tags without a slug one, and removes redirects that lead to where they start."""

from django.db import migrations
from django.db.models.functions import Concat, Substr
from django.db.models import Value

from shop.slugs import slugify, unique_slug


def mend_tags(apps, model):
    tags = apps.get_model(*model).objects
    for tag in tags.filter(slug=""):
        taken = set(tags.exclude(pk=tag.pk).values_list("slug", flat=True))
        tags.filter(pk=tag.pk).update(slug=unique_slug(slugify(tag.name), taken, longest=100))


def mend_pages(apps):
    pages = apps.get_model("wagtailcore", "Page").objects
    for page in pages.filter(slug="", depth__gt=1).order_by("path"):
        page = pages.get(pk=page.pk)  # its own path may have changed with one above
        parent = pages.get(path=page.path[:-4])  # treebeard's steplen
        siblings = pages.filter(path__startswith=parent.path, depth=page.depth).exclude(pk=page.pk)
        taken = set(siblings.values_list("slug", flat=True))
        slug = unique_slug(slugify(page.title), taken)
        old, new = page.url_path, f"{parent.url_path}{slug}/"
        pages.filter(pk=page.pk).update(slug=slug, url_path=new)
        pages.filter(path__startswith=page.path).exclude(pk=page.pk).update(
            url_path=Concat(Value(new), Substr("url_path", len(old) + 1))
        )


def mend(apps, schema_editor):
    mend_tags(apps, ("content", "JournalTag"))
    mend_tags(apps, ("taggit", "Tag"))
    mend_pages(apps)
    if apps.get_model("wagtailredirects", "Redirect").objects.exists():
        # Where a page is depends on sites, languages and routes, which only the models themselves know.
        from wagtail.contrib.redirects.models import Redirect

        from content.redirects import redirect_loops

        Redirect.objects.filter(pk__in=redirect_loops()).delete()
        never_public = Redirect.objects.filter(redirect_page__isnull=False, redirect_page__live=False)
        never_public.filter(automatically_created=True, redirect_page__first_published_at=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0005_page_words"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
