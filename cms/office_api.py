"""The office's own API shows files as its choosers do: those that a person may choose.

Wagtail 8 lists all pictures and documents there, to whoever may enter the office.
"""

from typing import Any

from django.db.models import QuerySet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry

from marketplace.frame.access import View, for_audience


class Choosable:
    """Of all files those in collections of which the person may choose."""

    request: Any

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> View:
        view = super().as_view(*args, **kwargs)  # type: ignore[misc]
        return for_audience("writer")(view)  # Wagtail's door stands before it

    def get_queryset(self) -> QuerySet[Any]:
        files = super().get_queryset()  # type: ignore[misc]
        policy = policy_registry.get_by_type(files.model)
        own = policy.instances_user_has_any_permission_for(self.request.user, ["choose"])
        return files.filter(pk__in=own.values("pk"))


class OwnImages(Choosable, ImagesAdminAPIViewSet):
    pass


class OwnDocuments(Choosable, DocumentsAdminAPIViewSet):
    pass
