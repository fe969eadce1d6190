#!/bin/sh
# Takes the README's pictures of the real window: docs/screenshots.sh [OUT_DIR]
# Needs Xvfb, GTK 3, ImageMagick and xdotool; opens its own display.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/docs/images}
mkdir -p "$out"
display=:${TESSERA_SHOT_DISPLAY:-93}
Xvfb "$display" -screen 0 1600x1000x24 >/dev/null 2>&1 &
server=$!
trap 'kill $studio $server 2>/dev/null || true' EXIT
studio=
export DISPLAY=$display
sleep 1
"$root/tessera" &
studio=$!

window=
until [ -n "$window" ]; do
  sleep 1
  window=$(xdotool search --name '^Tessera$' 2>/dev/null | head -n 1 || true)
done
size() { xdotool windowmove "$window" 0 0 windowsize "$window" "$1" "$2"; sleep 2; }
shot() { import -window root -crop "$2x$3+0+0" +repage "$out/$1.png"; }

size 1600 1000
sleep 8
shot studio-layout 1600 1000
xdotool mousemove 700 400 key --clearmodifiers ctrl+Return
sleep "${TESSERA_SHOT_WAIT:-70}"
shot studio-rendering 1600 1000
# Until the status bar's progress is gone; a render of the demo takes some minutes on two cores.
sleep "${TESSERA_SHOT_DONE:-240}"
shot studio-picture 1600 1000
size 1000 700
xdotool key --clearmodifiers ctrl+t
sleep 2
shot studio-light 1000 700
