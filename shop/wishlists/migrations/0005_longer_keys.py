from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wishlists", "0004_auto_20220328_0939")]

    operations = [
        migrations.AlterField(
            model_name="wishlist",
            name="key",
            field=models.CharField(editable=False, max_length=32, unique=True, verbose_name="Key"),
        )
    ]
