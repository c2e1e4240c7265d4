"""The service workers of a browser, which its driver does not reach."""

import itertools
import json
import urllib.request

import websocket


class Workers:
    """A line to each service worker; what is emulated there ends when the line is closed."""

    def __init__(self, debugger):
        self.debugger = debugger
        self.lines = {}
        self.numbers = itertools.count(1)

    def emulate(self, conditions):
        """Gives all workers that run the network of these conditions."""
        with urllib.request.urlopen(f"http://{self.debugger}/json/list", timeout=10) as answer:
            targets = json.load(answer)
        for target in targets:
            if target["type"] == "service_worker" and target["id"] not in self.lines:
                self.lines[target["id"]] = websocket.create_connection(
                    target["webSocketDebuggerUrl"], suppress_origin=True, timeout=10)
        for line in self.lines.values():
            self._give(line, "Network.enable", {})
            self._give(line, "Network.emulateNetworkConditions", conditions)

    def _give(self, line, method, parameters):
        number = next(self.numbers)
        try:
            line.send(json.dumps({"id": number, "method": method, "params": parameters}))
            while json.loads(line.recv()).get("id") != number:
                pass
        except (OSError, websocket.WebSocketException):
            # The worker has ended meanwhile.
            pass

    def close(self):
        """Hangs up."""
        for line in self.lines.values():
            line.close()
        self.lines = {}
