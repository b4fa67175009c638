from modeltranslation.translator import TranslationOptions, register

from marketplace.producers.models import Producer


@register(Producer)
class ProducerTranslation(TranslationOptions):
    fields = ("story",)
