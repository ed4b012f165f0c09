using System.Globalization;

namespace Orleans.Obs.Silo.Telemetry;

/// <summary>Writes tags as the exposition format writes labels: <c>tenant="a",code="200"</c>, in the order in which the instrument gives them.</summary>
internal static class LabelText
{
    /// <summary>The labels as a part of <paramref name="buffer"/>; those that no longer fit are left out.</summary>
    public static ReadOnlySpan<char> Write(ReadOnlySpan<KeyValuePair<string, object?>> tags, Span<char> buffer)
    {
        int length = 0;
        foreach ((string name, object? value) in tags)
        {
            string text = value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            int start = length;
            if (!TryWrite(name, text, buffer, ref length))
            {
                return buffer[..start];
            }
        }

        return buffer[..length];
    }

    private static bool TryWrite(string name, string value, Span<char> buffer, ref int length)
    {
        // Every character of the value may need an escape.
        if (name.Length + (2 * value.Length) + 4 > buffer.Length - length)
        {
            return false;
        }

        if (length > 0)
        {
            buffer[length++] = ',';
        }

        foreach (char c in name)
        {
            buffer[length++] = char.IsAsciiLetterOrDigit(c) ? c : '_';
        }

        buffer[length++] = '=';
        buffer[length++] = '"';
        foreach (char c in value)
        {
            if (c is '\\' or '"' or '\n')
            {
                buffer[length++] = '\\';
            }

            buffer[length++] = c == '\n' ? 'n' : c;
        }

        buffer[length++] = '"';
        return true;
    }
}
