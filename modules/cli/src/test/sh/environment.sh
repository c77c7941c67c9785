#!/usr/bin/env bash
# What a full disk, a read-only one, a missing temporary folder, small memories and a second process make of the commands: exit code 5
# (or 2 for the second process), one sentence with path and cause, and a folder that the same command can go on with. Needs the right to
# mount (root, Linux) and a build (./facemargin list losses). At its end every command that writes is tried in each place.
set -uo pipefail
root="$(cd "$(dirname "$0")/../../../../.." && pwd)"
facemargin="${FACEMARGIN:-$root/facemargin}"
work="$(mktemp -d)"
mounted=()
trap 'for m in "${mounted[@]}"; do umount "$m"; done; rm -rf "$work"' EXIT
failures=0

# expect CODE TEXT COMMAND…: runs it; its exit code and what it says must be these, and no stack trace.
expect() {
  local code="$1" text="$2" said status
  shift 2
  said="$("$@" 2>&1)"
  status=$?
  if [[ $status -ne $code || "$said" != *"$text"* || "$said" == *$'\tat '* ]]; then
    echo "FAILED (exit $status, expected $code and '$text'): $*"
    tail -n 5 <<<"$said"
    failures=$((failures + 1))
  else
    echo "ok: $(grep -m1 -F "$text" <<<"$said" | cut -c1-160)"
  fi
}

disk() {
  mkdir -p "$work/$1"
  mount -t tmpfs -o "size=$2" tmpfs "$work/$1" || exit 1
  mounted+=("$work/$1")
}

smoke="$root/experiments/smoke/sweep-base.yaml"
printf '1 0.9\n0 0.2\n1 0.7\n0 0.1\n' >"$work/scores.txt"
"$facemargin" data make-toy "$work/toys" --identities 20 --images-per-identity 4 --size-px 112 >/dev/null 2>&1

disk full 1m
expect 5 "$work/full" "$facemargin" train "$smoke" --out "$work/full/run"
expect 5 "o space left" "$facemargin" data convert "$work/toys" "$work/full/toys.rec"
expect 5 "o space left" "$facemargin" data make-toy "$work/full/toys" --identities 200 --size-px 112
[[ -z "$(find "$work/full" -name '*.partial-*')" ]] || { echo "FAILED: half-written files are left"; failures=$((failures + 1)); }
mount -o remount,size=100m "$work/full"
begun="$([[ -e "$work/full/run/config.yaml" ]] && echo --resume)"
# shellcheck disable=SC2086 # an option or nothing
expect 0 "Record:" "$facemargin" train "$smoke" --out "$work/full/run" $begun

disk closed 10m
"$facemargin" train "$smoke" --out "$work/closed/run" >/dev/null 2>&1
mount -o remount,ro "$work/closed"
expect 5 "Read-only file system" "$facemargin" train "$smoke" --out "$work/closed/other"
expect 5 "Read-only file system" "$facemargin" evaluate --scores "$work/scores.txt" --out "$work/closed/evaluation"

echo mine >"$work/file"
expect 5 "is a file, a folder is needed" "$facemargin" evaluate --scores "$work/scores.txt" --out "$work/file"
FACEMARGIN_JAVA_OPTIONS="-Djava.io.tmpdir=$work/gone" \
  expect 5 "temporary folder $work/gone" "$facemargin" list losses

FACEMARGIN_JAVA_OPTIONS="-Xmx24m" \
  expect 5 "Out of memory" "$facemargin" train "$smoke" --out "$work/small" --set trainer.batch_size=4096 \
  --set data.train.identities=5000
FACEMARGIN_JAVA_OPTIONS="-Dorg.bytedeco.javacpp.maxbytes=1m -Dorg.bytedeco.javacpp.maxphysicalbytes=64m" \
  expect 5 "Out of memory" "$facemargin" train "$smoke" --out "$work/native"

"$facemargin" train "$smoke" --out "$work/two" --set trainer.max_steps=100000 >/dev/null 2>&1 &
first=$!
for _ in $(seq 200); do [[ -e "$work/two/.facemargin.lock" ]] && break; sleep 0.1; done
expect 2 "in use by another facemargin process" "$facemargin" train "$smoke" --out "$work/two" --resume
kill -KILL "$first"
wait "$first" 2>/dev/null

# Every command that writes, on a disk without a free byte, on a read-only one, and where a file stands in the way.
"$facemargin" train "$smoke" --out "$work/model" >/dev/null 2>&1
checkpoint="$work/model/checkpoint.zip"
find "$work/toys" -name '*.jpg' -printf '%P\n' | sort | sed 's/$/ 38.3 51.7 73.5 51.5 56.0 71.7 41.5 92.4 70.7 92.2/' >"$work/five.txt"
find "$work/toys" -name '*.jpg' -printf '%P\n' | sort | head -40 | paste -d' ' - - | sed 's/$/ 1/' >"$work/pairs.txt"
one="$(find "$work/toys" -name '*.jpg' | sort | head -1)"

# writer NAME FOLDER: the command of that name, its output below the folder.
writer() {
  local out="$2/out"
  case "$1" in
    train) set -- train "$smoke" --out "$out" ;;
    sweep) set -- sweep "$root/experiments/smoke/sweep.yaml" --out "$out" ;;
    evaluate) set -- evaluate --scores "$work/scores.txt" --out "$out" ;;
    align) set -- align "$work/toys" "$out" --landmarks "$work/five.txt" ;;
    convert-record) set -- data convert "$work/toys" "$out.rec" ;;
    convert-folder) set -- data convert "$work/toys.rec" "$out" ;;
    convert-list) set -- data convert "$work/toys" "$out.lst" ;;
    pack-pairs) set -- data pack-pairs --images "$work/toys" --pairs "$work/pairs.txt" --format paths "$out.bin" ;;
    make-toy) set -- data make-toy "$out" ;;
    lint) set -- data lint "$work/toys" --out "$out" ;;
    augmentations) set -- data augmentations "$out" ;;
    convert-model) set -- convert-model "$checkpoint" "$out.safetensors" ;;
    export) set -- export "$checkpoint" --out "$out.onnx" ;;
    embed) set -- embed --model "$checkpoint" "$one" --out "$out.npy" ;;
    verify) set -- verify --model "$checkpoint" "$one" "$one" --threshold 0.5 --out "$out" ;;
    identify) set -- identify --model "$checkpoint" --gallery "$work/toys" "$one" --out "$out" ;;
    index) set -- identify --model "$checkpoint" --gallery "$work/toys" "$one" --index "$out.npy" ;;
    report) set -- report "$work/model" --out "$out" ;;
  esac
  "$facemargin" "$@"
}

"$facemargin" data convert "$work/toys" "$work/toys.rec" >/dev/null 2>&1
disk filled 64k
head -c 1m /dev/zero >"$work/filled/zeros" 2>/dev/null
disk sealed 64k
mount -o remount,ro "$work/sealed"
for name in train sweep evaluate align convert-record convert-folder convert-list pack-pairs make-toy lint augmentations \
  convert-model export embed verify identify index report; do
  expect 5 "$work/filled" writer "$name" "$work/filled"
  expect 5 "$work/sealed" writer "$name" "$work/sealed"
  expect 5 "$work/file" writer "$name" "$work/file"
done

echo "$failures failures"
exit "$((failures > 0))"
