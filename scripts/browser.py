"""Chromium without a window, driven by its DevTools protocol over a pipe: no port, no package.

A message is JSON and ends with a zero byte. Commands are numbered and answered; events are not.
"""

import fcntl
import json
import os
import select
import subprocess
import tempfile
import time


class BrowserError(Exception):
    """The browser did not start, did not answer, or refused a command."""


class Browser:
    """One page that is opened, resized and asked."""

    def __init__(self, program, patience=60):
        self.patience, self.count, self.unread, self.events = patience, 0, b"", []
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        commands, self.commands = self.pipe()
        self.answers, answers = self.pipe()

        def place():  # in the child: Chromium reads commands from 3 and answers on 4
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        options = ["--headless", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars",
                   "--no-first-run", "--disable-extensions", "--disable-background-networking",
                   f"--user-data-dir={self.folder.name}"]
        if os.getuid() == 0:
            options.append("--no-sandbox")  # which Chromium demands of root
        self.process = subprocess.Popen([program, *options, "about:blank"], preexec_fn=place, close_fds=False,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self.session = None
        try:
            page = self.call("Target.createTarget", url="about:blank")["targetId"]
            self.session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.call(f"{domain}.enable")
        except BaseException:
            self.close()
            raise

    @staticmethod
    def pipe():
        """A pipe whose ends are clear of the numbers 3 and 4, and not inherited."""
        ends = os.pipe()
        moved = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
        for end in ends:
            os.close(end)
        return moved

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.commands)
        os.close(self.answers)
        self.folder.cleanup()

    def message(self, deadline):
        while b"\0" not in self.unread:
            if not select.select([self.answers], [], [], max(0, deadline - time.monotonic()))[0]:
                raise BrowserError(f"no answer within {self.patience} seconds")
            chunk = os.read(self.answers, 1 << 16)
            if not chunk:
                raise BrowserError("it ended")
            self.unread += chunk
        text, self.unread = self.unread.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **parameters):
        """A command's answer; events that come before it are kept."""
        self.count += 1
        command = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            command["sessionId"] = self.session
        try:
            os.write(self.commands, json.dumps(command).encode() + b"\0")
        except BrokenPipeError:
            raise BrowserError("it ended") from None
        deadline = time.monotonic() + self.patience
        while True:
            message = self.message(deadline)
            if message.get("id") == self.count:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
            self.events.append(message)

    def resize(self, width):
        """Sets the width of the page, as a phone's below 600 pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1,
                  mobile=width < 600)

    def value(self, expression):
        """What an expression is worth on the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"cannot evaluate {expression[:60]}")
        return answer["result"].get("value")

    def open(self, address):
        """Opens a page, waits until it is loaded, and tells what it complained of or asked outside."""
        self.events = []
        refused = self.call("Page.navigate", url=address).get("errorText")
        if refused:
            raise BrowserError(f"cannot open {address}: {refused}")
        deadline = time.monotonic() + self.patience
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message(deadline))
        return [fault for fault in map(self.fault, self.events) if fault]

    @staticmethod
    def fault(event):
        method, details = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            thrown = details["exceptionDetails"]
            text = thrown.get("exception", {}).get("description") or thrown["text"]
            return "the console has an error: " + text.splitlines()[0]
        if method == "Runtime.consoleAPICalled" and details["type"] in ("error", "assert"):
            return "the console has an error: " + " ".join(str(part.get("value")) for part in details["args"])
        if method == "Log.entryAdded" and details["entry"]["level"] == "error":
            entry = details["entry"]
            return f"the console has an error: {entry['text']} {entry.get('url', '')}".strip()
        if method == "Network.requestWillBeSent":
            address = details["request"]["url"]
            if not address.startswith(("file:", "data:", "blob:", "about:")):
                return f"the page asks outside: {address}"
        return None
