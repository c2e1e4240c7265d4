"""Asking: a view is a link, every number opens, and the whole site moves through time."""

import re
import unittest

from harness import BrowserTest, word


class Asking(BrowserTest):
    role = "planner"

    def rows(self):
        """What the rows of the list are called, and how many there are said to be."""
        cells = self.browser.driver.find_elements("css selector", "main tbody th a")
        return [cell.text for cell in cells]

    def test_a_filter_is_a_link(self):
        browser = self.browser.visit("/requests")
        everything = self.rows()
        if not browser.find_all(word("filter.country")):
            browser.click(word("lists.filters"))
        browser.type(word("filter.country"), "Ecuador")
        browser.click(word("lists.apply"))
        browser.until(lambda: "country=" in browser.path, "the filter is not in the address")
        chosen, link = self.rows(), browser.path
        self.assertTrue(chosen)
        self.assertLess(len(chosen), len(everything))
        browser.screenshot("requests-of-a-country")
        # Whoever gets the link sees the same.
        browser.sign_in(self.site, "staff")
        browser.visit(link)
        self.assertEqual(self.rows(), chosen)
        self.assertEqual(len(self.site.run("request", "list", "--country", "ECU")), len(chosen))

    def test_a_number_opens_the_rows_behind_it(self):
        browser = self.browser.visit("/requests/matrix?rows=country&columns=theme")
        browser.screenshot("matrix")
        cells = browser.driver.find_elements("css selector", "main table td a")
        cell = next(cell for cell in cells if re.fullmatch(r"[2-9]\d*", cell.text.strip()))
        count = int(cell.text)
        cell.click()
        browser.wait_for_path("/requests?")
        self.assertEqual(len(self.rows()), count)
        self.rows_open()

    def rows_open(self):
        """A row opens its thing, and that its history."""
        title = self.rows()[0]
        self.browser.click(title, "link")
        self.browser.wait_for_path("/request/")
        self.assertEqual(len(self.browser.driver.find_elements("css selector", "h1")), 1)

    def test_search_finds_any_spelling(self):
        browser = self.browser.visit("/")
        browser.type(word("layout.search"), "east timor", "Enter")
        browser.wait_for_path("/search?q=")
        browser.wait_for_text("Timor")

    def test_time_is_moved_by_keyboard(self):
        before = self.site.run("request", "show", "r-ecuador-1")["summary"]
        self.site.run(
            "request", "correct", "r-ecuador-1", "--summary", "Something else entirely",
            "--reason", "heard wrongly",
        )
        browser = self.browser.visit("/request/r-ecuador-1")
        browser.wait_for_text("Something else entirely")
        browser.tab_to(word("asof.today")).press("Enter")
        browser.tab_to(word("asof.size")).press("Arrow_Left", "Enter")
        browser.until(lambda: "as-of=" in browser.path, "the moment is not in the address")
        browser.wait_for_text(before)
        self.assertIn(word("asof.now"), browser.text)
        self.assert_accessible()
        browser.screenshot("request-in-the-past")
        # The moment goes along, and today is a step away.
        moment = re.search(r"as-of=\d+", browser.path).group()
        links = browser.driver.find_elements("css selector", "main a[href^='/organisation/']")
        self.assertIn(moment, links[0].get_attribute("href"))
        browser.click(word("asof.now"))
        browser.wait_for_text("Something else entirely")
        self.assertNotIn("as-of", browser.path)


if __name__ == "__main__":
    unittest.main()
