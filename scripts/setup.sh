#!/usr/bin/env bash
# Installs the two libraries that the book stands on, where they are missing; with --checks also
# what scripts/check-site.py needs, a Java runtime and Chromium.
set -euo pipefail

packages=()
pkg-config --exists openblas 2>/dev/null || packages+=(libopenblas-dev)
pkg-config --exists libcmark 2>/dev/null || packages+=(libcmark-dev)
command -v pkg-config >/dev/null || packages+=(pkg-config)
if [ "${1:-}" = --checks ]; then
  command -v java >/dev/null || packages+=(default-jre-headless)
  command -v chromium chromium-browser google-chrome >/dev/null || packages+=(chromium)
fi

if ! command -v swift >/dev/null; then
  echo 'Swift is missing: install Swift 6.2 or later from https://www.swift.org/install' >&2
  exit 1
fi
if [ ${#packages[@]} -eq 0 ]; then exit 0; fi
if ! command -v apt-get >/dev/null; then
  echo "Missing: ${packages[*]}. This script can install them on Debian and Ubuntu only;" >&2
  echo 'install them, and OpenBLAS in its pthread build, with your own package manager.' >&2
  exit 1
fi

sudo=()
[ "$(id -u)" -eq 0 ] || sudo=(sudo)
echo "Installing ${packages[*]} with apt-get${sudo:+ (as root, with sudo)} ..."
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" apt-get install -y -qq "${packages[@]}" >/dev/null
echo 'Installed.'
