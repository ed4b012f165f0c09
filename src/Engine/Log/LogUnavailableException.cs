namespace Orleans.Obs.Engine.Log;

/// <summary>A record could not be made durable now. Callers answer 503 and the client tries again.</summary>
public sealed class LogUnavailableException(string message, bool retained, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>True when the log still holds the record and will write it as soon as it can.</summary>
    public bool Retained { get; } = retained;
}
