"""Which texts of the catalogue stand in three languages (columns _vi, _en, _ind)."""

from modeltranslation.translator import TranslationOptions, register

from catalogue.models import OcopGroup, OcopSet, Product, Variant


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("title", "summary", "story", "unit")


@register([OcopGroup, OcopSet])
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register(Variant)
class VariantTranslation(TranslationOptions):
    fields = ("label",)
