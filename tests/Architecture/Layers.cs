namespace Orleans.Obs.Architecture;

/// <summary>The dependency rule: who may know whom, and which technologies belong where.</summary>
internal static class Layers
{
    /// <summary>Arrows that point down. A project that is missing here has not been thought about.</summary>
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Engine"] = [],
        ["Query.Common"] = ["Engine"],
        ["Query.PromQL"] = ["Query.Common", "Engine"],
        ["Query.LogQL"] = ["Query.Common", "Engine"],
        ["Query.TraceQL"] = ["Query.Common", "Engine"],
        ["Protocols"] = ["Engine", "Query.Common"],
        ["Rules"] = ["Query.Common", "Query.PromQL", "Query.LogQL"],
        ["Azure"] = ["Engine"],
        ["Grains.Abstractions"] = [],
        ["Grains"] = ["Grains.Abstractions", "Engine", "Query.Common", "Query.PromQL", "Query.LogQL", "Query.TraceQL", "Rules"],
        ["Api"] = ["Grains.Abstractions", "Protocols", "Query.Common", "Query.PromQL", "Query.LogQL", "Query.TraceQL"],
        ["Silo"] = ["Api", "Grains", "Azure"],
    };

    private static readonly string[] Pure = ["Engine", "Query.Common", "Query.PromQL", "Query.LogQL", "Query.TraceQL", "Protocols", "Rules"];

    private static readonly (string Prefix, string[] Homes)[] Technologies =
    [
        ("Microsoft.Orleans", ["Grains.Abstractions", "Grains", "Azure", "Silo", "Api"]),
        ("Azure", ["Azure", "Silo"]),
        ("Microsoft.AspNetCore", ["Api", "Silo"]),
        ("Google.Protobuf", ["Protocols", "Api"]),
        ("Grpc", ["Protocols", "Api"]),
    ];

    /// <summary>Namespaces of the engine that only those who own shards may name.</summary>
    private static readonly string[] StorageNamespaces = ["Orleans.Obs.Engine.Blobs", "Orleans.Obs.Engine.Log", "Orleans.Obs.Engine.Shards"];

    /// <summary>Everything in which a project breaks the rule, in words.</summary>
    public static IEnumerable<string> Violations(SourceProject project)
    {
        if (!Below.TryGetValue(project.Name, out string[]? below))
        {
            return [$"{project.Name} has no place among the layers"];
        }

        return
        [
            .. project.ProjectReferences.Except(below).Select(other => $"{project.Name} must not know {other}"),
            .. project.Packages.SelectMany(package => Misplaced(project, package).Select(home => $"{project.Name} must not reference {package}, which belongs to {home}")),
            .. project.Usings.SelectMany(use => MisplacedNamespace(project, use.Namespace).Select(home => $"{project.Name}/{use.File} must not use {use.Namespace}, which belongs to {home}")),
            .. project.IsWeb && project.Name is not ("Api" or "Silo") ? [$"{project.Name} must not be a web project"] : Array.Empty<string>(),
            .. Pure.Contains(project.Name) && !project.DemandsDocumentation ? [$"{project.Name} must demand documentation of its public members"] : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> MisplacedNamespace(SourceProject project, string name)
    {
        // Inside Orleans.Obs everything lives below the namespace Orleans; the runtime's own namespaces are those that are not ours.
        bool isRuntime = (name == "Orleans" || name.StartsWith("Orleans.", StringComparison.Ordinal)) && !name.StartsWith("Orleans.Obs", StringComparison.Ordinal);
        if (project.Name == "Api" && StorageNamespaces.Any(storage => IsWithin(name, storage)))
        {
            return ["Grains"];
        }

        return Misplaced(project, isRuntime ? "Microsoft.Orleans" : name);
    }

    private static IEnumerable<string> Misplaced(SourceProject project, string name) =>
        Technologies.Where(technology => IsWithin(name, technology.Prefix) && !technology.Homes.Contains(project.Name)).Select(technology => string.Join(", ", technology.Homes));

    private static bool IsWithin(string name, string prefix) => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal);
}
