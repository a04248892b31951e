#!/usr/bin/env python3
"""Extract the six novels of Jane Austen from the Debian package r-cran-janeaustenr.

    apt-get download r-cran-janeaustenr=1.0.0-1
    dpkg -x r-cran-janeaustenr_1.0.0-1_all.deb unpacked
    scripts/extract-austen.py unpacked chapters/data/austen

The package keeps the novels in R's lazy-load format: `Rdata.rdx` is an index (where each variable
lies), `Rdata.rdb` the chunks themselves, and both hold R's XDR serialisation, compressed by zlib.
Each novel is a vector of lines. They are written as they are, one line of text a line of the file.
"""

import struct
import sys
import zlib
from pathlib import Path

FOLDER = "usr/lib/R/site-library/janeaustenr/data"
NOVELS = {
    "sensesensibility": "sense-and-sensibility.txt",
    "prideprejudice": "pride-and-prejudice.txt",
    "mansfieldpark": "mansfield-park.txt",
    "emma": "emma.txt",
    "northangerabbey": "northanger-abbey.txt",
    "persuasion": "persuasion.txt",
}
WORDS = 717_537

# The types of R objects that occur here, by their numbers in R's Rinternals.h and serialize.c.
SYMBOL, PAIR_LIST, CHARACTERS, LOGICALS, INTEGERS, STRINGS, LIST = 1, 2, 9, 10, 13, 16, 19
NIL, REFERENCE = 254, 255
LATIN1 = 1 << 2


class Serialisation:
    """Reads one object of R's XDR serialisation: big-endian words, each object led by its flags."""

    def __init__(self, data):
        self.data, self.position, self.symbols = data, 0, []
        if self.take(2) != b"X\n":
            sys.exit("This is not R's XDR serialisation: it does not start with 'X'.")
        version, _, _ = self.word(), self.word(), self.word()
        if version == 3:
            self.take(self.word())  # the name of the native encoding

    def take(self, count):
        self.position += count
        if self.position > len(self.data):
            sys.exit("R's serialisation ends in the middle of an object.")
        return self.data[self.position - count : self.position]

    def word(self):
        return struct.unpack(">i", self.take(4))[0]

    def object(self):
        flags = self.word()
        kind, has_attributes, has_tag = flags & 255, flags & 1 << 9, flags & 1 << 10
        if kind == NIL:
            return None
        if kind == REFERENCE:
            return self.symbols[(flags >> 8) - 1]
        if kind == SYMBOL:
            self.symbols.append(self.object())
            return self.symbols[-1]
        if kind == CHARACTERS:
            encoding = "latin-1" if flags >> 12 & LATIN1 else "utf-8"
            return self.take(self.word()).decode(encoding)
        if kind == PAIR_LIST:
            tag = self.object() if has_tag else None
            head = self.object()
            return {tag: head, **(self.object() or {})}
        if kind not in (LOGICALS, INTEGERS, STRINGS, LIST):
            sys.exit(f"R object type {kind} is not one that the novels are made of.")
        count = self.word()
        item = self.word if kind in (LOGICALS, INTEGERS) else self.object
        items = [item() for _ in range(count)]
        names = (self.object() if has_attributes else {}).get("names")
        return dict(zip(names, items)) if names else items


def main(unpacked, destination):
    folder = Path(unpacked) / FOLDER
    index = Serialisation(zlib.decompress((folder / "Rdata.rdx").read_bytes(), wbits=47)).object()
    chunks = (folder / "Rdata.rdb").read_bytes()

    destination = Path(destination)
    destination.mkdir(parents=True, exist_ok=True)
    words = 0
    for variable, name in NOVELS.items():
        start, length = index["variables"][variable]
        (expected,) = struct.unpack(">I", chunks[start : start + 4])
        data = zlib.decompress(chunks[start + 4 : start + length])
        if len(data) != expected:
            sys.exit(f"{variable}: {expected} bytes were promised, {len(data)} found.")
        text = "".join(line + "\n" for line in Serialisation(data).object())
        words += len(text.split())
        (destination / name).write_bytes(text.encode())
    if words != WORDS:
        sys.exit(f"The novels should have {WORDS} words in all, but {words} were found.")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: extract-austen.py UNPACKED-PACKAGE DESTINATION")
    main(*sys.argv[1:])
