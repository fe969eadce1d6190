#!/bin/sh
# Shows what a model makes of layouts: docs/contact-sheet.sh [MODEL [OUT_DIR]]
#   demo-moods.jpg: the sample layout, 1280 x 832, in every mood
#   demo-contact-sheet.jpg: held-out layouts of 640 x 416, each with the true scene and two seeds
# Seeds below 2^62 are never training scenes. Needs ImageMagick; takes a few minutes on two cores.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
model=${1:-demo}
out=${2:-$root/docs/images}
options=${TESSERA_SHEET_OPTIONS:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
render() { "$root/tessera" render --model "$model" $options "$@" >/dev/null; }

"$root/tessera" scenes -n 5 --size 640x416 --seed "${TESSERA_SHEET_SEED:-500}" -o "$work"
for n in 0 1 2 3 4; do
  scene=$work/scene-0000$n
  mood=$(sed -n 's/.*"mood" *: *"\([a-z]*\)".*/\1/p' "$scene.json")
  for seed in 1 2; do
    render --layout "$scene-label.png" --mood "$mood" --seed $seed -o "$work/render-$n-$seed.png"
  done
  montage "$scene-label.png" "$scene.png" "$work/render-$n-1.png" "$work/render-$n-2.png" -tile 4x1 -geometry 480x312+2+2 "$work/row-$n.png"
done
montage "$work"/row-*.png -tile 1x5 -geometry +0+0 "$work/sheet.png"
convert "$work/sheet.png" -resize 1400x -quality 86 "$out/demo-contact-sheet.jpg"

layout=$root/assets/src/main/resources/io/tessera/assets/layouts/lake.png
for mood in day golden sunset dusk night fog; do
  render --layout "$layout" --mood $mood --seed 3 -o "$work/mood-$mood.png"
done
convert "$layout" -resize 640x416 "$work/layout.png"
montage "$work/mood-day.png" "$work/mood-golden.png" "$work/mood-sunset.png" "$work/mood-dusk.png" "$work/mood-night.png" "$work/mood-fog.png" \
  -tile 3x2 -geometry 640x416+2+2 "$work/moods.png"
convert "$work/layout.png" "$work/moods.png" -gravity center -background white -append -quality 86 "$out/demo-moods.jpg"
