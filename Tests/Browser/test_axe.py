"""Every page, as every role sees it: no violation of axe's rules, no complaint in the console,
nothing wider than the screen, one heading of the first rank."""

import hashlib
import os
import re
import unittest

from harness import ROLES, BrowserTest
from harness.browser import LAPTOP, PHONE
from pages import EXAMPLES


class EveryPage(BrowserTest):
    role = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = [
            route["path"] for route in cls.site.routes()
            if route["method"] == "GET" and route["form"] == "page"
        ]
        cls.seen = set()

    def test_every_page_has_an_example(self):
        self.assertEqual([page for page in self.pages if page not in EXAMPLES], [])
        self.assertEqual([page for page in EXAMPLES if page not in self.pages], [])

    def look(self, address, size, dark):
        """What is wrong with a page at a size."""
        browser = self.browser
        browser.resize(size)
        browser.scheme(dark)
        browser.visit(address)
        wrong = browser.complaints() + browser.violations()
        wider = browser.too_wide()
        if wider > 0:
            wrong.append(f"the page is {wider} pixels wider than the screen")
        headings = [name for role, name, _ in browser.nodes() if role == "RootWebArea"]
        if not headings or not headings[0]:
            wrong.append("the page has no title")
        count = browser.driver.execute_script("return document.querySelectorAll('h1').length")
        if count != 1:
            wrong.append(f"{count} headings of the first rank")
        return wrong

    def look_at_all(self, role):
        """Looks at every page that a role may see; pages that were seen already count once."""
        self.browser.sign_in(self.site, role)
        looked = 0
        for number, page in enumerate(self.pages):
            for address in EXAMPLES.get(page, []):
                answer = self.site.ask("GET", address, role)
                with self.subTest(role=role, address=address):
                    self.assertLess(answer.status, 500, answer.text[:500])
                    if answer.status != 200:
                        continue
                    looked += 1
                    # Secrets differ from one visit to the next.
                    text = re.sub(r"[A-Za-z0-9_-]{40,}", "", answer.text)
                    digest = hashlib.sha256(text.encode()).digest()
                    if digest in self.seen:
                        continue
                    self.seen.add(digest)
                    # Both widths and both schemes, in turns; all four where time does not matter.
                    looks = [(LAPTOP, number % 2 == 1), (PHONE, number % 2 == 0)]
                    if os.environ.get("RAPPORTEUR_LOOK") == "twice":
                        looks = [(size, dark) for size in (LAPTOP, PHONE) for dark in (False, True)]
                    for size, dark in looks:
                        wrong = self.look(address, size, dark)
                        width = f"{size[0]} pixels, {'dark' if dark else 'light'}"
                        self.assertEqual(wrong, [], f"{role} at {address}, {width}:\n" + "\n".join(wrong))
                    name = re.sub(r"[^A-Za-z0-9]+", "-", address).strip("-") or "start"
                    self.browser.screenshot(f"{role or 'nobody'}-{name}")
        self.assertGreater(looked, 0, f"{role} sees nothing")


def looking(role):
    return lambda self: self.look_at_all(role)


for one in (*ROLES[1::-1], *ROLES[2:], None):
    setattr(EveryPage, f"test_pages_of_{one or 'nobody'}", looking(one))

if __name__ == "__main__":
    unittest.main()
