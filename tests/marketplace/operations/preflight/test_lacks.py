"""A lack refuses or only says so; its code is short."""

from django.core.checks import Warning

from marketplace.operations.preflight.lacks import code_of, kind_of, refuse, say


def test_a_lack_names_what_is_wrong_and_what_mends_it():
    lack = refuse("mail_kept", "Nobody gets mail.", "Set EMAIL_BACKEND.")
    assert (kind_of(lack), code_of(lack), lack.msg, lack.hint) == (
        "refuse",
        "mail_kept",
        "Nobody gets mail.",
        "Set EMAIL_BACKEND.",
    )
    assert kind_of(say("sqlite", "One machine.", "Set DATABASE_URL.")) == "say"


def test_a_lack_that_django_found_keeps_its_family():
    assert code_of(Warning("x", id="security.W008")) == "security.W008"
