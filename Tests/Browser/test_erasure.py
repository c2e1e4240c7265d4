"""An erasure, asked for by one and approved by another; what is shown of people to whom."""

from harness import BrowserTest


class Erasing(BrowserTest):
    role = "planner"

    def test_an_erasure_takes_two(self):
        browser = self.browser
        self.site.run(
            "person", "add", "--id", "p-quixote", "--name", "Zebulon Quixote",
            "--note", "likes windmills")
        browser.visit("/erasures/new?person=p-quixote")
        self.assert_accessible()
        browser.type("Reason", "letter 2026/17")
        browser.screenshot("erasure-new")
        browser.click("Ask for the erasure", "button")
        browser.wait_for_path("/erasures")
        browser.wait_for_text("p-quixote")
        browser.click("Erasure of a person", "link")
        browser.wait_for_text("You asked for this")
        self.assertNotIn("Approve and destroy", browser.text)

        browser.sign_in(self.site, "auditor")
        browser.visit("/erasures")
        self.assertNotIn("quixote", browser.text.lower())
        browser.click("Erasure of a person", "link")
        browser.wait_for_text("Approve and destroy")
        self.assertNotIn("quixote", browser.text.lower())
        self.assert_accessible()
        browser.screenshot("erasure")
        browser.click("Approve and destroy", "button")
        browser.wait_for_text("no file of the registry holds it any more")
        shown = self.site.run("person", "list", "--include-retracted")
        self.assertNotIn("Zebulon Quixote", str(shown))

    def test_contact_data_is_shown_on_demand(self):
        browser = self.browser
        self.site.run("person", "add", "--id", "p-reachable", "--name", "Ann Reachable")
        self.site.run("person", "contact", "p-reachable", "--email", "ann@example.org")
        browser.visit("/person/p-reachable/reveal")
        self.assertNotIn("ann@example.org", browser.text)
        self.assert_accessible()
        browser.click("E-mail", "checkbox")
        browser.screenshot("reveal")
        browser.click("Show", "button")
        browser.wait_for_text("ann@example.org")
        browser.sign_in(self.site, "auditor")
        browser.visit("/access-log")
        browser.wait_for_text("planner")
        self.assertNotIn("ann@example.org", browser.text)
        self.assert_accessible()
        browser.screenshot("access-log")


class KeepingAccounts(BrowserTest):
    role = "admin"

    def test_an_admin_makes_an_account_by_keyboard(self):
        browser = self.browser
        browser.visit("/accounts")
        browser.screenshot("accounts")
        browser.tab_to("New account")
        browser.press("Enter")
        browser.wait_for_path("/accounts/new")
        browser.tab_to("Account’s name")
        browser.press("staff-7")
        browser.tab_to("Staff")
        browser.press("Space")
        browser.screenshot("account-new")
        browser.tab_to("Make the account")
        browser.press("Enter")
        browser.wait_for_path("/account/staff-7")
        self.assert_accessible()
        browser.screenshot("account")
        browser.click("Make an invitation", "button")
        browser.wait_for_text("Give this link to whoever uses")
        browser.screenshot("invitation")
        self.assert_accessible()
