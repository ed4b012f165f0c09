using System.Net;
using System.Net.Sockets;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.LogQL.Pipelines.Filters;

/// <summary>Finds internet addresses out of a range in texts. Addresses of version 4 and 6 are never the same, also where one maps the other. Immutable, thread-safe.</summary>
internal sealed class AddressSearch
{
    private readonly Address _first;
    private readonly Address _last;

    private AddressSearch(Address first, Address last) => (_first, _last) = (first, last);

    /// <summary>Reads an address, a network (<c>10.0.0.0/8</c>) or a range (<c>10.0.0.1-10.0.0.9</c>); null when the text is neither.</summary>
    public static AddressSearch? TryParse(string pattern)
    {
        ReadOnlySpan<byte> text = GoLiteral.Encode(pattern);
        if (Address.TryParse(text, out Address single))
        {
            return new AddressSearch(single, single);
        }

        int slash = text.IndexOf((byte)'/'), dash = text.IndexOf((byte)'-');
        if (slash >= 0 && Address.TryParse(text[..slash], out Address network) && TryPrefix(text[(slash + 1)..], network.IsVersion6 ? 128 : 32, out int bits))
        {
            int free = (network.IsVersion6 ? 128 : 32) - bits;
            UInt128 mask = free == 128 ? UInt128.MaxValue : (UInt128.One << free) - 1;
            return new AddressSearch(network with { Value = network.Value & ~mask }, network with { Value = network.Value | mask });
        }

        return dash >= 0 && Address.TryParse(text[..dash], out Address from) && Address.TryParse(text[(dash + 1)..], out Address to) && from.IsVersion6 == to.IsVersion6 && from.Value <= to.Value
            ? new AddressSearch(from, to)
            : null;
    }

    /// <summary>Is there an address out of the range anywhere in the text?</summary>
    public bool IsIn(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool version6 = false;
            if (!(LooksLikeVersion4(text, i) || (version6 = LooksLikeVersion6(text, i))))
            {
                continue;
            }

            int length = i;
            while (length < text.Length && (text[length] == '.' || char.IsAsciiDigit((char)text[length]) || (version6 && (text[length] == ':' || char.IsAsciiHexDigit((char)text[length])))))
            {
                length++;
            }

            if (Address.TryParse(text[i..length], out Address address) && Contains(address))
            {
                return true;
            }

            i = length;
        }

        return false;
    }

    private bool Contains(Address address) => address.IsVersion6 == _first.IsVersion6 && address.Value >= _first.Value && address.Value <= _last.Value;

    private static bool LooksLikeVersion4(ReadOnlySpan<byte> text, int at) =>
        at + 3 < text.Length && char.IsAsciiDigit((char)text[at]) && text.Slice(at + 1, 3).Contains((byte)'.');

    // Two colons and a digit, or up to four digits and a colon.
    private static bool LooksLikeVersion6(ReadOnlySpan<byte> text, int at)
    {
        ReadOnlySpan<byte> rest = text[at..Math.Min(at + 5, text.Length)];
        if (rest.StartsWith("::"u8))
        {
            return rest.Length > 2 && char.IsAsciiHexDigit((char)rest[2]);
        }

        int colon = rest.IndexOf((byte)':');
        return colon > 0 && rest[..colon].IndexOfAnyExcept(_hexadecimal) < 0;
    }

    private static bool TryPrefix(ReadOnlySpan<byte> text, int most, out int bits) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out bits, out int used) && used == text.Length && bits >= 0 && bits <= most && (text.Length == 1 || text[0] is not ((byte)'0' or (byte)'+'));

    private static readonly System.Buffers.SearchValues<byte> _hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly record struct Address(UInt128 Value, bool IsVersion6)
    {
        public static bool TryParse(ReadOnlySpan<byte> text, out Address address) => text.Contains((byte)':') ? TryVersion6(text, out address) : TryVersion4(text, out address);

        // Four numbers, without the zeros in front that some read as octal.
        private static bool TryVersion4(ReadOnlySpan<byte> text, out Address address)
        {
            uint value = 0;
            address = default;
            for (int part = 0; part < 4; part++)
            {
                int dot = part < 3 ? text.IndexOf((byte)'.') : text.Length;
                if (dot is < 1 or > 3 || (dot > 1 && text[0] == '0'))
                {
                    return false;
                }

                uint number = 0;
                foreach (byte digit in text[..dot])
                {
                    if (!char.IsAsciiDigit((char)digit))
                    {
                        return false;
                    }

                    number = (number * 10) + (uint)(digit - '0');
                }

                if (number > 255)
                {
                    return false;
                }

                value = (value << 8) | number;
                text = text[Math.Min(dot + 1, text.Length)..];
            }

            address = new Address(value, IsVersion6: false);
            return true;
        }

        private static bool TryVersion6(ReadOnlySpan<byte> text, out Address address)
        {
            address = default;
            if (text.Length > 45 || text.IndexOfAny((byte)'%', (byte)'[', (byte)'/') >= 0 || !IPAddress.TryParse(System.Text.Encoding.ASCII.GetString(text), out IPAddress? parsed)
                || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            {
                return false;
            }

            Span<byte> bytes = stackalloc byte[16];
            parsed.TryWriteBytes(bytes, out _);
            address = new Address(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes), IsVersion6: true);
            return true;
        }
    }
}
