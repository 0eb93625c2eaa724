namespace Mwan.Agent.Certificates;

/// <summary>What can be wrong with certificates and their key.</summary>
internal enum Fault
{
    /// <summary>A file cannot be read.</summary>
    Unreadable,

    /// <summary>A file holds neither a certificate nor a key.</summary>
    NothingInIt,

    /// <summary>There is no key, or more than one.</summary>
    NotOneKey,

    /// <summary>The key has a password.</summary>
    EncryptedKey,

    /// <summary>The key cannot be used.</summary>
    BadKey,

    /// <summary>A certificate cannot be decoded.</summary>
    BadCertificate,

    /// <summary>No certificate belongs to the key.</summary>
    KeyMismatch,

    /// <summary>There is nothing to verify the authenticator with.</summary>
    NoAuthority,

    /// <summary>It is not valid any more.</summary>
    Expired,

    /// <summary>It is not valid yet.</summary>
    NotYetValid,

    /// <summary>It will expire soon.</summary>
    ExpiresSoon,

    /// <summary>The issuer is not among what was given.</summary>
    IncompleteChain,

    /// <summary>It was issued for something else.</summary>
    WrongUsage,

    /// <summary>Its key or signature is of a strength that is refused by default today.</summary>
    Weak,
}
