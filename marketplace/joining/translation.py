from modeltranslation.translator import TranslationOptions, register

from marketplace.joining.models import Requirement


@register(Requirement)
class RequirementTranslation(TranslationOptions):
    fields = ("name", "hint")
