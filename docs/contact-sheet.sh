#!/bin/sh
# Renders held-out layouts with the demo model, each with two seeds: docs/contact-sheet.sh [OUT.png]
# Seeds below 2^62 are never training scenes. Needs ImageMagick.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/docs/images/demo-contact-sheet.png}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/tessera" scenes -n 4 --size 512x320 --seed "${TESSERA_SHEET_SEED:-500}" -o "$work"
for n in 0 1 2 3; do
  for seed in 1 2; do
    "$root/tessera" render --layout "$work/scene-0000$n-label.png" --seed $seed -o "$work/render-$n-$seed.png" >/dev/null
  done
  montage "$work/scene-0000$n-label.png" "$work/render-$n-1.png" "$work/render-$n-2.png" -tile 3x1 -geometry 512x320+2+2 "$work/row-$n.png"
done
montage "$work"/row-*.png -tile 1x4 -geometry +2+2 "$out"
