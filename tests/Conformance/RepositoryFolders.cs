namespace Orleans.Obs.Conformance;

/// <summary>Where the suites lie: in the folder that the environment names, or beside the repository; some people have them, some don't.</summary>
internal static class RepositoryFolders
{
    /// <summary>The folder named by an environment variable, or a folder relative to the repository's root; null when it does not exist.</summary>
    public static string? Find(string variable, string fallback)
    {
        string? folder = Environment.GetEnvironmentVariable(variable);
        folder = string.IsNullOrEmpty(folder) ? Path.Combine(Root, fallback) : folder;
        return Directory.Exists(folder) ? folder : null;
    }

    private static string Root
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Orleans.Obs.sln")))
            {
                folder = Path.GetDirectoryName(folder);
            }

            return folder ?? AppContext.BaseDirectory;
        }
    }
}
