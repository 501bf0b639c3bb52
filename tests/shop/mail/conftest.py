"""The kind of mail that these tests write."""

from shop.mail.kinds import FAMILIES, TRANSACTIONAL, EmailFamily

FAMILIES.register(EmailFamily(prefix="test", purpose=TRANSACTIONAL))
