"""Which words of a voucher exist in every language (columns per language, English as fallback)."""

from modeltranslation.translator import TranslationOptions, register

from shop.voucher.models import Voucher


@register(Voucher)
class VoucherTranslation(TranslationOptions):
    """What the voucher is called where it is used."""

    fields = ("name",)
