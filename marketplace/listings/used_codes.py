"""A code of an authenticator app that comes a second time: somebody else may have read it.

allauth takes each code once and refuses the next one like any wrong one. Whose app it is learns
of it by mail, for whoever sends it knows the password, too (ASVS 4.0.3, 2.8.5).
"""

import logging
import time
from typing import Any

from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.utils import decrypt
from django.http import HttpRequest

from marketplace.accounts.models import User
from marketplace.frame.screens import posted_text
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail

LONGEST = 20  # signs of a code, with spaces
log = logging.getLogger(__name__)


def note_used_code(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **more: Any
) -> None:
    """Tell the person of a refused code that is right but was used; once for each code."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    secret = decrypt(authenticator.data["secret"])
    if not validate_totp_code(secret, posted_text(request, "code", LONGEST)):
        return
    log.warning("code of an authenticator app given twice for user %s", user.pk)
    queue_mail(
        key=f"code-used-{authenticator.pk}-{int(time.time()) // TOTP_PERIOD}",
        to=user.email,
        template="code_used",
        context={"link": link_to("usersessions_list", user.language)},
        language=user.language,
    )
