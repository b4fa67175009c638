"""Which texts of a visit stand in three languages (columns _vi, _en, _ind)."""

from modeltranslation.translator import TranslationOptions, register

from marketplace.visits.models import Visit


@register(Visit)
class VisitTranslation(TranslationOptions):
    fields = ("meeting_point", "bring", "access", "weather")
