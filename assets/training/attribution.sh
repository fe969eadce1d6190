#!/bin/sh
# Credits of photographs from manifests (file, licence, author, source, commit, blob, path, ...; tab-separated, first line names the
# columns): attribution.sh MANIFEST.tsv ... > ATTRIBUTION.md. Files named in EXCEPT, one a line, are left out.
set -eu
cat <<'T'
# Photographs that the bundled models learned from

Each is CC0, in the public domain, CC-BY or MIT. They were scaled, cropped, mirrored and changed in colour for training. None of
them is part of Tessera, and no render is meant to show one.
T
awk -F '\t' -v except="${EXCEPT:-/dev/null}" '
  BEGIN { while ((getline line < except) > 0) out[line] = 1 }
  FNR == 1 { for (i = 1; i <= NF; i++) { n = $i; sub(/_or_version/, "", n); col[n] = i } next }
  !($1 in out) {
    source = $(col["source"]) " (" substr($(col["commit"]), 1, 12) ")"
    if (source != last) printf "\n## %s\n", source
    last = source
    name = $(col["path"]); sub(/.*\//, "", name)
    printf "- %s: \"%s\" by %s, %s\n", $1, name, $(col["author"]), $(col["licence"])
  }' "$@"
