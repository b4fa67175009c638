"""The form of a page that is some village's: whose it is only editors say, and the tree."""

from typing import Any

from wagtail.admin.forms.pages import WagtailAdminPageForm

from marketplace.accounts.roles import May, person_may


class PlaceForm(WagtailAdminPageForm):
    """Without the field of the village for who writes for one: rights hang on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user and not person_may(self.for_user, May.EDIT):
            self.fields.pop("village", None)

    def _post_clean(self) -> None:
        """Let a page below a village's be that village's, a draft too."""
        super()._post_clean()
        above = getattr(self.parent_page, "specific", None)
        if village := getattr(above, "village", None):
            self.instance.village = village
