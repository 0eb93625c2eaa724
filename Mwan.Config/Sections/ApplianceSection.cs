using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of <c>appliance</c>.</summary>
internal static class ApplianceSection
{
    public static readonly Field<string> Name = Field.Required("name", NameKinds.Label, "Host name.");

    public static readonly Field<string> Domain = Field.Optional("domain", NameKinds.Domain, "no domain", "DNS domain.");

    public static readonly Field<ConsoleSetting> Console = Field.WithDefault(
        "console",
        SecretKinds.Console,
        new ConsoleSetting(ConsoleAccess.Off),
        "Who gets a shell on the hypervisor's console: `root` without a password, nobody (`off`), or whoever knows the password of a"
        + " crypt(5) hash (`mkpasswd --method=yescrypt`). SSH never takes a password.");

    public static readonly Section Section = new("appliance", "Identity of the box.", Name, Domain, Console);

    public static readonly SectionKind Kind = new(Section, "{ name: mwan }");
}
