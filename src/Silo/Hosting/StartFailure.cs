using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Turns what prevents a start into the one line that an operator needs.</summary>
internal static class StartFailure
{
    public const int ExitCode = 1;

    /// <summary>The line for a failure that is not a defect of the program; null otherwise.</summary>
    public static string? Describe(Exception failure, StartSettings settings) => failure.GetBaseException() switch
    {
        BlobUnavailableException store => $"Obs:Storage:Path '{settings.Storage.Path}': {store.Message}",
        IOException io => io.Message,
        UnauthorizedAccessException denied => $"Obs:Storage:Path '{settings.Storage.Path}': {denied.Message}",
        _ => null,
    };

    /// <summary>Writes the line to stderr and returns the exit code.</summary>
    public static int Report(string line)
    {
        Console.Error.WriteLine($"orleans-obs: {line.ReplaceLineEndings(" ")}");
        return ExitCode;
    }
}
