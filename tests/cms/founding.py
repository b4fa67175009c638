"""A market that is not the demo's, and what its pages say."""

import re
from html import unescape

PRODUCTION = {
    "SITE_URL": "https://cho.langviet.vn",
    "SHOP_IS_DEMO": False,
    "SHOP_OPERATOR": "Công ty Làng Việt",
    "REPORTS_EMAIL": "chao@langviet.vn",
    "ALLOWED_HOSTS": ["cho.langviet.vn", "testserver"],
}


def words(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
