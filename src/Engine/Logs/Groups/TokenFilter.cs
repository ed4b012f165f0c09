using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// Says of tokens that they are not in a group: a Bloom filter whose bits for one token lie within 32 bytes, one in each of eight words (Putze, Sanders and Singler, "Cache-, hash- and
/// space-efficient Bloom filters"). Tokens are packed ids, whole texts and words of texts, and the runs of four bytes within words, so that parts of words can be looked for too. All in lower
/// case.
/// </summary>
internal sealed class TokenFilter
{
    /// <summary>How many bits there are for each token: one in fifty that are not there seems to be.</summary>
    private const int BitsPerToken = 9;

    private const int BlockBytes = 32;

    private static readonly uint[] s_salts = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];

    private readonly ReadOnlyMemory<byte> _blocks;

    private TokenFilter(ReadOnlyMemory<byte> blocks, bool hasTexts) => (_blocks, HasTexts) = (blocks, hasTexts);

    /// <summary>False when texts had too many tokens, so that only ids are in the filter.</summary>
    public bool HasTexts { get; }

    /// <summary>The bits.</summary>
    public ReadOnlyMemory<byte> Bytes => _blocks;

    /// <summary>A filter of bits that were stored; null when these are no filter's.</summary>
    public static TokenFilter? Of(ReadOnlyMemory<byte> bytes, bool hasTexts) => bytes.Length > 0 && bytes.Length % BlockBytes == 0 ? new TokenFilter(bytes, hasTexts) : null;

    /// <summary>A filter of tokens given by their hashes; null for none.</summary>
    public static TokenFilter? Build(IReadOnlyCollection<ulong> hashes, bool hasTexts)
    {
        if (hashes.Count == 0)
        {
            return null;
        }

        int blocks = (int)Math.Min(1 << 20, ((long)hashes.Count * BitsPerToken / (BlockBytes * 8)) + 1);
        byte[] bytes = new byte[blocks * BlockBytes];
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
        foreach (ulong hash in hashes)
        {
            Span<uint> block = words.Slice(BlockOf(hash, blocks) * 8, 8);
            for (int i = 0; i < 8; i++)
            {
                block[i] |= 1u << (int)(((uint)hash * s_salts[i]) >> 27);
            }
        }

        return new TokenFilter(bytes, hasTexts);
    }

    /// <summary>False when the token is not there for sure.</summary>
    public bool MayContain(ulong hash)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(_blocks.Span);
        ReadOnlySpan<uint> block = words.Slice(BlockOf(hash, words.Length / 8) * 8, 8);
        for (int i = 0; i < 8; i++)
        {
            if ((block[i] >> (int)(((uint)hash * s_salts[i]) >> 27) & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>False when no text contains this one for sure; or, if <paramref name="isWhole"/>, when none is this one.</summary>
    public bool MayContainText(ReadOnlySpan<byte> text, bool isWhole)
    {
        if (!HasTexts)
        {
            return true;
        }

        if (isWhole)
        {
            return MayContain(HashOfText(text));
        }

        for (int at = 0; at < text.Length; at++)
        {
            int start = at;
            while (at < text.Length && ByteClass.IsWord(text[at]))
            {
                at++;
            }

            ReadOnlySpan<byte> word = text[start..at];
            bool isInterior = start > 0 && at < text.Length;
            if (isInterior && !word.IsEmpty && !MayContain(HashOfText(word)))
            {
                return false;
            }

            for (int gram = 0; gram + 4 <= word.Length; gram++)
            {
                if (!MayContain(HashOfGram(word.Slice(gram, 4))))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The token of a packed id.</summary>
    public static ulong HashOfId(ReadOnlySpan<byte> packed) => XxHash3.HashToUInt64(packed, seed: 1);

    /// <summary>The token of a whole text or of a whole word.</summary>
    public static ulong HashOfText(ReadOnlySpan<byte> text)
    {
        Span<byte> lower = text.Length <= 512 ? stackalloc byte[text.Length] : new byte[text.Length];
        AsciiCase.ToLower(text, lower);
        return XxHash3.HashToUInt64(lower, seed: 2);
    }

    /// <summary>The token of four bytes within a word.</summary>
    public static ulong HashOfGram(ReadOnlySpan<byte> gram)
    {
        uint lower = AsciiCase.Lower(gram[0]) | ((uint)AsciiCase.Lower(gram[1]) << 8) | ((uint)AsciiCase.Lower(gram[2]) << 16) | ((uint)AsciiCase.Lower(gram[3]) << 24);
        ulong hash = (lower + 0x9E37_79B9_7F4A_7C15) * 0xBF58_476D_1CE4_E5B9;
        return hash ^ BitOperations.RotateLeft(hash, 29);
    }

    private static int BlockOf(ulong hash, int blocks) => (int)(((hash >> 32) * (ulong)blocks) >> 32);
}
