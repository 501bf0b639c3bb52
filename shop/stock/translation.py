"""Which of the stock's texts exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from shop.stock.models import Warehouse


@register(Warehouse)
class WarehouseTranslation(TranslationOptions):
    """A warehouse's name and opening hours, which buyers read ("ships from Lisbon")."""

    fields = ("name", "opening_hours")
