using System.Text;

namespace Orleans.Obs.Query.Common.Logs;

/// <summary>The levels that Loki tells apart, the spellings that it folds into them, and the names under which lines and streams carry one.</summary>
public static class LevelNames
{
    // In the order in which they are preferred where a line has several.
    private static readonly byte[][] Keys =
    [
        "level"u8.ToArray(), "LEVEL"u8.ToArray(), "Level"u8.ToArray(), "log.level"u8.ToArray(), "severity"u8.ToArray(), "SEVERITY"u8.ToArray(), "Severity"u8.ToArray(),
        "SeverityText"u8.ToArray(), "lvl"u8.ToArray(), "LVL"u8.ToArray(), "Lvl"u8.ToArray(), "severity_text"u8.ToArray(), "Severity_Text"u8.ToArray(), "SEVERITY_TEXT"u8.ToArray(),
    ];

    /// <summary>The names under which lines and streams carry a level, the preferred first.</summary>
    public static IReadOnlyList<string> KeyNames { get; } = [.. Keys.Select(Encoding.UTF8.GetString)];

    /// <summary>Nothing was found.</summary>
    public static ReadOnlySpan<byte> Unknown => "unknown"u8;

    /// <summary>The place of a name among those that carry a level, spelled exactly so; -1 when it is none. The lowest is preferred.</summary>
    public static int RankOfKey(ReadOnlySpan<byte> name)
    {
        if (!MayBeKey(name))
        {
            return -1;
        }

        for (int i = 0; i < Keys.Length; i++)
        {
            if (name.SequenceEqual(Keys[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Like <see cref="RankOfKey"/>, in any case.</summary>
    public static int RankOfKeyIgnoringCase(ReadOnlySpan<byte> name)
    {
        if (!MayBeKey(name))
        {
            return -1;
        }

        for (int i = 0; i < Keys.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(name, Keys[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The level that a value names; empty when it names none.</summary>
    public static ReadOnlySpan<byte> Parse(ReadOnlySpan<byte> value) => value.Length switch
    {
        3 => Is(value, "err"u8) ? "error"u8 : Is(value, "inf"u8) ? "info"u8 : Is(value, "wrn"u8) ? "warn"u8 : Is(value, "dbg"u8) ? "debug"u8 : Is(value, "trc"u8) ? "trace"u8 : default,
        4 => Is(value, "info"u8) ? "info"u8 : Is(value, "warn"u8) ? "warn"u8 : default,
        5 => Is(value, "error"u8) ? "error"u8 : Is(value, "debug"u8) ? "debug"u8 : Is(value, "trace"u8) ? "trace"u8 : Is(value, "fatal"u8) ? "fatal"u8 : default,
        7 => Is(value, "warning"u8) ? "warn"u8 : default,
        8 => Is(value, "critical"u8) ? "critical"u8 : default,
        11 => Is(value, "information"u8) ? "info"u8 : default,
        _ => default,
    };

    /// <summary>The level that a value names, or the value itself when it is none that is known.</summary>
    public static ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> level = Parse(value);
        return level.IsEmpty ? value : level;
    }

    /// <summary>The level that one of OpenTelemetry's severity numbers stands for.</summary>
    public static ReadOnlySpan<byte> OfSeverityNumber(long number) => number switch
    {
        >= 1 and <= 4 => "trace"u8,
        >= 5 and <= 8 => "debug"u8,
        >= 9 and <= 12 => "info"u8,
        >= 13 and <= 16 => "warn"u8,
        >= 17 and <= 20 => "error"u8,
        >= 21 and <= 24 => "fatal"u8,
        _ => Unknown,
    };

    // Most names end here: all that carry a level have one of these lengths and end on one of these letters.
    private static bool MayBeKey(ReadOnlySpan<byte> name) =>
        name.Length is 3 or 5 or 8 or 9 or 12 or 13 && (name[^1] | 0x20) is 'l' or 'y' or 't';

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(value, word);
}
