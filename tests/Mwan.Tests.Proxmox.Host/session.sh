#!/bin/bash
# The login shell of the stand-in's root: tells of each command that comes by SSH, then runs it as any shell would.
export MWAN_GUEST= MWAN_SESSION=
MWAN_SESSION=$("${0%/*}/session-begin" "$$" "$@") || exit 255
[ "${1-}" != -c ] || exec /bin/bash -c "$2"
exec /bin/bash "$@"
