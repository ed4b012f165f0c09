namespace Orleans.Obs.Architecture;

/// <summary>Finds the repository from wherever the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) => folder is null ? throw new DirectoryNotFoundException("the tests run outside of the repository")
        : File.Exists(Path.Combine(folder.FullName, "Orleans.Obs.sln")) ? folder.FullName
        : Find(folder.Parent);
}
