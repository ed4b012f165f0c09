namespace Orleans.Obs.Architecture;

public sealed class LayersTests
{
    private static readonly string[] Folders = ["src", "tests", "bench"];

    public static TheoryData<string> Projects => [.. SourceProject.In(Path.Combine(Repository.Root, "src")).Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_keeps_to_its_layer(string name)
    {
        SourceProject project = SourceProject.In(Path.Combine(Repository.Root, "src")).Single(project => project.Name == name);

        Assert.Empty(Layers.Violations(project));
    }

    [Fact]
    public void The_solution_lists_every_project()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "Orleans.Obs.sln")).Replace('\\', '/');
        string[] missing =
        [
            .. Folders
                .Select(folder => Path.Combine(Repository.Root, folder))
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Where(file => !solution.Contains($"\"{file}\"", StringComparison.Ordinal)),
        ];

        Assert.Empty(missing);
    }
}
