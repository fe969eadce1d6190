#!/bin/sh
# build.sh TORCH LIB OUT: TORCH holds include/ and lib/ of libtorch (Python's torch folder does), LIB Tessera's jars
# (app/target/lib), OUT takes bridge.so and classes/. JAVA_HOME has to name a JDK.
set -e
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
torch=$1 lib=$2 out=$3
mkdir -p "$out/classes"
cuda=
if [ -f "$torch/lib/libtorch_cuda.so" ]; then cuda='-ltorch_cuda -lc10_cuda'; fi
# shellcheck disable=SC2086 # two words
"${CXX:-g++}" -O1 -std=c++20 -shared -fPIC -o "$out/bridge.so" "$here/bridge.cc" \
  -I"$JAVA_HOME/include" -I"$JAVA_HOME/include/linux" -I"$torch/include" -I"$torch/include/torch/csrc/api/include" \
  -L"$torch/lib" -Wl,--no-as-needed -ltorch -ltorch_cpu $cuda -lc10 -Wl,-rpath,"$torch/lib"
"$JAVA_HOME/bin/javac" -d "$out/classes" -cp "$lib/*" \
  "$here/ai/djl/pytorch/jni/LibUtils.java" "$here/ai/djl/util/cuda/CudaUtils.java"
