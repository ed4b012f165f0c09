using System.Text;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>Bytes to look for, exactly or without regard to the case of ASCII letters (then they are lower-case).</summary>
public sealed record Needle(ReadOnlyMemory<byte> Bytes, bool IgnoresCase)
{
    /// <summary>The bytes of a text, exactly.</summary>
    public static Needle Of(ReadOnlyMemory<byte> text) => new(text, IgnoresCase: false);

    /// <summary>Where the needle is first found, or -1.</summary>
    public int IndexIn(ReadOnlySpan<byte> text) => IgnoresCase ? AsciiSearch.IndexOfIgnoreCase(text, Bytes.Span) : text.IndexOf(Bytes.Span);

    /// <inheritdoc/>
    public override string ToString() => $"{(IgnoresCase ? "(?i)" : "")}{Encoding.UTF8.GetString(Bytes.Span)}";
}
