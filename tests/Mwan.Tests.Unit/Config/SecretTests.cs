using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Secrets and what stands for them. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class SecretTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "console: root",
            "console: hunter2",
            ["mwan.yaml:5:12: appliance.console: this is neither root nor off nor a crypt(5) hash; a password must never be in this file: make a hash with 'mkpasswd --method=yescrypt'"]
        },
        {
            "console: root",
            "console: $1$abcdefgh$0123456789012345678901",
            ["mwan.yaml:5:12: appliance.console: this kind of hash is too weak (crypt(5)); make one with 'mkpasswd --method=yescrypt'"]
        },
        {
            "console: root",
            "console: $6$abc",
            ["mwan.yaml:5:12: appliance.console: this crypt(5) hash is incomplete; copy it whole and put single quotes around it"]
        },
        {
            "console: root",
            "console: rooot",
            ["mwan.yaml:5:12: appliance.console: 'rooot' is not root, or off, or a crypt(5) hash; did you mean 'root'?"]
        },
        {
            "      publicKey: 6dub6eYKnbBXTuT+7Tei1KkUT9mBTZLhnvgap3vKXUg=",
            "      publicKey: 6dub6eYKnbBXTuT",
            ["mwan.yaml:61:18: tunnels[0].peer.publicKey: this is not a WireGuard public key: 32 bytes are 44 characters of base64 that end with '='; this has 15 characters"]
        },
        {
            "      publicKey: 6dub6eYKnbBXTuT+7Tei1KkUT9mBTZLhnvgap3vKXUg=",
            "      publicKey: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            ["mwan.yaml:61:18: tunnels[0].peer.publicKey: this key is all zeros; write the peer's public key, as 'wg show' prints it there"]
        },
        {
            "      gateways: [10.11.0.1]",
            "      presharedKey: 6dub6eYKnbBXTuT+7Tei1KkUT9mBTZLhnvgap3vKXUg=",
            ["mwan.yaml:62:7: tunnels[0].peer.presharedKey: no secret belongs into this file, which ends up in an image that anyone may copy; WireGuard keys are made on the appliance at first boot, certificates and their keys go to its state disk with 'mwan certs import'"]
        },
        {
            "    - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGGzBadVJ9wU87B3cbpbIyE7+PDvDLvCO37NrDm6GsTK replace-me@example",
            "    - |\n      -----BEGIN OPENSSH PRIVATE KEY-----\n      b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ==\n      -----END OPENSSH PRIVATE KEY-----",
            ["mwan.yaml:12:7: management.sshKeys[0]: this is a private key, which must never be in this file; if anyone else saw the file, replace the key. Public keys are in the file that ends with .pub; those of certificates go to the state disk with 'mwan certs import'"]
        },
        {
            "identity: \"D0:FC:D0:7C:85:30\"",
            "identity: \"-----BEGIN CERTIFICATE-----\"",
            ["mwan.yaml:29:43: wans[0].authentication.identity: certificates are not part of this file; bring them to the state disk with 'mwan certs import'"]
        },
        {
            "IGGzBadVJ9wU87B3cbpbIyE7+PDvDLvCO37NrDm6GsTK",
            "IGGzBadVJ9wU87B3cbpbIyE7",
            ["mwan.yaml:12:7: management.sshKeys[0]: this ssh-ed25519 key is incomplete; was it cut off while copying?"]
        },
        {
            "IGGzBadVJ9wU87B3cbpbIyE7+PDvDLvCO37NrDm6GsTK",
            "****",
            ["mwan.yaml:12:7: management.sshKeys[0]: what follows 'ssh-ed25519' is not base64; was the key cut off while copying?"]
        },
        {
            "ssh-ed25519 AAAAC3",
            "ssh-rsa AAAAC3",
            ["mwan.yaml:12:7: management.sshKeys[0]: this key says 'ssh-rsa' outside and 'ssh-ed25519' inside; copy the whole line of the .pub file again"]
        },
        {
            "ssh-ed25519 AAAAC3",
            "ssh-dss AAAAC3",
            ["mwan.yaml:12:7: management.sshKeys[0]: DSA keys are refused by sshd; make another with 'ssh-keygen -t ed25519'"]
        },
        {
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGGzBadVJ9wU87B3cbpbIyE7+PDvDLvCO37NrDm6GsTK",
            "correct horse",
            ["mwan.yaml:12:7: management.sshKeys[0]: this is not an SSH public key; it begins with ssh-ed25519, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, ssh-rsa or a key of a security token"]
        },
        {
            "ssh-ed25519 AAAAC3",
            "from=\"10.0.0.0/8,192.168.0.1\",no-pty ssh-ed25519 AAAAC3",
            []
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_secret_is_refused_and_not_repeated(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
