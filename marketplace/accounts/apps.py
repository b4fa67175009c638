from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "marketplace.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed
        from django.contrib.sites.models import SiteManager

        from marketplace.accounts.factors import end_other_sessions, note_factor
        from marketplace.accounts.signing_in import named

        authenticator_added.connect(note_factor)
        authenticator_removed.connect(end_other_sessions)
        # What libraries write in the site's name, in mails of Oscar's and links of the admin.
        SiteManager.get_current = named(SiteManager.get_current)  # type: ignore[method-assign]
