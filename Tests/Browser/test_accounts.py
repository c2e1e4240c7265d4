"""Logging in and out, and taking up an invitation."""

import unittest

from harness import PASSWORD, BrowserTest, word


class LoggingIn(BrowserTest):
    role = None

    def test_by_keyboard_alone(self):
        browser = self.browser.visit("/requests")
        browser.wait_for_path("/login")
        # The first field has the focus already.
        browser.press("staff", "Tab", PASSWORD, "Enter")
        browser.wait_for_path("/requests")
        browser.tab_to("staff").press("Enter")
        browser.tab_to(word("layout.logout")).press("Enter")
        browser.wait_for_path("/login")
        browser.visit("/requests").wait_for_path("/login")

    def test_a_wrong_password_is_said_and_what_was_typed_kept(self):
        browser = self.browser.visit("/login")
        browser.type(word("login.account"), "planner")
        browser.type(word("login.password"), "not the right one", "Enter")
        browser.wait_for_text(word("login.wrong"))
        self.assertEqual(browser.find(word("login.account")).get_attribute("value"), "planner")
        self.assert_accessible()
        self.assertTrue(all("401" in one for one in browser.complaints()))

    def test_an_invitation_is_taken_up_once(self):
        self.site.run("account", "add", "--id", "newcomer", "--roles", "staff")
        path = self.site.invite("newcomer")
        browser = self.browser.visit(path)
        for name in ("invitation.password", "invitation.again"):
            browser.type(word(name), "a bridge over the Han")
        browser.click(word("invitation.submit"))
        browser.until(lambda: browser.path == "/", "the overview does not open")
        browser.wait_for_text("newcomer")
        self.browser.sign_in(self.site, None)
        browser.visit(path)
        self.assertNotIn(word("invitation.submit"), browser.text)
        self.assertTrue(browser.complaints())


if __name__ == "__main__":
    unittest.main()
