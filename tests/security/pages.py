"""What is wrong with a page, whoever reads it: it broke, left our frame, or speaks two languages."""

import re
from collections.abc import Iterator

from tests.security.asking import Answer
from tests.security.tongues import foreign, is_foreign

FRAME = 'id="main"'  # of base.html and of what stands on it
NOWHERE = re.compile(r"(?<![@\w.])example\.com")  # as django.contrib.sites calls a nameless site


def page_faults(
    answer: Answer, language: str, at: str, *, has_our_frame: bool = True
) -> Iterator[str]:
    if answer.status >= 500:
        yield f"{at} answered {answer.status}: {answer.error}"
        return
    is_page = answer.kind.startswith("text/html") and not 300 <= answer.status < 400
    if is_page and has_our_frame and FRAME not in answer.body:
        yield f"{at} ({answer.status}) stands outside our frame: {answer.body[:80]!r}"
    if is_page and NOWHERE.search(answer.body):
        yield f"{at} speaks of example.com"
    if is_page:
        yield from (f"{at} says {text!r}" for text in foreign(answer.body, language))
    yield from (f"{at} tells {told!r}" for told in answer.messages if is_foreign(told, language))
