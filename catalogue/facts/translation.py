from modeltranslation.translator import TranslationOptions, register

from catalogue.facts.models import FactWord, ProductFact


@register(FactWord)
class WordTranslation(TranslationOptions):
    fields = ("name",)


@register(ProductFact)
class TextTranslation(TranslationOptions):
    fields = ("text",)
