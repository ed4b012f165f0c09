using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Turns what prevents a start into the one line that an operator needs.</summary>
internal static class StartFailure
{
    public const int ExitCode = 1;

    /// <summary>The line for a failure that is not a defect of the program; null otherwise.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        FolderInUseException or BlobUnavailableException or UnauthorizedAccessException => $"Obs:Storage: {failure.Message}",
        IOException => failure.Message,
        _ => failure.InnerException is { } cause ? Describe(cause) : null,
    };

    /// <summary>Writes the line to stderr and returns the exit code.</summary>
    public static int Report(string line)
    {
        Console.Error.WriteLine($"orleans-obs: {line.ReplaceLineEndings(" ")}");
        return ExitCode;
    }
}
