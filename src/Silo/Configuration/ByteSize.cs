using System.ComponentModel;
using System.Globalization;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>A number of bytes, written as <c>512</c>, <c>64KiB</c>, <c>64MiB</c>, <c>2GiB</c> (or KB, MB, GB, TB: powers of 1000).</summary>
[TypeConverter(typeof(ByteSizeConverter))]
internal readonly record struct ByteSize(long Bytes)
{
    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    public static ByteSize FromMebibytes(long mebibytes) => new(mebibytes << 20);

    public static bool TryParse(string text, out ByteSize size)
    {
        (string number, long factor) = (text.Trim(), 1);
        foreach ((string suffix, long bytes) in Units)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                (number, factor) = (number[..^suffix.Length].TrimEnd(), bytes);
                break;
            }
        }

        bool valid = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value * factor <= long.MaxValue;
        size = valid ? new ByteSize((long)(value * factor)) : default;
        return valid;
    }
}
