using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Orleans.Obs.Architecture;

/// <summary>One project under src: what its project file and its sources say about what it depends on.</summary>
internal sealed partial class SourceProject
{
    private readonly XDocument _file;
    private readonly string _folder;

    public SourceProject(string file)
    {
        Name = Path.GetFileNameWithoutExtension(file);
        _file = XDocument.Load(file);
        _folder = Path.GetDirectoryName(file)!;
    }

    public string Name { get; }

    public bool IsWeb => (string?)_file.Root!.Attribute("Sdk") == "Microsoft.NET.Sdk.Web";

    public bool DemandsDocumentation => _file.Descendants("PublicApiDocumented").Any(setting => setting.Value == "true");

    public IEnumerable<string> ProjectReferences => References("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    public IEnumerable<string> Packages => References("PackageReference").Concat(References("FrameworkReference"));

    /// <summary>Each namespace that a source file names in a using directive, with the file.</summary>
    public IEnumerable<(string File, string Namespace)> Usings =>
        Sources().SelectMany(file => UsingDirective().Matches(File.ReadAllText(file)).Select(match => (Path.GetRelativePath(_folder, file), match.Groups["ns"].Value)));

    public static IReadOnlyList<SourceProject> In(string sourceFolder) =>
        [.. Directory.EnumerateFiles(sourceFolder, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => new SourceProject(file))];

    private IEnumerable<string> References(string kind) => _file.Descendants(kind).Select(item => (string)item.Attribute("Include")!);

    private IEnumerable<string> Sources() => Directory.EnumerateFiles(_folder, "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"^\s*(global\s+)?using\s+(static\s+|\w+\s*=\s*)?(?<ns>[A-Za-z_][\w.]*)", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();
}
