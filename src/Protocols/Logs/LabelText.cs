namespace Orleans.Obs.Protocols.Logs;

/// <summary>Writes labels in the notation of Prometheus' metrics.</summary>
internal static class LabelText
{
    /// <summary>Writes <c>name="value"</c>, the name with the characters that names may have.</summary>
    public static void Append(string name, ReadOnlySpan<byte> value, ByteBuffer destination)
    {
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            destination.Append((byte)'_');
        }

        foreach (char c in name)
        {
            destination.Append(char.IsAsciiLetterOrDigit(c) ? (byte)c : (byte)'_');
        }

        destination.Append("=\""u8);
        foreach (byte c in value)
        {
            switch (c)
            {
                case (byte)'"' or (byte)'\\':
                    destination.Append((byte)'\\');
                    destination.Append(c);
                    break;
                case (byte)'\n':
                    destination.Append("\\n"u8);
                    break;
                default:
                    destination.Append(c);
                    break;
            }
        }

        destination.Append((byte)'"');
    }
}
