"""A site to visit: a registry with the sample month in a folder of its own, and a server."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from harness import forms

ROLES = ("staff", "planner", "auditor", "admin")
PASSWORD = "corridor between two meetings"


def free_port():
    """A port that nobody listens at."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A registry and the server that shows it.

    Accounts of the same names as the roles are there, each with a session that began already, and
    the password `PASSWORD`.
    """

    def __init__(self, folder=None):
        self.program = os.environ["RAPPORTEUR_PROGRAM"]
        self.folder = tempfile.mkdtemp(prefix="rapporteur-site-")
        self.registry = os.path.join(self.folder, "registry")
        self.output = os.path.join(self.folder, "output")
        self.port = free_port()
        self.process = None
        template = folder or os.environ.get("RAPPORTEUR_SITE")
        if template:
            shutil.copytree(os.path.join(template, "registry"), self.registry)
            with open(os.path.join(template, "sessions.json"), encoding="utf-8") as file:
                self.sessions = json.load(file)
        else:
            self.sessions = {}

    # The program.

    @property
    def environment(self):
        return dict(
            os.environ,
            RAPPORTEUR_REGISTRY=self.registry,
            RAPPORTEUR_ACTOR="tests",
            XDG_CONFIG_HOME=self.folder,
        )

    def run(self, *arguments, fails=False):
        """Runs the program on the registry, and returns the JSON that it prints."""
        done = subprocess.run(
            [self.program, *arguments],
            env=self.environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
        )
        if fails:
            return done
        if done.returncode != 0:
            raise AssertionError(f"{arguments}: {done.stderr.decode()}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    # The server.

    @property
    def address(self):
        """The address of the first page, without the slash at its end."""
        return f"http://localhost:{self.port}"

    def start(self, *arguments):
        """Starts the server and waits until it is ready."""
        with open(self.output, "ab") as output:
            self.process = subprocess.Popen(
                [self.program, "serve", "--port", str(self.port), *arguments],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {self.said()}")
            with contextlib.suppress(OSError):
                if forms.ask(self.port, "GET", "/ready").status != 503:
                    return self
            time.sleep(0.05)
        raise AssertionError(f"the server is not ready: {self.said()}")

    def stop(self):
        """Stops the server as a service manager does; what it serves cannot be reached then."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the server does not stop: {self.said()}") from None
        self.process = None

    def remove(self):
        """Stops the server and removes everything."""
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def said(self):
        """What the server has printed for people; its log is left out."""
        with open(self.output, encoding="utf-8", errors="replace") as file:
            return "".join(line for line in file if not line.startswith("{"))

    def routes(self):
        """Every route of the site: method, path, form and whom it is for."""
        return self.run("serve", "--routes")

    def ask(self, method, path, role=None, **more):
        """Sends one request outside of any browser."""
        cookies = self.sessions[role] if role else None
        return forms.ask(self.port, method, path, cookies, **more)

    # Accounts.

    def invite(self, account):
        """A one-time invitation for an account, made on the machine: the path of its page."""
        done = subprocess.run(
            [self.program, "account", "invite", account],
            env=self.environment,
            capture_output=True,
            check=True,
        )
        return self.invitation(done.stdout.decode())

    @staticmethod
    def invitation(text):
        """The path of the last invitation in what was printed; without one, of a bare token."""
        links = re.findall(r"/invitation/([A-Za-z0-9_-]{20,})", text)
        tokens = links or re.findall(r"\b([A-Za-z0-9_-]{43})\b", text)
        if not tokens:
            raise AssertionError(f"no invitation in {text!r}")
        return f"/invitation/{tokens[-1]}"

    def accept(self, path, password=PASSWORD):
        """Accepts an invitation without a browser, and returns the cookies of the session."""
        page = forms.ask(self.port, "GET", path)
        cookies = page.cookies()
        for form in forms.forms(page.text):
            if not form.passwords:
                continue
            fields = form.fields + [(name, password) for name in form.passwords]
            answer = forms.ask(self.port, "POST", form.action or path, cookies, fields)
            if answer.status == 303:
                return cookies | answer.cookies()
            raise AssertionError(f"{path} answers {answer.status}: {answer.text[:2000]}")
        raise AssertionError(f"{path} has no form for a password: {page.text[:2000]}")

    def make_accounts(self):
        """Makes an account for every role and begins a session for each.

        The admin takes the one-time invitation that the first start prints.
        """
        self.sessions["admin"] = self.accept(self.invitation(self.said()))
        for role in ROLES:
            if role != "admin":
                self.run("account", "add", "--id", role, "--roles", role)
                self.sessions[role] = self.accept(self.invite(role))

    def save(self):
        """Stops the server and notes the sessions, so that other sites can be made from this."""
        self.stop()
        with open(os.path.join(self.folder, "sessions.json"), "w", encoding="utf-8") as file:
            json.dump(self.sessions, file)
