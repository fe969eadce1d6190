#!/bin/sh
# A tour of the real window that takes every picture of the documents: docs/screenshots.sh [OUT_DIR]
# Each station at 1600 x 1000 and 1000 x 700, dark and light: OUT_DIR/NAME-WIDTH-THEME.png; those that the documents show are
# studio-NAME.png. Needs Xvfb, GTK 3, ImageMagick and xdotool; opens its own display, touches no settings.
# TESSERA_SHOT_DONE: seconds a render takes (default 60).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/docs/images}
mkdir -p "$out"
display=:${TESSERA_SHOT_DISPLAY:-93}
data=$(mktemp -d)
mkdir -p "$data/tessera"
echo '{"tour.seen": true, "language": "en"}' > "$data/tessera/studio.json"
Xvfb "$display" -screen 0 1600x1000x24 >/dev/null 2>&1 &
server=$!
studio=
trap 'kill -9 $studio $server 2>/dev/null || true; rm -rf "$data"' EXIT
export DISPLAY=$display GDK_BACKEND=x11 XDG_DATA_HOME=$data TESSERA_AOT=off
sleep 1
"$root/tessera" &
studio=$!
done=${TESSERA_SHOT_DONE:-60}

window=
until [ -n "$window" ]; do
  sleep 1
  window=$(xdotool search --name '^Tessera$' 2>/dev/null | head -n 1 || true)
done
width=1600 height=1000 theme=dark
size() { width=$1 height=$2; xdotool windowmove "$window" 0 0 windowsize "$window" "$1" "$2"; sleep 2; }
keys() { xdotool key --clearmodifiers "$@"; sleep 1; }
find_action() { keys ctrl+k; xdotool type "$1"; sleep 1; keys Return; sleep 1; }
picture() { sleep 1; import -window root -crop "${width}x$height+0+0" +repage "$1"; }
# One picture, for the documents.
shot() { picture "$out/studio-$1.png"; }
# The same place in both sizes and both themes; a card that lies over the window stays.
station() {
  for s in "1600 1000" "1000 700"; do
    # shellcheck disable=SC2086
    size $s
    picture "$out/$1-$width-$theme.png"
  done
  size 1600 1000
}
# A card in both themes: opened by keys, closed by Escape.
card() {
  keys "$2"; sleep 2; station "$1"; keys Escape
}

size 1600 1000
sleep 8
xdotool mousemove 700 900
shot layout
keys ctrl+Return
sleep "${TESSERA_SHOT_WAIT:-9}"
shot rendering
sleep "$done"
shot picture
keys ctrl+d
keys ctrl+Return
sleep "$done"
# Tokens: the mouse rests on one.
keys t
sleep 8
xdotool mousemove 560 520
sleep 1
xdotool mousemove 562 522
sleep 3
shot tokens
keys b
# Compare: the last two pictures, side by side.
find_action "picture strip"
find_action "picture strip"
xdotool mousemove 1546 940 click 1
shot compare
xdotool click 1
# What else a picture is made from.
find_action "model demo-depth"
find_action "surprise"
sleep 4
shot depth-input
keys ctrl+Return
sleep "$done"
shot depth
find_action "model demo-pose"
sleep 1
shot pose-input
keys ctrl+Return
sleep "$done"
keys h
shot pose
find_action model-demo

for theme in dark light; do
  [ "$theme" = dark ] || keys ctrl+t
  station picture
  keys t; sleep 3; station tokens; keys b
  card finder ctrl+k
  card models ctrl+m
  card keys F1
  card size ctrl+shift+r
  card export ctrl+shift+e
  find_action "model-demo-depth"; station depth
  find_action "model-demo-pose"; station pose
  find_action model-demo
done
size 1000 700
find_action "language-ko"
shot korean
