"""A real Chromium without a window, and what a person does with it."""

import glob
import os
import re
import shutil
import tempfile
import time

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness.workers import Workers

LAPTOP = (1280, 800)
PHONE = (390, 844)
# What a person can act on.
ACTABLE = {
    "button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "listbox", "option",
    "slider", "spinbutton", "switch", "tab", "menuitem", "Date", "DisclosureTriangle", "DateTime",
    "ListBox", "MenuListPopup", "menuitemradio", "ComboBoxSelect", "ComboBoxMenuButton",
}
MARK = "data-found-by-test"


def axe_source():
    """The text of axe-core."""
    import axe_playwright_python

    (path,) = glob.glob(os.path.join(os.path.dirname(axe_playwright_python.__file__), "axe.min.js"))
    with open(path, encoding="utf-8") as file:
        return file.read()


class Browser:
    """A browser with a profile of its own that survives `restart`."""

    def __init__(self, address, wait=10):
        self.address = address
        self.wait = wait
        self.profile = tempfile.mkdtemp(prefix="rapporteur-browser-")
        self.downloads = os.path.join(self.profile, "downloads")
        self.workers = None
        self.size = LAPTOP
        self.dark = False
        self.axe = None
        self._open()

    def _open(self):
        options = webdriver.ChromeOptions()
        options.binary_location = os.environ.get("CHROMIUM", shutil.which("chromium") or "")
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-component-update",
            "--disable-background-networking", "--no-first-run", "--lang=en",
            f"--user-data-dir={self.profile}",
        ):
            options.add_argument(argument)
        options.add_experimental_option(
            "prefs",
            {"download.default_directory": self.downloads, "intl.accept_languages": "en"},
        )
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(
            os.environ.get("CHROMEDRIVER", shutil.which("chromedriver") or "")
        )
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.set_page_load_timeout(30)
        self.resize(self.size)
        self.scheme(self.dark)

    def close(self):
        """Ends the browser and removes its profile."""
        try:
            self.driver.quit()
        finally:
            shutil.rmtree(self.profile, ignore_errors=True)

    def restart(self):
        """Ends the browser and starts it again with the same profile, as after a flat battery.

        Cookies without an end date are gone then; databases and workers are not."""
        path = self.path
        if self.workers:
            self.workers.close()
            self.workers = None
        # Chromium writes its databases within seconds; quitting does not wait for all of them.
        self.driver.quit()
        self._open()
        return path

    def cdp(self, command, **arguments):
        """Gives a command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(command, arguments)

    def resize(self, size):
        """Makes the page as large as a laptop's or a phone's: `LAPTOP` or `PHONE`."""
        self.size = size
        phone = size == PHONE
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            width=size[0], height=size[1], deviceScaleFactor=2 if phone else 1, mobile=phone,
        )
        self.cdp("Emulation.setTouchEmulationEnabled", enabled=phone)

    def scheme(self, dark):
        """Prefers dark colours, or light ones."""
        self.dark = dark
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.cdp("Emulation.setEmulatedMedia", features=[feature])

    # Who one is.

    def sign_in(self, site, account):
        """Takes over a session that began already; None for nobody."""
        self.cdp("Network.clearBrowserCookies")
        for name, value in (site.sessions[account] if account else {}).items():
            done = self.cdp(
                "Network.setCookie",
                name=name, value=value, url=self.address + "/", path="/", secure=True,
                httpOnly=True, sameSite="Lax",
            )
            assert done["success"], name

    def log_in(self, account, password):
        """Logs in by the form, at the page where one is, or at /login."""
        if not self.path.startswith("/login"):
            self.visit("/login")
        fields = self.driver.find_elements(By.CSS_SELECTOR, "main form input:not([type=hidden])")
        words = [field for field in fields if field.get_attribute("type") != "checkbox"]
        words[0].clear()
        words[0].send_keys(account)
        words[1].send_keys(password, Keys.ENTER)
        self.until(lambda: not self.path.startswith("/login"), "nobody is logged in")

    # Where one is.

    def visit(self, path):
        """Opens a page of the site."""
        self.driver.get(self.address + path)
        return self

    @property
    def path(self):
        """The address of the page, from its first slash; with what is asked, without the host."""
        return re.sub(r"^[a-z]+://[^/]*", "", self.driver.current_url)

    @property
    def text(self):
        """What can be read on the page."""
        return self.driver.find_element(By.TAG_NAME, "body").text

    def until(self, holds, otherwise):
        """Waits until something holds, and returns what it is."""
        end = time.monotonic() + self.wait
        while True:
            try:
                value = holds()
                if value:
                    return value
            except WebDriverException:
                # The page is being replaced.
                value = None
            if time.monotonic() > end:
                raise AssertionError(f"{otherwise}; at {self.path}: {self.text[:3000]}")
            time.sleep(0.05)

    def wait_for_text(self, text):
        """Waits until the page says this."""
        return self.until(lambda: text in self.text, f"the page does not say “{text}”")

    def wait_for_path(self, start):
        """Waits until the address begins like this."""
        return self.until(lambda: self.path.startswith(start), f"the address is not {start}…")

    # Things on the page, found by the names that a screen reader says.

    def nodes(self):
        """What assistive technology sees: (role, name, number) in the order of the page."""
        self.cdp("Accessibility.enable")
        found = []
        for node in self.cdp("Accessibility.getFullAXTree")["nodes"]:
            if not node.get("ignored") and "backendDOMNodeId" in node:
                name = (node.get("name") or {}).get("value") or ""
                role = (node.get("role") or {}).get("value") or ""
                found.append((role, name.strip(), node["backendDOMNodeId"]))
        return found

    def find_all(self, name, role=None):
        """The things that can be acted on, of this accessible name: its text or a pattern.

        Exact names go before beginnings, and those before any part."""
        pattern = name if hasattr(name, "search") else None
        fits = [
            node for node in self.nodes()
            if (node[0] == role if role else node[0] in ACTABLE)
            and (pattern.search(node[1]) if pattern else name in node[1])
        ]
        if not pattern:
            for closer in (lambda said: said == name, lambda said: said.startswith(name)):
                best = [node for node in fits if closer(node[1])]
                if best:
                    fits = best
                    break
        return [self._element(number) for _, _, number in fits]

    def _element(self, number):
        handle = self.cdp("DOM.resolveNode", backendNodeId=number)["object"]["objectId"]
        self.cdp(
            "Runtime.callFunctionOn",
            objectId=handle, functionDeclaration=f"function() {{ this.setAttribute('{MARK}', '') }}",
        )
        try:
            return self.driver.find_element(By.CSS_SELECTOR, f"[{MARK}]")
        finally:
            self.cdp(
                "Runtime.callFunctionOn",
                objectId=handle, functionDeclaration=f"function() {{ this.removeAttribute('{MARK}') }}",
            )

    def find(self, name, role=None):
        """The one thing of this accessible name; waits for it. The first, when there are several."""
        found = self.until(
            lambda: self.find_all(name, role), f"there is no {role or 'control'} “{name}”")
        return found[0]

    def click(self, name, role=None):
        """Clicks what has this accessible name."""
        self.find(name, role).click()
        return self

    def type(self, name, *texts, clear=False):
        """Types into the field of this accessible name; names of keys are pressed."""
        field = self.find(name)
        if clear:
            field.clear()
        field.send_keys(*[getattr(Keys, text.upper(), text) for text in texts])
        return self

    def press(self, *keys):
        """Presses keys one after the other, wherever the focus is: "Tab", "Enter", "Control+Enter",
        or text to type."""
        for key in keys:
            actions = ActionChains(self.driver, duration=0)
            *held, last = key.split("+") if "+" in key[1:] else [key]
            for name in held:
                actions.key_down(getattr(Keys, name.upper()))
            actions.send_keys(getattr(Keys, last.upper(), last))
            for name in reversed(held):
                actions.key_up(getattr(Keys, name.upper()))
            actions.perform()
        return self

    @property
    def focused(self):
        """The accessible name of what has the focus."""
        return self.driver.switch_to.active_element.accessible_name

    def tab_to(self, name, backwards=False, most=150):
        """Presses Tab until what has this accessible name has the focus, and says so if the focus
        cannot be seen on the way."""
        for _ in range(most):
            self.press("Shift+Tab" if backwards else "Tab")
            said = self.focused
            if not self.focus_is_visible():
                raise AssertionError(f"the focus on “{said}” cannot be seen at {self.path}")
            if name.search(said) if hasattr(name, "search") else said.startswith(name):
                return self
        raise AssertionError(f"Tab does not come to “{name}” at {self.path}")

    def focus_is_visible(self):
        """Whether what has the focus is on the screen, with an outline, a shadow or a border that
        says so."""
        return self.driver.execute_script(
            """
            const element = document.activeElement;
            if (!element || element === document.body) return true;
            const box = element.getBoundingClientRect();
            const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
            const said = (one) => {
              const style = getComputedStyle(one);
              return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
                || style.boxShadow !== 'none';
            };
            return seen && (said(element) || (element.parentElement && said(element.parentElement))
              || [...(element.labels || [])].some(said));
            """
        )

    # The network.

    def offline(self, gone=True):
        """Takes the network away from the page and its workers, or gives it back.

        A worker that starts later has it; stop the site where that matters."""
        conditions = {
            "offline": gone, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        }
        if self.workers is None:
            self.workers = Workers(self.driver.capabilities["goog:chromeOptions"]["debuggerAddress"])
        self.workers.emulate(conditions)
        self.cdp("Network.enable")
        self.cdp("Network.emulateNetworkConditions", **conditions)

    # Looking.

    def screenshot(self, name):
        """Takes pictures of the whole page as a laptop and a phone show it, into
        `$RAPPORTEUR_SCREENSHOTS`, if that names a folder."""
        folder = os.environ.get("RAPPORTEUR_SCREENSHOTS")
        if not folder:
            return
        os.makedirs(folder, exist_ok=True)
        size = self.size
        for other in (LAPTOP, PHONE):
            self.resize(other)
            height = self.driver.execute_script("return document.documentElement.scrollHeight")
            self.cdp(
                "Emulation.setDeviceMetricsOverride", width=other[0],
                height=max(other[1], min(height, 6000)), deviceScaleFactor=1,
                mobile=other == PHONE,
            )
            self.driver.save_screenshot(os.path.join(folder, f"{name}-{other[0]}.png"))
        self.resize(size)

    def complaints(self):
        """What the browser wrote into its console since it was last asked: scripts that failed,
        what the policy forbade, files that are missing."""
        return [
            f"{entry['source']}: {entry['message']}" for entry in self.driver.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING")
        ]

    def too_wide(self):
        """By how many pixels the page is wider than the window."""
        return self.driver.execute_script(
            "return document.scrollingElement.scrollWidth - document.documentElement.clientWidth")

    def violations(self):
        """What axe finds wrong with the page, by the rules of WCAG 2.2 AA and good practice."""
        if self.axe is None:
            self.axe = axe_source()
        self.cdp("Runtime.evaluate", expression=self.axe)
        # A colour that is on its way to another is none to measure.
        self.cdp(
            "Runtime.evaluate", awaitPromise=True,
            expression="Promise.allSettled(document.getAnimations().map(one => one.finished))",
        )
        options = (
            "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}},"
            " runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
        )
        found = self.cdp(
            "Runtime.evaluate", awaitPromise=True, returnByValue=True,
            expression=f"axe.run(document, {options})",
        )
        if "exceptionDetails" in found:
            raise AssertionError(str(found["exceptionDetails"]))
        return [
            f"{rule['id']}: {rule['help']}: {node['html'][:200]} ({node['failureSummary']})"
            for rule in found["result"]["value"]["violations"]
            for node in rule["nodes"][:3]
        ]
