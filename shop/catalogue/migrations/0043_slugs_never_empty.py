from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0042_fill_slugs")]

    operations = [
        migrations.AddConstraint(
            model_name="attributeoption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                fields=("group", "slug"),
                name="catalogue_one_address_per_option",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True), name="catalogue_category_has_slug"
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True), name="catalogue_product_has_slug"
            ),
        ),
    ]
