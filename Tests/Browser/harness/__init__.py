"""What browser tests are written with: a site of their own, and a real Chromium to visit it.

    from harness import BrowserTest

    class Searching(BrowserTest):
        role = "staff"

        def test_a_word_is_found(self):
            self.browser.visit("/search")
            self.browser.type("Search", "timor", "Enter")
            self.browser.wait_for_text("Timor-Leste")

Every test case has a registry with the sample month, a server on a free port, and a browser whose
window is 1280 pixels wide. `role` is who is signed in when a test begins, None for nobody; and
`account` another account than the role's own.
"""

from harness.browser import Browser
from harness.cases import BrowserTest
from harness.site import ROLES, Site

__all__ = ["Browser", "BrowserTest", "ROLES", "Site"]
