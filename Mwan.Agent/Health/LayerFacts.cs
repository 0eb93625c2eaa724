namespace Mwan.Agent.Health;

/// <summary>
/// What is known of the layers below the Internet of one family of one member, from outside: the kernel, networkd, the supplicant.
/// For each: true, it works; false, it fails; null, not known or not there (no 802.1X on this link), which is never held against it.
/// </summary>
/// <param name="Carrier">See <see cref="Layer.Carrier"/>; an interface that does not exist has none.</param>
/// <param name="Authorization">See <see cref="Layer.Authorization"/>.</param>
/// <param name="Lease">See <see cref="Layer.Lease"/>.</param>
/// <param name="Gateway">See <see cref="Layer.Gateway"/>.</param>
/// <param name="Handshake">See <see cref="Layer.Handshake"/>.</param>
internal sealed record LayerFacts(bool? Carrier = null, bool? Authorization = null, bool? Lease = null, bool? Gateway = null, bool? Handshake = null)
{
    /// <summary>Nothing is known.</summary>
    public static LayerFacts None { get; } = new();

    /// <summary>Whether there is an address but no default route, although both were announced by the same: nobody says where the gateway is.</summary>
    public bool NoGateway { get; init; }

    /// <summary>Until when the first handshake of a tunnel is being tried, UTC: rounds that fail until then are no news; null: none is.</summary>
    public DateTimeOffset? HandshakeAwaitedUntil { get; init; }

    /// <summary>Whether the member is kept cold until it is needed, so that nothing is asked and nothing is known.</summary>
    public bool Resting { get; init; }

    /// <summary>Whether nothing needs the member now, so that rounds cost more than they tell while it works.</summary>
    public bool Idle { get; init; }

    /// <summary>Whether rounds make no sense: nothing passes, or nothing should.</summary>
    public bool IsSilent => Resting || Blocking is not null;

    /// <summary>
    /// The lowest layer without which no packet passes, so that nothing need be asked; null: none fails. The gateway is not one:
    /// one that is silent to ARP while the Internet answers is none of our business, so it only says where a failed round broke.
    /// </summary>
    public Layer? Blocking => this switch
    {
        { Carrier: false } => Layer.Carrier,
        { Authorization: false } => Layer.Authorization,
        { Lease: false } => Layer.Lease,
        _ => null,
    };
}
