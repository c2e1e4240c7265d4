"""Every page, as every role sees it: no violation of axe's rules, no complaint in the console,
nothing wider than the screen, one heading of the first rank."""

import hashlib
import os
import re
import unittest

from harness import ROLES, BrowserTest
from harness.browser import LAPTOP, PHONE
from pages import MORE, Unknown, addresses, ids


class EveryPage(BrowserTest):
    role = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.routes = [
            route["path"] for route in cls.site.routes()
            if route["method"] == "GET" and route["form"] == "page"
        ]
        cls.seen = set()
        cls.pages, cls.unknown = [], []
        known = ids(cls.site)
        for path in cls.routes:
            try:
                cls.pages += addresses(path, known, cls.site)
            except Unknown as place:
                cls.unknown.append(str(place))

    def test_every_page_has_an_address(self):
        self.assertEqual(self.unknown, [])
        self.assertEqual([path for path in MORE if path not in self.routes], [])

    def look(self, address, size, dark):
        """What is wrong with a page at a size."""
        browser = self.browser
        browser.resize(size)
        browser.scheme(dark)
        browser.visit(address)
        # That an address was refused is no fault of the page that says so.
        wrong = [
            one for one in browser.complaints()
            if not re.search(r"Failed to load resource.* status of (401|403|404|422) ", one)
        ] + browser.violations()
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
        for number, address in enumerate(self.pages):
            answer = self.site.ask("GET", address, role)
            with self.subTest(role=role, address=address):
                self.assertLess(answer.status, 500, answer.text[:500])
                if "html" not in (answer.headers["content-type"] or ""):
                    continue
                looked += 1
                # What stands around the page differs by role, and is looked at with other pages;
                # secrets and the ids of commands differ from one visit to the next.
                main = answer.text.partition("<main")[2] or answer.text
                text = re.sub(r"[A-Za-z0-9_-]{36,}", "", main)
                digest = hashlib.sha256(text.encode()).digest()
                if digest in self.seen:
                    continue
                self.seen.add(digest)
                # Both widths and both schemes, in turns; all four where time does not matter.
                looks = [(LAPTOP, number % 2 == 1), (PHONE, number % 2 == 0)]
                if os.environ.get("RAPPORTEUR_LOOK") == "twice":
                    looks = [(size, dark) for size in (LAPTOP, PHONE) for dark in (False, True)]
                wrong = []
                for size, dark in looks:
                    width = f"{size[0]} pixels, {'dark' if dark else 'light'}"
                    wrong += [f"{width}: {what}" for what in self.look(address, size, dark)]
                name = re.sub(r"[^A-Za-z0-9]+", "-", address).strip("-") or "start"
                self.browser.screenshot(f"{role or 'nobody'}-{name}")
                if "lang=" in address:
                    # The choice is kept; what follows is in English again.
                    self.browser.sign_in(self.site, role)
                self.assertEqual(wrong, [], f"{role} at {address}:\n" + "\n".join(wrong))
        self.assertGreater(looked, 0, f"{role} sees nothing")


def looking(role):
    return lambda self: self.look_at_all(role)


for one in (*ROLES[1::-1], *ROLES[2:], None):
    setattr(EveryPage, f"test_pages_of_{one or 'nobody'}", looking(one))

if __name__ == "__main__":
    unittest.main()
