"""The database engine's tables, and the vocabulary of facets that both engines share.

No foreign key leads to a product: the index is a copy that follows the shop's events, and
`manage.py search_status` compares the two.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from search import fulltext as _fulltext  # noqa: F401 - registers the lookup `matches`


class FacetDefinition(models.Model):
    """A property by which listings are narrowed; `labels` maps language codes to its name."""

    code = models.CharField(_("code"), max_length=128, unique=True)
    labels = models.JSONField(_("labels"), default=dict)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("facet")
        verbose_name_plural = _("facets")

    def __str__(self) -> str:
        return self.code


class FacetTerm(models.Model):
    """One value of a facet; `slug` stands in addresses, so it stays when a label changes."""

    facet = models.ForeignKey(
        FacetDefinition, on_delete=models.CASCADE, related_name="terms", verbose_name=_("facet")
    )
    slug = models.CharField(_("slug"), max_length=255)
    labels = models.JSONField(_("labels"), default=dict)
    swatch = models.CharField(_("swatch"), max_length=64, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("facet value")
        verbose_name_plural = _("facet values")
        constraints = [models.UniqueConstraint(fields=["facet", "slug"], name="search_one_term_per_slug")]

    def __str__(self) -> str:
        return f"{self.facet_id}: {self.slug}"


class SearchDocument(models.Model):
    """A product as listings see it; its words are kept as tokens divided by single spaces.

    `terms` are those of neither title nor codes; `codes` are whole part numbers without signs, `kinds` what
    the product is (`search.kinds`); the counts are of the title's tokens and of all.
    """

    product_id = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField()
    digest = models.BigIntegerField(default=0)
    frame_digest = models.BigIntegerField(default=0)
    title_terms = models.TextField()
    code_terms = models.TextField()
    codes = models.TextField(default=" ")
    kinds = models.TextField(default=" ")
    terms = models.TextField()
    title_count = models.PositiveIntegerField(default=0)
    word_count = models.PositiveIntegerField(default=0)
    is_restricted = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    rating = models.FloatField(default=0)
    popularity = models.PositiveIntegerField(default=0)
    priority = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [
            models.Index(
                F("priority").desc(),
                F("popularity").desc(),
                F("created_at").desc(),
                F("product_id").desc(),
                name="search_doc_shop_order",
            ),
            models.Index(F("created_at").desc(), F("product_id").desc(), name="search_doc_newest"),
        ]

    def __str__(self) -> str:
        return str(self.product_id)


class SearchCategory(models.Model):
    """A document's place: its categories and all categories above them.

    What the shop's own order and everybody's right to see are made of is the document's, written here again:
    a page deep inside a large category is then a stretch of one index, whatever the category's size.
    """

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="places")
    category_id = models.BigIntegerField()
    is_restricted = models.BooleanField(default=False)
    priority = models.SmallIntegerField(default=0)
    popularity = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("category of a search document")
        verbose_name_plural = _("categories of search documents")
        constraints = [
            models.UniqueConstraint(fields=["category_id", "document"], name="search_one_place_per_category")
        ]
        indexes = [
            models.Index(
                F("category_id"),
                F("priority").desc(),
                F("popularity").desc(),
                F("created_at").desc(),
                F("document_id").desc(),
                condition=Q(is_restricted=False),
                name="search_place_shop_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} in {self.category_id}"


class SearchAudience(models.Model):
    """Who finds a document, or does not, beside what is said of everybody (`is_restricted`)."""

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="audience_rows")
    audience = models.CharField(max_length=80)
    is_hidden = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("audience of a search document")
        verbose_name_plural = _("audiences of search documents")
        constraints = [
            models.UniqueConstraint(fields=["audience", "document"], name="search_one_row_per_audience")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {'hidden from' if self.is_hidden else 'for'} {self.audience}"


class SearchVariant(models.Model):
    """What can be bought under a document; filters must all hold on one of these."""

    product_id = models.BigIntegerField(primary_key=True)
    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="variants")
    is_available = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("variant of a search document")
        verbose_name_plural = _("variants of search documents")

    def __str__(self) -> str:
        return str(self.product_id)


class SearchFacet(models.Model):
    """A variant's value of a facet.

    `is_first` marks one row for each document and value, so that counting products without a
    variant's filter needs no DISTINCT.
    """

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="facet_rows")
    variant = models.ForeignKey(
        SearchVariant, on_delete=models.CASCADE, related_name="facet_rows", db_index=False
    )
    term = models.ForeignKey(FacetTerm, on_delete=models.CASCADE, related_name="rows", db_index=False)
    is_first = models.BooleanField()

    class Meta:
        verbose_name = _("facet value of a variant")
        verbose_name_plural = _("facet values of variants")
        constraints = [models.UniqueConstraint(fields=["variant", "term"], name="search_one_row_per_value")]
        indexes = [
            models.Index(fields=["term", "variant"], name="search_facet_by_term"),
            models.Index(fields=["term"], condition=Q(is_first=True), name="search_facet_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.term_id}"


class SearchPrice(models.Model):
    """What a variant costs in one price list and currency, in minor units.

    `is_lowest` marks the document's cheapest variant of that list: the price it is sorted by. A document
    without rows of a price context costs there what it costs everybody.
    """

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="price_rows")
    variant = models.ForeignKey(SearchVariant, on_delete=models.CASCADE, related_name="price_rows")
    price_key = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    is_lowest = models.BooleanField()

    class Meta:
        verbose_name = _("price of a variant")
        verbose_name_plural = _("prices of variants")
        constraints = [
            models.UniqueConstraint(fields=["variant", "price_key"], name="search_one_price_per_list"),
            models.UniqueConstraint(
                fields=["document", "price_key"], condition=Q(is_lowest=True), name="search_one_lowest_price"
            ),
        ]
        indexes = [models.Index(fields=["price_key", "amount", "variant"], name="search_price_range")]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.amount} {self.price_key}"


class SearchWord(models.Model):
    """A word of the documents, or a pair of Chinese characters: what was typed is compared with these.

    See `search.spelling`.

    Words stay when their last document goes, until the next rebuild.
    """

    word = models.CharField(max_length=64, primary_key=True)
    head = models.CharField(max_length=2, db_index=True)
    tail = models.CharField(max_length=2, db_index=True)

    class Meta:
        verbose_name = _("word of the search documents")
        verbose_name_plural = _("words of the search documents")

    def __str__(self) -> str:
        return self.word


class SearchCode(models.Model):
    """A part number of the documents without its signs, and as it is printed.

    Two numbers that differ by one slip share one of these halves (see `search.slips`).
    """

    code = models.CharField(max_length=64, primary_key=True)
    printed = models.CharField(max_length=64)
    head = models.CharField(max_length=32, db_index=True)
    tail = models.CharField(max_length=32, db_index=True)

    class Meta:
        verbose_name = _("part number of the search documents")
        verbose_name_plural = _("part numbers of the search documents")

    def __str__(self) -> str:
        return self.printed
