using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Obs.Api.Security;

/// <summary>
/// SHA-256 of a key's text: what is stored, compared and remembered instead of the text. A look-up by digest may take its time as it likes: who can't invert SHA-256 learns nothing from it.
/// </summary>
internal readonly record struct KeyDigest(UInt128 High, UInt128 Low)
{
    private const int OnStack = 512;

    public static KeyDigest Of(string key)
    {
        int length = Encoding.UTF8.GetMaxByteCount(key.Length);
        Span<byte> text = length <= OnStack ? stackalloc byte[OnStack] : new byte[length];
        int written = Encoding.UTF8.GetBytes(key, text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..written], hash);
        return new KeyDigest(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    /// <summary>False when the text is no digest.</summary>
    public static bool TryParse(string hex, out KeyDigest digest)
    {
        digest = default;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (hex.Length != 2 * hash.Length || Convert.FromHexString(hex, hash, out _, out int written) != System.Buffers.OperationStatus.Done || written != hash.Length)
        {
            return false;
        }

        digest = new KeyDigest(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        return true;
    }

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public bool FixedTimeEquals(KeyDigest other) =>
        CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(new ReadOnlySpan<KeyDigest>(in this)), MemoryMarshal.AsBytes(new ReadOnlySpan<KeyDigest>(in other)));

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => $"{High:x32}{Low:x32}";
}
