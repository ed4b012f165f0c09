namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>The level of a line. It is structured metadata like any other, put there by whoever takes the line in; shards count by it in advance.</summary>
public static class LogLevels
{
    /// <summary>The name that the level goes by.</summary>
    public const string MetadataName = "detected_level";

    /// <summary>The same in UTF-8.</summary>
    public static ReadOnlySpan<byte> MetadataNameUtf8 => "detected_level"u8;
}
