using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Syslog;

/// <summary>
/// Walks the structured data of RFC 5424, <c>[id name="value" …][id …]</c>, parameter by parameter. Values may escape a quote, a backslash and a closing bracket.
/// </summary>
public ref struct StructuredData(ReadOnlySpan<byte> elements)
{
    private ReadOnlySpan<byte> _rest = elements;

    /// <summary>The element that the parameter belongs to.</summary>
    public ReadOnlySpan<byte> Id { get; private set; }

    /// <summary>The parameter's name.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The parameter's value in its notation; see <see cref="Unescape"/>.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Bytes of the elements at the front of a text; -1 when they are malformed.</summary>
    public static int Measure(ReadOnlySpan<byte> text)
    {
        var walk = new StructuredData(text);
        while (walk.TryReadParameter(out bool isMalformed))
        {
            if (isMalformed)
            {
                return -1;
            }
        }

        int length = text.Length - walk._rest.Length;
        return length > 0 ? length : -1;
    }

    /// <summary>Moves to the next parameter; false at the end. Of elements that <see cref="Measure"/> has measured.</summary>
    public bool Read() => TryReadParameter(out bool isMalformed) && !isMalformed;

    /// <summary>Writes a value without its escapes.</summary>
    public static void Unescape(ReadOnlySpan<byte> value, ByteBuffer destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        while (true)
        {
            int escape = value.IndexOf((byte)'\\');
            if (escape < 0 || escape == value.Length - 1)
            {
                destination.Append(value);
                return;
            }

            bool isEscape = value[escape + 1] is (byte)'"' or (byte)'\\' or (byte)']';
            destination.Append(value[..(isEscape ? escape : escape + 1)]);
            destination.Append(value.Slice(escape + 1, 1));
            value = value[(escape + 2)..];
        }
    }

    private bool TryReadParameter(out bool isMalformed)
    {
        isMalformed = false;
        while (true)
        {
            if (Id.IsEmpty)
            {
                if (_rest.IsEmpty || _rest[0] != '[')
                {
                    return false;
                }

                int end = _rest.IndexOfAny((byte)' ', (byte)']');
                if (end <= 1)
                {
                    isMalformed = true;
                    return true;
                }

                Id = _rest[1..end];
                _rest = _rest[end..];
            }

            _rest = _rest.TrimStart((byte)' ');
            if (_rest.IsEmpty)
            {
                isMalformed = true;
                return true;
            }

            if (_rest[0] != ']')
            {
                break;
            }

            Id = default;
            _rest = _rest[1..];
        }

        int sign = _rest.IndexOf("=\""u8);
        if (sign <= 0 || _rest[..sign].ContainsAny((byte)' ', (byte)']'))
        {
            isMalformed = true;
            return true;
        }

        Name = _rest[..sign];
        ReadOnlySpan<byte> value = _rest[(sign + 2)..];
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
            {
                i++;
            }
            else if (value[i] == '"')
            {
                Value = value[..i];
                _rest = value[(i + 1)..];
                return true;
            }
        }

        isMalformed = true;
        return true;
    }
}
