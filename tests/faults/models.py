from django.db import models


class Fact(models.Model):
    """What the event is about; written in the transaction that publishes."""

    key = models.CharField(max_length=20)
    number = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.key} {self.number}"


class Heard(models.Model):
    """What a subscriber did. Nothing keeps it unique: a second delivery would show."""

    subscriber = models.CharField(max_length=20)
    key = models.CharField(max_length=20)
    number = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.subscriber} {self.key} {self.number}"
