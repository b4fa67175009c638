from modeltranslation.translator import TranslationOptions, register

from catalogue.places.models import Village


@register(Village)
class VillageTranslation(TranslationOptions):
    fields = ("craft", "summary")
