#!/usr/bin/env python3
"""Draw a sample of WordNet's glosses, each with its lexicographer class, from the Debian package
wordnet-base.

    apt-get download wordnet-base=1:3.0-37
    dpkg -x wordnet-base_1%3a3.0-37_all.deb unpacked
    scripts/extract-wordnet.py unpacked chapters/data/wordnet

Lexicographers sorted WordNet's senses into 45 files, `noun.animal` or `verb.motion` for example. A
gloss explains a sense in a few words, and the class can nearly always be told from it. What is
written are lines `class<TAB>gloss` of the 16 classes of nouns and verbs that have the most senses,
as many of each, and the notice under which WordNet may be passed on.

Which glosses are taken, and into which part they go, is decided by the SHA-256 of the gloss alone.
"""

import hashlib
import sys
from pathlib import Path

FOLDER = "usr/share/wordnet"
NOTICE = "usr/share/doc/wordnet-base/copyright"
CLASSES, PER_CLASS, LONGEST = 16, 800, 24

# The numbers of the lexicographers' files, from the manual page lexnames(5WN).
FILES = (
    "adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body "
    "noun.cognition noun.communication noun.event noun.feeling noun.food noun.group noun.location "
    "noun.motive noun.object noun.person noun.phenomenon noun.plant noun.possession noun.process "
    "noun.quantity noun.relation noun.shape noun.state noun.substance noun.time verb.body "
    "verb.change verb.cognition verb.communication verb.competition verb.consumption verb.contact "
    "verb.creation verb.emotion verb.motion verb.perception verb.possession verb.social "
    "verb.stative verb.weather adj.ppl"
).split()


def digest(gloss):
    return hashlib.sha256(gloss.encode()).digest()


def part(gloss):
    """Seven tenths are learned from, one tenth is for choices, two tenths judge."""
    tenth = digest(gloss)[-1] % 10
    return "training" if tenth < 7 else "validation" if tenth < 8 else "test"


def glosses(folder):
    """The classes of each gloss; examples in quotation marks are left out."""
    classes = {}
    for name in ("noun", "verb"):
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue  # the licence, at the head of each file
            fields, gloss = line.split(" | ", 1)
            gloss = " ".join(gloss.split('; "')[0].split())
            if gloss and not gloss.startswith('"'):
                classes.setdefault(gloss, set()).add(FILES[int(fields.split()[1])])
    return classes


def notice(unpacked):
    """WordNet's own paragraph of the package's copyright file."""
    paragraphs = (unpacked / NOTICE).read_text(encoding="utf-8").split("\n\n")
    (words,) = [text for text in paragraphs if text.startswith("Files: *")]
    lines = [line.strip() for line in words.splitlines()[1:]]
    return "".join(("" if line == "." else line) + "\n" for line in lines)


def main(unpacked, destination):
    unpacked, destination = Path(unpacked), Path(destination)
    by_class = {}
    for gloss, classes in glosses(unpacked / FOLDER).items():
        # A gloss of two classes could be judged neither right nor wrong.
        if len(classes) == 1:
            by_class.setdefault(classes.pop(), []).append(gloss)
    largest = sorted(by_class, key=lambda name: (-len(by_class[name]), name))[:CLASSES]
    parts = {"training": [], "validation": [], "test": []}
    for name in largest:
        short = [gloss for gloss in by_class[name] if len(gloss.split()) <= LONGEST]
        for gloss in sorted(short, key=digest)[:PER_CLASS]:
            parts[part(gloss)].append((name, gloss))
    destination.mkdir(parents=True, exist_ok=True)
    for file, lines in parts.items():
        lines.sort(key=lambda line: digest(line[1]))
        text = "".join(f"{name}\t{gloss}\n" for name, gloss in lines)
        (destination / f"{file}.tsv").write_text(text, encoding="utf-8")
    (destination / "NOTICE").write_text(notice(unpacked), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: extract-wordnet.py UNPACKED-PACKAGE DESTINATION")
    main(*sys.argv[1:])
