using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Processor = System.Runtime.InteropServices.Architecture;

namespace Orleans.Obs.Deployment;

/// <summary>The compiler that the package brings.</summary>
internal static class Bicep
{
    private static readonly string Program =
        typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static metadata => metadata.Key == "BicepPath").Value!;

    /// <summary>What it prints: nothing when there is nothing to say.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        Assert.True(File.Exists(Program), $"the package has no {Program}");
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Processor.X64, "the package's compiler is one for Linux on x64");
        return (await ToolProcess.RunAsync(Program, arguments))!.Value;
    }

    /// <summary>The template that a file compiles to; fails on any warning.</summary>
    public static async Task<JsonObject> CompileAsync(string file)
    {
        string compiled = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.json");
        try
        {
            Assert.Equal((0, ""), await RunAsync("build", file, "--outfile", compiled));
            return JsonNode.Parse(await File.ReadAllTextAsync(compiled, TestContext.Current.CancellationToken))!.AsObject();
        }
        finally
        {
            File.Delete(compiled);
        }
    }
}
