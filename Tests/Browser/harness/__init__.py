"""What browser tests are written with: a site of their own, and a real Chromium to visit it.

    from harness import BrowserTest, word

    class Searching(BrowserTest):
        role = "staff"

        def test_a_word_is_found(self):
            self.browser.visit("/")
            self.browser.type(word("layout.search"), "timor", "Enter")
            self.browser.wait_for_text("Timor-Leste")

Every test case has a registry with the sample month, a server on a free port, and a browser whose
window is 1280 pixels wide. `role` is who is signed in when a test begins, None for nobody; and
`account` another account than the role's own.
"""

from harness.site import PASSWORD, ROLES, Site
from harness.words import word

__all__ = ["Browser", "BrowserTest", "PASSWORD", "ROLES", "Site", "word"]


def __getattr__(name):
    # Who only starts a site needs no driver of browsers.
    if name == "Browser":
        from harness.browser import Browser

        return Browser
    if name == "BrowserTest":
        from harness.cases import BrowserTest

        return BrowserTest
    raise AttributeError(name)
