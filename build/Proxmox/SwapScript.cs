using System.Globalization;
using Mwan.Build.Processes;

namespace Mwan.Build.Proxmox;

/// <summary>
/// Exchanges the whole disk. It runs on the host by itself, in a unit that is there until there is a result: the operator's line may go
/// through this very router, so nobody may be there to put the old disk back, not even if the host restarts in between.
/// </summary>
public static class SwapScript
{
    /// <summary>The first word of a result while it works.</summary>
    public const string Working = "working";

    /// <summary>The first word of a result: the new disk has proved itself.</summary>
    public const string Committed = "committed";

    /// <summary>The first word of a result: the old disk is back.</summary>
    public const string Returned = "returned";

    /// <summary>The first word of a result: neither runs.</summary>
    public const string Failed = "failed";

    /// <summary>The text of the unit that runs it: when it is told to, and whenever the host has started and there is no result.</summary>
    public static string Unit(ProxmoxNames names) => string.Create(CultureInfo.InvariantCulture, $"""
        # Written by mwan. It deletes itself once the disk is exchanged, or the one before is back.
        [Unit]
        Description=mwan exchanges the disk of VM {names.Vmid}
        ConditionPathExists={names.SwapOrder}
        After=pve-guests.service
        CollectMode=inactive-or-failed

        [Service]
        Type=exec
        ExecStart=/bin/sh {names.SwapScript}

        [Install]
        WantedBy=multi-user.target

        """);

    /// <summary>What it is to do, as assignments of the shell; the volume that goes in comes before.</summary>
    /// <param name="version">Version of the image that goes in.</param>
    /// <param name="current">The disk that is in.</param>
    /// <param name="patience">How long an image may take to prove itself.</param>
    /// <param name="ways">Ways to the Internet that worked.</param>
    public static string Order(string version, WholeDisk current, TimeSpan patience, IEnumerable<string> ways) => string.Create(CultureInfo.InvariantCulture, $"""
        version={ShellText.Quote(version)}
        old={ShellText.Quote(current.Volume)}
        before={ShellText.Quote(current.Version)}
        patience={patience.TotalSeconds:0}
        {ShellText.Join(["set", "--", .. ways.SelectMany(static way => (string[])["--healthy", way])])}
        """);

    /// <summary>The script's text. The VM's disk, and nothing else of it, is exchanged: state disk, NICs and devices stay.</summary>
    public static string Of(ProxmoxNames names) => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/bin/sh
        # Written by mwan. Puts another whole disk into VM {{names.Vmid}}, waits until its image has proved itself, and puts the one before back if it
        # has not. swap.order has the volumes ($new, $old), their versions ($version, $before), seconds, and what `mwan gate` is told.
        # What is said last is in swap.result: if the host has restarted meanwhile, this goes on from there.
        set -u
        cd "$(dirname "$0")" || exit 1
        . ./swap.order

        say() {
            echo "$*"
            echo "$*" > swap.result.new && sync swap.result.new && mv swap.result.new swap.result
        }

        # There is a result: no start of the host begins this again.
        over() {
            systemctl disable --quiet {{names.SwapUnit}}
            rm -f {{names.SwapUnitFile}}
            systemctl daemon-reload
            exit "$1"
        }

        # Only what is called stopped is off: a VM that is paused, by a full storage (io-error) for example, has its disk still.
        off() { qm status {{names.Vmid}} | grep -q '^status: stopped'; }

        # VOLUME: the VM runs from it. Where the cluster looks after the VM (HA), the order to shut it down is only noted at first.
        boot() {
            if ! qm config {{names.Vmid}} | grep -q "^{{VmOptions.SystemDrive}}: $1\(,\|\$\)"; then
                off || qm shutdown {{names.Vmid}} --timeout 120 --forceStop 1 || return 1
                for second in $(seq 300); do
                    ! off || break
                    sleep 1
                done
                off || return 1
                qm set {{names.Vmid}} --{{VmOptions.SystemDrive}} "$1" && qm set {{names.Vmid}} --boot order={{VmOptions.SystemDrive}} || return 1
            fi
            ! off || qm start {{names.Vmid}}
        }

        # VERSION SECONDS [WAY...]: the box says that it has proved itself, and reaches the Internet by these ways. The volume says what it is;
        # its version is what was noted, and it may have been upgraded since.
        proves() {
            noted=$1
            since=
            until=$(($(date +%s) + $2))
            shift 2
            reason='the guest agent does not answer'
            while [ "$(date +%s)" -lt "$until" ]; do
                answer=$(qm guest exec {{names.Vmid}} --timeout 90 -- mwan gate --deadline 30 "$@" 2>/dev/null)
                case $answer in
                    *"Version $noted has proved itself."*) return 0 ;;
                    *"Version "*" has proved itself."*)
                        since=" (upgraded since: $(printf '%s\n' "$answer" | sed -n 's/.*Version \([^ ]*\) has proved itself\..*/\1/p'))"
                        return 0
                        ;;
                    *out-data*)
                        said=$(printf '%s\n' "$answer" | sed -n 's/.*"out-data" *: *"\(.*\)".*/\1/p' | sed 's/\\n.*//')
                        reason=${said:-$reason}
                        ;;
                esac
                sleep 2
            done
            return 1
        }

        refused='the host refused to exchange the disk, see journalctl -u mwan-{{names.Vmid}}-swap'
        said=$(cat swap.result 2>/dev/null)
        case $said in
            "{{Committed}}: "* | "{{Returned}}: "* | "{{Failed}}: "*)
                over 0
                ;;
            "{{Working}}: $version has not proved itself ("*)
                why=${said#*\(}
                why=${why%\)*}
                ;;
            *)
                reason=$refused
                say "{{Working}}: $version goes in"
                if boot "$new" && { say "{{Working}}: $version boots"; proves "$version" "$patience" "$@"; }; then
                    say "{{Committed}}: $version has proved itself$since"
                    over 0
                fi
                why=$reason
                say "{{Working}}: $version has not proved itself ($why), $before comes back"
                ;;
        esac

        # What hinders the host may pass: a backup holds the VM's lock until it has finished.
        reason=$refused
        limit=$(($(date +%s) + 3600))
        until boot "$old"; do
            if [ "$(date +%s)" -ge "$limit" ]; then
                say "{{Failed}}: $version has not proved itself ($why), and $before is not back after an hour of trying ($reason)"
                over 1
            fi
            say "{{Working}}: $version has not proved itself ($why), and the host refuses to put $before back: tries again"
            sleep 10
        done
        if proves "$before" "$patience"; then
            say "{{Returned}}: $version has not proved itself ($why), and $before runs again$since"
            over 1
        fi
        say "{{Failed}}: $version has not proved itself ($why), and $before neither ($reason)"
        over 1

        """);
}
