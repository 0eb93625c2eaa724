# Whether a counted boot that was not called good is to be left for the image before it: ends with 0 when it is, with 1 when the box
# stays as it is, so that it never restarts for ever.
#   sh fallback.sh TRIES [ROOT]
set -eu
tries=$1
root=${2-}

stay() {
    echo "$1: this image stays."
    exit 1
}

# The booted entry as the boot loader has renamed it, /EFI/Linux/mwan_VERSION+LEFT-DONE.efi: UTF-16 with backslashes, after four bytes of
# attributes (systemd-boot(7), LoaderBootCountPath). Through cat, for efivarfs cannot seek.
variable=$root/sys/firmware/efi/efivars/LoaderBootCountPath-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
entry=$(cat "$variable" | tail -c +5 | tr -d '\000' | tr '\134' /)
boots=${entry##*-}
boots=${boots%.efi}
case $boots in
    '' | *[!0-9]*) stay "Boots of '$entry' are not counted" ;;
esac

# More than any image gets: the boot loader has found nothing better.
[ "$boots" -le "$tries" ] || stay "It had $boots boots of $tries, and nothing else was found"

# An EFI system partition that is not there tells nothing; the counter alone ends this then.
if [ -d "$root/boot/EFI/Linux" ]; then
    [ ! -e "$root/boot${entry%+*}.efi" ] || stay "It has proved itself"

    # What has proved itself has no counter, and what a rollback set aside has no boots.
    others=$(find "$root/boot/EFI/Linux" -name 'mwan_*.efi' ! -name '*+*-*.efi')
    [ -n "$others" ] || stay "There is nothing to go back to"
fi

echo "This image has not proved itself: rebooting."
