"""Words of Wagtail's screens that its Chinese catalogues do not have; ours do, since they are named here."""

from django.utils.translation import gettext_noop, ngettext_lazy

WORDS = (
    gettext_noop("Add %(model_name)s"),
    gettext_noop("There are no %(model_name)s to display."),
    gettext_noop("live"),
    gettext_noop("Live"),
    gettext_noop("Words"),
    gettext_noop("Correct the validation errors to resume preview (saving will highlight errors)"),
    gettext_noop("Available in %(translations_total)s locales"),
    gettext_noop("Anyone can edit this %(model_name)s – lock it to prevent others from editing"),
    gettext_noop("Anyone can edit this %(model_name)s"),
    gettext_noop(
        "The root level is where you can add new sites to your Wagtail installation. Pages created here will "
        "not be accessible at any URL until they are associated with a site."
    ),
    gettext_noop(
        "If you just want to add pages to an existing site, create them as children of the homepage instead."
    ),
    gettext_noop("Maximum filesize: %(max_upload_size)s."),
    gettext_noop(
        "Comma or new line separated list of choices. Only applicable in checkboxes, radio and dropdown."
    ),
    gettext_noop("Default value. Comma or new line separated values supported for checkboxes."),
    gettext_noop(
        "Pages/snippets at this step in a workflow will be moderated or approved by these groups of users"
    ),
    gettext_noop(
        "Preview cannot display due to validation errors. <br /> Click save to highlight the relevant fields."
    ),
    gettext_noop(
        "<p>Select a file where redirects are separated into rows and contains the columns representing "
        "<code>from</code> and <code>to</code> (they can be named anything).</p> <p>After submitting you "
        "will be taken to a confirmation view where you can customize your redirects before import.</p>"
    ),
    gettext_noop("Sort the order of child pages within '%(parent)s' by '%(label)s' in ascending order."),
    gettext_noop("Sort the order of child pages within '%(parent)s' by '%(label)s' in descending order."),
    gettext_noop('There are no enabled workflows. Why not <a href="%(add_url)s">add one</a>?'),
    gettext_noop('There are no enabled tasks. Why not <a href="%(add_url)s">add one</a>?'),
    gettext_noop("Import redirects"),
    gettext_noop("Redirects"),
    gettext_noop("redirects"),
    gettext_noop("For search engines"),
    gettext_noop("The name of the page displayed on search engine results as the clickable headline."),
    gettext_noop("The descriptive text displayed underneath a headline in search engine results."),
    gettext_noop("Whether a link to this page will appear in automatically generated menus"),
    gettext_noop("Delete locale"),
    gettext_noop("This locale cannot be deleted because there are pages and/or other objects using it."),
    # Oscar's, of its lists with boxes to tick.
    gettext_noop(
        '<span class="selected-records">0</span> of '
        '<span class="page-records-count">%(count)s</span> selected'
    ),
    gettext_noop("Actions"),
    gettext_noop("Can publish blocks of a category, product or brand"),
    gettext_noop("Can export form entries"),
    gettext_noop("Edit any image"),
    gettext_noop("Add/edit images you own"),
    gettext_noop("Add/edit documents you own"),
    gettext_noop("Edit any document"),
    gettext_noop("Can submit translations"),
    gettext_noop("Can access Wagtail admin"),
    gettext_noop("Simple translation"),
    gettext_noop("Snippets"),
    gettext_noop("Locales"),
    gettext_noop("Locale"),
    gettext_noop("locales"),
    gettext_noop("locale"),
    gettext_noop("Page"),
    gettext_noop("Port"),
    gettext_noop("Site name"),
    gettext_noop("Root page"),
    gettext_noop("Type"),
    gettext_noop("Permanent"),
    gettext_noop("Temporary"),
    gettext_noop("All"),
    gettext_noop("Select images in choosers"),
    gettext_noop("Select documents in choosers"),
    gettext_noop("Add collections"),
    gettext_noop("Edit collections"),
    gettext_noop("Delete collections"),
    ngettext_lazy("Referenced %(count)s time", "Referenced %(count)s times", "count"),
    ngettext_lazy("%(num_pages)d page", "%(num_pages)d pages", "num_pages"),
    ngettext_lazy(
        "This %(model_name)s is referenced %(usage_count)s time.",
        "This %(model_name)s is referenced %(usage_count)s times.",
        "counter",
    ),
)
