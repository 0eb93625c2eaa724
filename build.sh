#!/usr/bin/env bash
# Installs what the build needs, says what and why, and hands over to Cake:  ./build.sh [--target=NAME] [OPTION...]
# With --docker the same happens in a container (build/Dockerfile), for workstations that are not Debian.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

arguments=()
for argument in "$@"; do
    case $argument in
        --docker) docker=1 ;;
        *) arguments+=("$argument") ;;
    esac
done
if [ "${docker-}" ]; then
    exec build/container.sh ${arguments[@]+"${arguments[@]}"}
fi

command -v dotnet > /dev/null || {
    echo "error: the .NET 10 SDK is missing ('dotnet' is not on the PATH). Install it as https://dot.net says, or build with --docker." >&2
    exit 1
}

# What Debian 12 and 13 have under these names, and what each is for.
missing=()
need() {
    command -v "$1" > /dev/null || { echo "build.sh: $2 is missing ($3)"; missing+=("$2"); }
}
need mmdebstrap mmdebstrap "makes Debian trees"
need bwrap bubblewrap "keeps every tool in namespaces that end with the build"
need mount mount "shows tools their own processes only"
case " $* " in
    *" --target="[Tt]"est "*)
        PATH=$PATH:/usr/sbin:/sbin
        need ip iproute2 "makes the network namespaces of the agent's tests"
        need nft nftables "holds the agent's rules in them"
        need python3 python3 "answers the agent's probes in them"
        ;;
esac
case " $* " in
    *" --target="[Tt]"est "* | *" --target="[Hh]"ost "* | *" --target="[Tt]"emplate "* | *" --target="[Dd]"eploy "* | *" --target="[Dd]"estroy "* | \
        *" --target="[Uu]"pgrade "* | *" --target="[Rr]"ollback "* | *" --target="[Ss]"tatus "*)
        need ssh openssh-client "reaches the Proxmox host"
        ;;
esac
[ "$(id -u)" = 0 ] || need newuidmap uidmap "lets someone who is not root own the files of a Debian tree"
if [ ${#missing[@]} -gt 0 ]; then
    command -v apt-get > /dev/null || {
        echo "error: this is not Debian, so ${missing[*]} cannot be installed here. Build with: ./build.sh --docker" >&2
        exit 1
    }
    sudo=$([ "$(id -u)" = 0 ] || echo sudo)
    echo "build.sh: installing ${missing[*]}"
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y --no-install-recommends "${missing[@]}" > /dev/null
fi

dotnet tool restore > /dev/null
exec dotnet cake --verbosity=quiet "${arguments[@]}"
