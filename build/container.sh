#!/usr/bin/env bash
# ./build.sh --docker: the same build in a container of build/Dockerfile. Nothing of it stays but the image mwan-build and the volumes
# mwan-cache and mwan-nuget, which make the next build fast.
#   MWAN_CONTAINER_BASE   another Debian image than debian:13, for example that of a mirror
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
clone=$(pwd -P)

fail() {
    echo "error: $*" >&2
    exit 1
}

engine=$(command -v docker || command -v podman) || fail "neither docker nor podman is on the PATH. Install one of them."
reason=$("$engine" info 2>&1 > /dev/null) || fail "$engine does not answer: $reason
Start its daemon, and see that you may use it (group 'docker')."

# Base: the registry's image, else one made here by mmdebstrap.
base=${MWAN_CONTAINER_BASE:-debian:13}
has() { "$engine" image inspect "$1" > /dev/null 2>&1; }
if [ -z "${MWAN_CONTAINER_BASE-}" ] && ! has "$base" && has mwan-base; then
    base=mwan-base
elif ! has "$base"; then
    echo "container  fetching $base"
    if ! reason=$("$engine" pull --quiet --platform linux/amd64 "$base" 2>&1); then
        echo "container  no image registry has it for us: $reason"
        [ -z "${MWAN_CONTAINER_BASE-}" ] || fail "MWAN_CONTAINER_BASE names an image that cannot be fetched."
        base=mwan-base
        command -v mmdebstrap > /dev/null || fail "without a registry the base is made by mmdebstrap, which is not installed here.
Install it, or name a Debian image that can be had: MWAN_CONTAINER_BASE=IMAGE ./build.sh --docker"
        echo "container  making the base with mmdebstrap instead"
        mmdebstrap --quiet --variant=apt --architectures=amd64 trixie - ${MWAN_MIRROR:+"$MWAN_MIRROR"} \
            | "$engine" import --platform linux/amd64 - "$base" > /dev/null
    fi
fi

# SDK: the caller's own where it can run in the container, so that both builds publish the agent with the same one.
dotnet=install
options=()
if [ "$(uname -sm)" = "Linux x86_64" ] && sdk=$(command -v dotnet); then
    dotnet=host
    options+=(--volume "$(dirname "$(readlink -f "$sdk")"):/usr/share/dotnet:ro")
fi

# Only a first build has something to show.
mkdir -p artifacts/logs
log=artifacts/logs/container.log
image=mwan-build:$dotnet
"$engine" image inspect "$image" > /dev/null 2>&1 || echo "container  building $image (build/Dockerfile)"
"$engine" build --platform linux/amd64 --build-arg "BASE=$base" --build-arg "DOTNET=$dotnet" --tag "$image" - < build/Dockerfile > "$log" 2>&1 \
    || fail "the container's image cannot be built:
$(tail -n 20 "$log")
The whole output is in $log"

# Everything keeps the path that it has outside: the clone, git's own directory of a worktree, what options name.
options+=(--volume "$clone:$clone" --workdir "$clone")
git=$(git rev-parse --path-format=absolute --git-common-dir 2> /dev/null || echo "$clone")
[[ $git/ == "$clone"/* ]] || options+=(--volume "$git:$git:ro")
written=("$clone")
target=Image
directory() { mkdir -p "$1" && (cd "$1" && pwd); }
for argument in "$@"; do
    value=${argument#*=}
    case $argument in
        --target=*) target=$value ;;
        --output=* | --keep-state=*)
            value=$(directory "$value")
            options+=(--volume "$value:$value")
            written+=("$value")
            ;;
        --config=* | --packages=*)
            value=$(directory "$([ -d "$value" ] && echo "$value" || dirname "$value")")
            [[ $value/ == "$clone"/* ]] || options+=(--volume "$value:$value:ro")
            ;;
    esac
done

# Its user's keys, agent and known hosts are not in there, and those of the workstation would not be root's.
case ${target,,} in
    host | template | deploy | upgrade | rollback | status | destroy)
        fail "--target=$target goes to the Proxmox host with your own ssh, which the container has not.
Run it without --docker: it takes what --docker has built in artifacts/."
        ;;
esac

# What the workstation knows of NuGet sources, mirrors, proxies and certificate authorities holds inside too.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    if [ -e "$bundle" ]; then
        options+=(--volume "$bundle:/etc/ssl/certs/ca-certificates.crt:ro" --env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt)
        break
    fi
done
nuget=$HOME/.nuget/NuGet/NuGet.Config
[ ! -e "$nuget" ] || options+=(--volume "$nuget:/root/.nuget/NuGet/NuGet.Config:ro")
for name in MWAN_MIRROR NUGET_CERT_REVOCATION_MODE CI http_proxy https_proxy no_proxy; do
    [ -z "${!name+set}" ] || options+=(--env "$name")
done
if [ -n "${MWAN_KEYS-}" ]; then
    keys=$(directory "$MWAN_KEYS")
    options+=(--volume "$keys:$keys" --env "MWAN_KEYS=$keys")
    written+=("$keys")
fi
[ ! -e /dev/kvm ] || options+=(--device /dev/kvm)
if [[ -t 0 && -t 1 ]]; then
    options+=(--interactive --tty)
fi

# The build's own sandboxes (bwrap, mmdebstrap) mount and bring up the loopback device of namespaces without a network; seccomp, AppArmor
# and SELinux would refuse that. Not --privileged: no device of the workstation is seen but /dev/kvm.
name=mwan-build-$$
run=("$engine" run --rm --platform linux/amd64 --security-opt label=disable)
rights=(--cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined)
if [[ $target == [Rr]un ]]; then
    rights+=(--network host) # SSH is forwarded from 127.0.0.1, which should be the workstation's
else
    rights+=(--cap-add NET_ADMIN)
fi

# Whatever ends the build: no container stays, and what root wrote in there belongs to the clone's owner.
finish() {
    trap '' INT TERM
    kill -KILL "${build-}" 2> /dev/null || true
    "$engine" rm --force "$name" > /dev/null 2>&1 || true
    local volumes=() directory
    for directory in "${written[@]}"; do
        volumes+=(--volume "$directory:$directory")
    done
    "${run[@]}" "${volumes[@]}" --workdir "$clone" "$image" sh -c '
        owner=$(stat -c %u:%g .)
        [ "$owner" = 0:0 ] || chown --recursive --no-dereference --from=0:0 "$owner" "$@"' sh "${written[@]}" || true
}
trap finish EXIT
trap '"$engine" stop -t 20 "$name" > /dev/null 2>&1 || true' INT TERM

"${run[@]}" --name "$name" "${rights[@]}" --volume mwan-cache:/var/cache/mwan --volume mwan-nuget:/root/.nuget \
    "${options[@]}" "$image" ./build.sh "$@" < /dev/stdin &
build=$!
wait "$build"
