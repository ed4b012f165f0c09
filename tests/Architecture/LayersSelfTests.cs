namespace Orleans.Obs.Architecture;

/// <summary>The rules themselves: each is broken on purpose in a small tree.</summary>
public sealed class LayersSelfTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("obs-layers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_arrow_that_points_upwards_is_found() =>
        Assert.Contains("Engine must not know Grains", Violations("Engine", """<ProjectReference Include="../Grains/Grains.csproj" />"""));

    [Fact]
    public void A_package_in_the_wrong_layer_is_found() =>
        Assert.Contains(Violations("Query.PromQL", """<PackageReference Include="Azure.Storage.Blobs" />"""), line => line.Contains("must not reference Azure.Storage.Blobs", StringComparison.Ordinal));

    [Theory]
    [InlineData("Engine", "using Orleans.Runtime;")]
    [InlineData("Engine", "global using Orleans;")]
    [InlineData("Protocols", "using Microsoft.AspNetCore.Http;")]
    [InlineData("Grains", "using static Azure.Core.Pipeline;")]
    [InlineData("Api", "using Orleans.Obs.Engine.Blobs;")]
    public void A_namespace_in_the_wrong_layer_is_found(string project, string source) =>
        Assert.Contains(Violations(project, "", source), line => line.Contains("must not use", StringComparison.Ordinal));

    [Theory]
    [InlineData("Engine", "using Orleans.Obs.Engine.Blobs;")]
    [InlineData("Grains", "using Orleans.Runtime;")]
    [InlineData("Api", "using Orleans.Obs.Engine.Labels;")]
    public void A_namespace_in_its_layer_is_not(string project, string source) =>
        Assert.DoesNotContain(Violations(project, "", source), line => line.Contains("must not use", StringComparison.Ordinal));

    [Fact]
    public void A_project_without_a_layer_is_found() => Assert.Contains("Utilities has no place among the layers", Violations("Utilities", ""));

    [Fact]
    public void A_pure_project_that_does_not_demand_documentation_is_found() =>
        Assert.Contains("Engine must demand documentation of its public members", Violations("Engine", ""));

    private List<string> Violations(string name, string items, string source = "")
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{items}</ItemGroup></Project>""");
        File.WriteAllText(Path.Combine(folder, "Source.cs"), source);
        return [.. SourceProject.In(_folder).SelectMany(Layers.Violations)];
    }
}
