"""Who looks at the market: the demo's people, somebody new, a helper, and a stranger."""

from http.cookies import SimpleCookie
from typing import NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

ACCOUNTS = {
    "buyer": "mua@example.vn",
    "newcomer": "moi@example.vn",
    "seller-1": "nha-gom@example.vn",
    "seller-2": "nha-lua@example.vn",
    "helper": "phu-viec@example.vn",
    "promoter": "du-lich@example.vn",
    "officer": "can-bo@example.vn",
    "staff": "quan-tri@example.vn",
    "finance-1": "ke-toan-1@example.vn",
    "finance-2": "ke-toan-2@example.vn",
}
OWNED = "bat-trang-1"  # the producer whose helper we add
STRANGER = "stranger"
ROLES = (STRANGER, *ACCOUNTS)


class Visitor(NamedTuple):
    role: str
    client: Client
    cookies: dict[str, str]

    def begin(self) -> None:
        """Forget what earlier answers left in this visitor's browser."""
        self.client.cookies = SimpleCookie(self.cookies)


def make_missing_people() -> None:
    users = get_user_model()
    for role in ("newcomer", "helper"):
        if not users.objects.filter(email=ACCOUNTS[role]).exists():
            users.objects.create_user(ACCOUNTS[role], None, first_name=role)
    producer = apps.get_model("producers", "Producer").objects.get(slug=OWNED)
    apps.get_model("producers", "Membership").objects.get_or_create(
        producer=producer,
        user=users.objects.get(email=ACCOUNTS["helper"]),
        defaults={"role": "staff"},
    )


def visitor_of(role: str) -> Visitor:
    """Sign a role in; its session says that the password was just given."""
    client = Client(raise_request_exception=False)
    if role != STRANGER:
        user = get_user_model().objects.get(email=ACCOUNTS[role])
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": timezone.now().timestamp(), "email": user.email}
        ]
        session.save()
    return Visitor(role, client, {name: morsel.value for name, morsel in client.cookies.items()})
