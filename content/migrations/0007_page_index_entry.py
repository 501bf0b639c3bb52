from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "0006_slugs_and_redirects")]

    operations = [
        migrations.RenameModel(old_name="PageWords", new_name="PageIndexEntry"),
        migrations.AlterModelOptions(
            name="pageindexentry",
            options={"verbose_name": "index entry of a page", "verbose_name_plural": "index entries of pages"},
        ),
    ]
