"""Passkeys in a real browser, with the authenticator that Chromium plays itself.

A passkey belongs to a name, no number: the market is opened as localhost.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.market import PASSWORD, PEOPLE, PORT, fits

pytestmark = pytest.mark.browser
HOST = f"http://localhost:{PORT}"
TODAY = re.compile(rf"{HOST}/en/sell/$")  # where who works for a producer lands


class Browser:
    """A browser of one person, with a device that asks for them: a finger, a face."""

    def __init__(self, chromium, width: int) -> None:
        self.context = chromium.new_context(viewport={"width": width, "height": 800})
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "console", lambda said: self.wrong.append(said.text) if said.type == "error" else None
        )
        self.device = self.context.new_cdp_session(self.page)
        self.device.send("WebAuthn.enable")
        self.key = self.device.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )["authenticatorId"]

    def person_is_there(self, is_there: bool) -> None:
        self.device.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self.key, "isUserVerified": is_there},
        )

    def add(self) -> None:
        """Add a passkey, after the password was given once more where that is asked for."""
        self.page.goto(f"{HOST}/en/account/2fa/webauthn/add/")
        self.says_again()
        fits(self.page)
        self.page.fill("[name=name]", "Phone")
        self.page.check("[name=passwordless]")
        self.page.click("#mfa_webauthn_add")

    def says_again(self) -> None:
        self.page.wait_for_load_state()
        if "reauthenticate" in self.page.url:
            self.page.fill("[name=password]", PASSWORD)
            self.page.locator("main form button:not([type=button])").first.click()

    def lose(self) -> None:
        """The device is gone, and with it all that it held."""
        self.device.send(
            "WebAuthn.removeVirtualAuthenticator",
            {"authenticatorId": self.key},
        )

    def credentials(self) -> list[dict]:
        found = self.device.send("WebAuthn.getCredentials", {"authenticatorId": self.key})
        return found["credentials"]

    def password(self, who: str) -> None:
        self.page.goto(f"{HOST}/en/account/login/")
        self.page.fill("[name=login]", PEOPLE[who])
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()

    def take_off(self) -> None:
        self.page.goto(f"{HOST}/en/account/2fa/webauthn/")
        self.page.locator("main table a").last.click()
        self.says_again()
        self.page.locator("main form button:not([type=button])").first.click()
        expect(self.page.locator("main")).to_contain_text("No security keys have been added.")

    def leave(self) -> None:
        self.context.clear_cookies()


@pytest.fixture(params=[375, 1280])
def browser(request, chromium):
    found = Browser(chromium, request.param)
    yield found
    found.context.close()
    assert found.wrong == []


def test_a_passkey_is_added_signs_in_is_a_second_factor_and_confirms(browser):
    page = browser.page
    browser.password("seller-2")
    expect(page).to_have_url(TODAY)

    # Added, after the password was given once more.
    browser.add()
    expect(page.locator("main pre, main textarea, main code").first).to_be_visible()
    assert [each["rpId"] for each in browser.credentials()] == ["localhost"]
    page.goto(f"{HOST}/en/account/2fa/webauthn/")
    expect(page.locator("main table")).to_contain_text("Passkey")

    # It signs in alone, and only with its person there.
    browser.leave()
    page.goto(f"{HOST}/en/account/login/")
    fits(page)
    page.click("#passkey_login")
    expect(page).to_have_url(TODAY)

    # After the password it is what is asked for as the second factor.
    browser.leave()
    browser.password("seller-2")
    expect(page).to_have_url(re.compile("2fa/authenticate/"))
    fits(page)
    page.goto(f"{HOST}/en/account/")
    expect(page).to_have_url(re.compile("2fa/authenticate/"))  # the password opens nothing
    page.click("#mfa_webauthn_authenticate")
    expect(page).to_have_url(TODAY)

    # And it tells once more who it is.
    page.goto(f"{HOST}/en/account/2fa/webauthn/reauthenticate/?next=/en/account/addresses/")
    fits(page)
    page.click("#mfa_webauthn_reauthenticate")
    expect(page).to_have_url(f"{HOST}/en/account/addresses/")

    # Taken off again, so that the next width begins anew.
    browser.take_off()


def test_who_lost_the_device_comes_in_by_a_code_once_and_takes_the_passkey_off(browser):
    page = browser.page
    browser.password("seller-2")
    expect(page).to_have_url(TODAY)
    browser.add()
    codes = page.locator("#recovery_codes")
    expect(codes).to_be_visible()
    first, second, *_more = codes.input_value().split()

    browser.leave()
    browser.lose()
    browser.password("seller-2")
    expect(page).to_have_url(re.compile("2fa/authenticate/"))
    page.fill("main [name=code]", "00000000")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Incorrect code.")
    page.fill("main [name=code]", first)
    page.locator("main form button").first.click()
    expect(page).to_have_url(TODAY)

    # The code was one: it opens nothing any more.
    browser.leave()
    browser.password("seller-2")
    page.fill("main [name=code]", first)
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Incorrect code.")
    page.fill("main [name=code]", second)
    page.locator("main form button").first.click()
    expect(page).to_have_url(TODAY)
    browser.take_off()
    browser.leave()
    browser.password("seller-2")
    expect(page).to_have_url(TODAY)
