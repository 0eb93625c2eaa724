#!/bin/sh
# A program that the stand-in plays: hands its name and arguments over and gives back the answer. A shell, since a start of .NET for each
# call would take most of the suite's time.
call=$(mktemp -d /stand-in/calls/XXXXXXXXXX) || exit 255
printf '%s\0' "${0##*/}" "$PWD" "$MWAN_GUEST" "$MWAN_SESSION" "$@" >"$call/arguments"
case "${0##*/} $* " in
"qm guest exec "*"-pass-stdin"* | "mwan upgrade "*" - "* | "mwan upgrade - "*) cat >"$call/input" ;;
esac
mkfifo "$call/code"
# Open for both, so that nobody waits for the other to open it.
exec 3<>"$call/code"
echo "$$ $call" >/stand-in/door
read -r code <&3
cat "$call/output"
cat "$call/errors" >&2
rm -rf "$call"
exit "$code"
