"""Logging bilaterals: with a network, without one, across restarts of the browser and ends of the
session."""

import unittest

from harness import BrowserTest
from harness.browser import LAPTOP, PHONE
from harness.site import PASSWORD


class Logging(BrowserTest):
    role = "staff"

    def setUp(self):
        super().setUp()
        if self.site.process.poll() is not None:
            self.site.start()
        self.browser.offline(False)
        self.browser.resize(LAPTOP)
        self.browser.visit("/log")
        self.ready()
        self.start = self.size()

    def size(self):
        return self.site.run("log", "stats")["size"]

    def ready(self):
        """Waits until the scripts have taken over and the device keeps what it needs."""
        self.browser.until(
            lambda: self.browser.driver.execute_async_script(
                """
                const done = arguments[0];
                navigator.serviceWorker.ready
                  .then(() => caches.open("rapporteur-log-1"))
                  .then((cache) => Promise.all([cache.match("/log/offline"),
                    cache.match("/offline.json"), cache.match("/assets/log.js")]))
                  .then((kept) => done(kept.every(Boolean) && !!navigator.serviceWorker.controller));
                """
            ),
            "the worker does not keep the page",
        )

    def found(self, words):
        return self.site.run("request", "list", "--text", words)

    def fill(self, party, words, day=None):
        """Fills the form by the keyboard alone, from the field that has the focus."""
        browser = self.browser
        browser.until(lambda: browser.focused.startswith("With whom"), "the focus is elsewhere")
        browser.press(party)
        browser.until(
            lambda: browser.driver.find_elements("css selector", "[role=option]"),
            f"nothing completes {party}",
        )
        browser.press("Enter")
        if day:
            browser.type("Or as it is known", day)
        browser.type("What they asked for", words)

    def state(self, words):
        """The state of the entry of these words in the outbox."""
        for entry in self.browser.driver.find_elements("css selector", "li.entry"):
            if words in entry.text:
                return entry.get_attribute("class").split()[-1]
        return None

    def test_online_by_the_keyboard(self):
        browser = self.browser
        browser.press("East Tim")
        browser.wait_for_text("Timor-Leste")
        browser.press("Enter", "Enter", "Enter")
        self.assertTrue(browser.focused.startswith("Or as it is known"), browser.focused)
        browser.press("March 2011", "Enter")
        self.assertTrue(browser.focused.startswith("On the sidelines of"), browser.focused)
        browser.type("What they asked for", "A keyboard visit")
        browser.type("Themes", "e-gov")
        browser.wait_for_text("Digital government")
        browser.press("Enter")
        browser.screenshot("log-filled")
        browser.press("Control+Enter")
        browser.wait_for_path("/meeting/")
        browser.wait_for_text("A keyboard visit")
        (request,) = self.found("keyboard")
        self.assertEqual(request["themes"], ["digital-government"])
        self.assertEqual(request["requested_on"], "2011-03")

    def test_several_of_everything(self):
        browser = self.browser
        self.fill("Fiji", "First wish", "February 2011")
        browser.click("Request", "button")
        browser.press("Second wish")
        browser.click("Offer", "button")
        browser.press("An adviser")
        browser.click("Follow-up", "button")
        browser.press("Write a letter")
        browser.screenshot("log-several")
        browser.click("Record")
        browser.wait_for_path("/meeting/")
        for words in ("First wish", "Second wish", "An adviser", "Write a letter"):
            browser.wait_for_text(words)
        self.assertEqual(len(self.found("wish")), 2)

    def test_two_offline_a_restart_and_each_is_there_once(self):
        browser = self.browser
        self.site.stop()
        browser.offline(True)
        browser.visit("/log")
        browser.wait_for_text("No network")
        for party, words in (("Samoa", "Offline one"), ("Fiji", "Offline two")):
            self.fill(party, words, "January 2011")
            browser.press("Control+Enter")
            browser.until(lambda: self.state(party) == "waiting", "the entry does not wait")
        browser.screenshot("log-offline")
        self.assert_accessible()
        browser.restart()
        browser.offline(True)
        browser.visit("/log")
        browser.wait_for_text("No network")
        self.assertEqual([self.state("Samoa"), self.state("Fiji")], ["waiting", "waiting"])
        browser.complaints()
        browser.offline(False)
        self.site.start()
        browser.sign_in(self.site, "staff")
        browser.visit("/log")
        browser.until(
            lambda: [self.state("Samoa"), self.state("Fiji")] == ["sent", "sent"],
            "the entries are not sent",
        )
        browser.screenshot("log-sent")
        for words in ("Offline one", "Offline two"):
            self.assertEqual(len(self.found(words)), 1, words)
        # Nothing is sent again, whatever is opened.
        size = self.size()
        browser.visit("/log").visit("/log")
        self.assertEqual(self.size(), size)
        browser.complaints()

    def test_the_network_comes_back_while_the_page_is_open(self):
        browser = self.browser
        browser.offline(True)
        self.fill("Samoa", "While open", "May 2010")
        browser.press("Control+Enter")
        browser.until(lambda: self.state("Samoa · May 2010") == "waiting", "it does not wait")
        browser.offline(False)
        browser.driver.execute_script("dispatchEvent(new Event('online'))")
        browser.until(lambda: self.state("Samoa · May 2010") == "sent", "it is not sent")
        self.assertEqual(len(self.found("While open")), 1)
        browser.complaints()

    def test_the_session_ends(self):
        browser = self.browser
        self.fill("Samoa", "After the session", "April 2010")
        browser.sign_in(self.site, None)
        browser.press("Control+Enter")
        browser.wait_for_text("Log in to send it")
        self.assertEqual(self.found("After the session"), [])
        browser.screenshot("log-session-ended")
        browser.click("Log in to send", "link")
        browser.log_in("staff", PASSWORD)
        browser.until(lambda: len(self.found("After the session")) == 1, "it is not sent")
        # Another account on this device neither sees nor sends it.
        browser.sign_in(self.site, "planner")
        browser.visit("/log")
        self.assertNotIn("After the session", browser.text)
        self.assertIsNone(self.state("Samoa · April 2010"))
        browser.complaints()

    def test_two_accounts_share_a_device(self):
        browser = self.browser
        browser.offline(True)
        self.fill("Samoa", "Mine alone", "March 2010")
        browser.press("Control+Enter")
        browser.until(lambda: self.state("Samoa · March 2010") == "waiting", "it does not wait")
        browser.offline(False)
        browser.sign_in(self.site, "planner")
        browser.visit("/log")
        self.ready()
        self.assertIsNone(self.state("Samoa · March 2010"))
        self.assertEqual(self.found("Mine alone"), [])
        browser.sign_in(self.site, "staff")
        browser.visit("/log")
        browser.until(lambda: len(self.found("Mine alone")) == 1, "it is not sent")
        browser.complaints()

    def test_what_may_mean_several_things_is_decided(self):
        browser = self.browser
        browser.press("Institute of Roads")
        browser.wait_for_text("Register")
        browser.press("Arrow_Down", "Enter")
        browser.until(lambda: browser.focused.startswith("Country of"), "no country is asked for")
        browser.press("Korea", "Escape")
        browser.type("Or as it is known", "June 2010")
        browser.type("What they asked for", "Roads")
        browser.press("Control+Enter")
        browser.wait_for_text("which one is meant?")
        browser.screenshot("log-decide")
        self.assert_accessible()
        browser.click("Republic of Korea", "radio")
        browser.click("Record with this choice")
        browser.until(lambda: self.state("Institute of Roads") == "sent", "it is not recorded")
        (organisation,) = self.site.run("organisation", "list", "--text", "Institute of Roads")
        self.assertEqual(organisation["country"], "KOR")
        browser.complaints()

    def test_a_duplicate_is_recorded_all_the_same_or_dropped(self):
        browser = self.browser
        self.fill("Samoa", "The same thing twice", "2009-05-05")
        browser.press("Control+Enter")
        browser.wait_for_path("/meeting/")
        for last, count in (("Drop it", 1), ("Record it anyway", 2)):
            browser.visit("/log")
            self.fill("Samoa", "The same thing twice", "2009-05-05")
            browser.press("Control+Enter")
            browser.wait_for_text("Needs a decision")
            browser.screenshot("log-duplicate")
            browser.click(last)
            browser.until(
                lambda: self.state("Samoa · 2009-05-05") in (None, "sent"), "it is not decided")
            self.assertEqual(len(self.found("The same thing twice")), count)
        browser.complaints()

    def test_what_is_refused_stays_in_the_form(self):
        browser = self.browser
        browser.press("Ministry of Nowhere;")
        browser.type("Or as it is known", "2008")
        browser.type("What they asked for", "Lost and found")
        browser.press("Control+Enter")
        browser.wait_for_text("there is no organisation")
        self.assertTrue(browser.focused.startswith("With whom"), browser.focused)
        self.assertIn("Lost and found", browser.find("What they asked for").get_attribute("value"))
        browser.screenshot("log-refused")
        self.assert_accessible()
        self.assertEqual(self.size(), self.start)
        browser.complaints()

    def test_logging_out_asks_what_becomes_of_what_waits(self):
        browser = self.browser
        self.site.run("account", "add", "--id", "leaver", "--roles", "staff")
        self.site.sessions["leaver"] = self.site.accept(self.site.invite("leaver"))
        browser.sign_in(self.site, "leaver")
        browser.visit("/log")
        browser.offline(True)
        self.fill("Samoa", "Left behind", "July 2007")
        browser.press("Control+Enter")
        browser.until(lambda: self.state("Samoa · July 2007") == "waiting", "it does not wait")
        # Another tab is about to send: nothing goes before the question is answered.
        browser.driver.execute_script(
            "navigator.locks.request('rapporteur-outbox', () => new Promise(() => {}))")
        browser.offline(False)
        browser.driver.execute_script(
            "document.querySelector('form[action=\"/logout\"]').requestSubmit()")
        browser.wait_for_text("Bilaterals wait on this device")
        browser.screenshot("log-leave")
        browser.click("Remove and log out")
        browser.wait_for_path("/login")
        browser.log_in("leaver", PASSWORD)
        browser.visit("/log")
        self.ready()
        self.assertIsNone(self.state("Samoa · July 2007"))
        self.assertEqual(self.found("Left behind"), [])
        browser.complaints()

    def test_by_thumb(self):
        browser = self.browser
        browser.resize(PHONE)
        browser.visit("/log")
        self.ready()
        browser.screenshot("log-empty")
        self.assertLessEqual(browser.too_wide(), 0)
        small = browser.driver.execute_script(
            """
            return [...document.querySelectorAll('main form :is(input:not([type=hidden]), button, select, textarea)')]
              .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
              .map((one) => one.outerHTML.slice(0, 80));
            """
        )
        self.assertEqual(small, [])
        bar = browser.driver.execute_script(
            "return document.querySelector('.sendbar').getBoundingClientRect().bottom <= innerHeight")
        self.assertTrue(bar, "the bar that sends is not on the screen")
        self.assert_accessible()

    def test_what_the_device_remembers(self):
        browser = self.browser
        self.fill("Fiji", "Remembered place", "2006")
        browser.type("Place", "Room 3", clear=True)
        browser.press("Control+Enter")
        browser.wait_for_path("/meeting/")
        browser.visit("/log")
        self.ready()
        self.assertEqual(browser.find("Place").get_attribute("value"), "Room 3")


if __name__ == "__main__":
    unittest.main()
