#!/usr/bin/env bash
# Runs all tests, or those whose names match the pattern given, and fails when none ran:
# `swift test` itself is content with a pattern that matches nothing.
#
# SANITIZER=thread watches for data races, and fails when one is seen.
set -euo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test -c release --scratch-path ".build-test${SANITIZER:+-$SANITIZER}" \
  ${SANITIZER:+--sanitize="$SANITIZER"} ${1:+--filter "$1"} 2>&1 | tee "$log"
grep -Eq 'Test run with [1-9][0-9]* tests? .*passed' "$log" || {
  echo 'No test ran, or some failed.' >&2
  exit 1
}
! grep -q 'WARNING: ThreadSanitizer' "$log" || {
  echo 'The sanitizer saw a data race.' >&2
  exit 1
}
