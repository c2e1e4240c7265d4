"""Forms, read from a page and sent as a browser without scripts would: for what is prepared before
a browser looks."""

import html.parser
import http.client
import urllib.parse


class Answer:
    """What a server said."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode("utf-8", "replace")

    def cookies(self):
        """The cookies that the answer sets, without their attributes."""
        lines = self.headers.get_all("set-cookie") or []
        pairs = (line.split(";", 1)[0].split("=", 1) for line in lines)
        return {name.strip(): value for name, value in pairs}


def ask(port, method, path, cookies=None, fields=None, headers=None):
    """Sends one request to localhost and returns the answer, redirects not followed."""
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    sent = dict(headers or {})
    if cookies:
        sent["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    body = None
    if fields is not None:
        body = urllib.parse.urlencode(fields)
        sent["content-type"] = "application/x-www-form-urlencoded"
        sent["origin"] = f"http://localhost:{port}"
    try:
        connection.request(method, path, body, sent)
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Form:
    """A form of a page: where it goes, and the fields that it holds."""

    def __init__(self, attributes):
        self.action = attributes.get("action")
        self.method = (attributes.get("method") or "get").upper()
        self.fields = []
        self.passwords = []

    def add(self, attributes):
        name, kind = attributes.get("name"), attributes.get("type", "text")
        if name and kind == "password":
            self.passwords.append(name)
        elif name and kind not in ("submit", "button", "reset", "file"):
            if kind not in ("checkbox", "radio") or "checked" in attributes:
                self.fields.append((name, attributes.get("value") or ""))


class _Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self.inside = False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append(Form(attributes))
            self.inside = True
        elif tag == "input" and self.inside:
            self.forms[-1].add(attributes)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def forms(text):
    """The forms of a page."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms
