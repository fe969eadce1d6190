#!/bin/sh
# Takes the pictures of the real window that the README and the documents show: docs/screenshots.sh [OUT_DIR]
# Needs Xvfb, GTK 3, ImageMagick and xdotool; opens its own display, touches no settings. TESSERA_SHOT_DONE: seconds a render takes.
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
width=1600 height=1000
size() { width=$1 height=$2; xdotool windowmove "$window" 0 0 windowsize "$window" "$1" "$2"; sleep 2; }
shot() { sleep 1; import -window root -crop "${width}x$height+0+0" +repage "$out/$1.png"; }
keys() { xdotool key --clearmodifiers "$@"; sleep 1; }
find_action() { keys ctrl+k; xdotool type "$1"; sleep 1; keys Return; }

size 1600 1000
sleep 8
xdotool mousemove 700 900
shot studio-layout
keys ctrl+Return
sleep "${TESSERA_SHOT_WAIT:-9}"
shot studio-rendering
sleep "$done"
shot studio-picture
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
shot studio-tokens
keys b
# Compare: the last two pictures, side by side.
find_action "picture strip"
find_action "picture strip"
xdotool mousemove 1546 940 click 1
shot studio-compare
xdotool click 1
keys ctrl+k
xdotool type "mask"
shot studio-finder
keys Escape
keys ctrl+m
sleep 2
shot studio-models
keys Escape
keys F1
shot studio-help
keys Escape
size 1000 700
keys ctrl+t
shot studio-light
keys ctrl+k
xdotool type "language-ko"
sleep 1
keys Return
shot studio-korean
