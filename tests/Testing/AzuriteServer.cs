namespace Orleans.Obs.Testing;

/// <summary>One Azurite with everything in memory for all tests of a program. Without node and npm <see cref="Missing"/> says so, and tests are skipped.</summary>
public sealed class AzuriteServer : IAsyncLifetime
{
    private AzuriteProcess? _process;

    /// <summary>Why there is no server; null when there is one.</summary>
    public string? Missing { get; private set; }

    public string ConnectionString => _process?.ConnectionString ?? "";

    public async ValueTask InitializeAsync()
    {
        try
        {
            _process = await AzuriteProcess.StartAsync();
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            Missing = $"Azurite {AzuriteProcess.Version} needs node and npm on the path, and the npm registry once: {failure.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
