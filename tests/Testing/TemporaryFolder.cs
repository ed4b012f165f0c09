namespace Orleans.Obs.Testing;

/// <summary>A folder of a test's own, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("obs-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
