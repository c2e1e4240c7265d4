"""Importing in the browser: a wrong cell, the same file mended, and taken back."""

import os
import tempfile
import unittest

from harness import BrowserTest

WRONG = """id,requester,requested_on,summary
r-browser-1,gov-samoa,24.06.2014,A portal
r-browser-2,gov-fiji,2014-06,"=HYPERLINK(""http://example.org"")"
"""


class Importing(BrowserTest):
    role = "staff"

    def upload(self, text, name="requests.csv"):
        folder = tempfile.mkdtemp(prefix="rapporteur-upload-")
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.browser.visit("/import")
        self.browser.driver.find_element("css selector", "input[type=file]").send_keys(path)
        self.browser.click("Show the plan")
        self.browser.wait_for_path("/import")

    def test_a_wrong_cell_then_mended_then_taken_back(self):
        browser = self.browser
        size = self.site.run("log", "stats")["size"]
        browser.visit("/import")
        browser.screenshot("import")
        self.assert_accessible()
        self.upload(WRONG)
        browser.wait_for_path("/import/plan/")
        browser.wait_for_text("1 cell is wrong")
        (wrong,) = browser.driver.find_elements("css selector", "td.wrong")
        self.assertIn("24.06.2014", wrong.text)
        browser.screenshot("import-wrong")
        self.assert_accessible()
        self.assertEqual(self.site.run("log", "stats")["size"], size)
        self.upload(WRONG.replace("24.06.2014", "2014-06-24"))
        browser.wait_for_text("Rows that are new: 2")
        browser.screenshot("import-plan")
        self.assert_accessible()
        browser.click("Record the import")
        browser.wait_for_text("The import is recorded.")
        (request,) = self.site.run("request", "list", "--text", "HYPERLINK")
        self.assertEqual(request["summary"], '=HYPERLINK("http://example.org")')
        browser.screenshot("import-done")
        browser.click("Take back", "link")
        browser.wait_for_text("is taken back by new events")
        browser.screenshot("import-undo")
        self.assert_accessible()
        browser.type("Reason", "only a try")
        browser.click("Take back", "button")
        browser.wait_for_text("taken back by staff")
        self.assertEqual(self.site.run("request", "list", "--text", "HYPERLINK"), [])

    def test_a_spreadsheet_is_refused_in_words(self):
        self.upload("PK\x03\x04", "book.xlsx")
        self.browser.wait_for_text("Only CSV is read")
        # The answer is an error, and the console says so.
        self.browser.complaints()


class Recording(BrowserTest):
    role = "planner"

    def test_a_form_completes_and_records(self):
        browser = self.browser
        browser.visit("/requests/new")
        browser.type("Requested by", "East Tim")
        browser.wait_for_text("Timor")
        browser.press("Enter")
        browser.type("Summary", "A form of its own")
        browser.screenshot("form-request")
        self.assert_accessible()
        browser.click("Record", "button")
        browser.wait_for_path("/request/")
        (request,) = self.site.run("request", "list", "--text", "form of its own")
        self.assertEqual(request["requester"], ["gov-timor-leste"])
        browser.visit(f"/request/{request['id']}/correct")
        browser.screenshot("form-correct")
        browser.type("Summary", "Another summary", clear=True)
        browser.click("Record", "button")
        browser.wait_for_text("Say why")
        browser.complaints()
        browser.type("Reason", "misread")
        browser.click("Record", "button")
        browser.wait_for_path(f"/request/{request['id']}?")
        browser.visit(f"/request/{request['id']}/record")
        browser.screenshot("form-menu")
        self.assert_accessible()


if __name__ == "__main__":
    unittest.main()
