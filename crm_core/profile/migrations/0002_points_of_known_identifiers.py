"""What leads to a customer already is a contact point of theirs: one statement, however many there are."""

from django.db import migrations

COPY = """
INSERT INTO profile_contactpoint (customer_id, kind, service, value, label, created_at)
SELECT customer_id, kind, '', value, '', CURRENT_TIMESTAMP
FROM customers_customeridentifier WHERE kind IN ('email', 'phone')
"""


class Migration(migrations.Migration):
    dependencies = [("profile", "0001_initial"), ("customers", "0007_who_saw_customers_sees_all")]

    operations = [migrations.RunSQL(COPY, migrations.RunSQL.noop)]
