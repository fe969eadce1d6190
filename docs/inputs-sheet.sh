#!/bin/sh
# Shows what the models of depth and figures make of scenes that they have never seen: docs/inputs-sheet.sh [OUT_DIR]
#   demo-depth.jpg: depth of 640 x 416, the true scene, and two seeds of it
#   demo-pose.jpg: figures, the true scene, and two seeds of them
# Seeds below 2^62 are never training scenes. Needs ImageMagick; takes a few minutes on two cores.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/docs/images}
options=${TESSERA_SHEET_OPTIONS:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2086
render() { "$root/tessera" render $options "$@" >/dev/null; }
mood() { sed -n 's/.*"mood" *: *"\([a-z]*\)".*/\1/p' "$1"; }

"$root/tessera" scenes -n 5 --size 640x416 --seed "${TESSERA_SHEET_SEED:-500}" -o "$work/d"
"$root/tessera" scenes --figures -n 9 --size 640x416 --seed "${TESSERA_SHEET_SEED:-500}" -o "$work/p"
for scene in "$work"/d/scene-*.json; do
  s=${scene%.json}
  for seed in 1 2; do
    render --model demo-depth --depth "$s-depth.npy" --depth-is distance --mood "$(mood "$scene")" --seed $seed -o "$s-$seed.png"
  done
  montage "$s-depth.png" "$s.png" "$s-1.png" "$s-2.png" -tile 4x1 -geometry 480x312+2+2 "$work/d/row-$(basename "$s").png"
done
rows=0
for poses in "$work"/p/scene-*-pose.json; do
  [ $rows -lt 5 ] || break
  s=${poses%-pose.json}
  for seed in 1 2; do
    render --model demo-pose --pose "$poses" --mood "$(mood "$s.json")" --seed $seed -o "$s-$seed.png"
  done
  montage "$s-pose.png" "$s.png" "$s-1.png" "$s-2.png" -tile 4x1 -geometry 480x312+2+2 "$work/p/row-$(basename "$s").png"
  rows=$((rows + 1))
done
for kind in d:depth p:pose; do
  montage "$work/${kind%:*}"/row-*.png -tile 1x -geometry +0+0 "$work/sheet.png"
  convert "$work/sheet.png" -resize 1400x -quality 86 "$out/demo-${kind#*:}.jpg"
done
