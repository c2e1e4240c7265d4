"""The test case of browser tests."""

import unittest

from harness.browser import Browser
from harness.site import Site


class BrowserTest(unittest.TestCase):
    """A site and a browser for all tests of a class; who is signed in is set anew for each test.

    Complaints in the browser's console fail a test, unless it takes them with
    `browser.complaints()` as what it expects.
    """

    role = "staff"
    account = None

    @classmethod
    def setUpClass(cls):
        cls.site = Site()
        cls.addClassCleanup(cls.site.remove)
        cls.site.start()
        cls.browser = Browser(cls.site.address)
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.browser.complaints()
        self.browser.sign_in(self.site, self.account or self.role)

    def tearDown(self):
        complaints = self.browser.complaints()
        self.assertEqual(complaints, [], f"the browser complains at {self.browser.path}")

    def assert_accessible(self):
        """Fails when axe finds anything wrong with the page."""
        violations = self.browser.violations()
        self.assertEqual(violations, [], f"axe at {self.browser.path}:\n" + "\n".join(violations))
