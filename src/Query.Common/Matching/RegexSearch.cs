using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Orleans.Obs.Query.Common.Matching.Regexes;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>
/// A regular expression in RE2's syntax that is looked for anywhere in a line; its dot does not match line feeds. What every match contains is known, so that most lines are
/// excluded by a plain search. Bytes that are no UTF-8 are, one by one, the replacement character, as in Go. Thread-safe.
/// </summary>
public sealed class RegexSearch
{
    private const int StackChars = 512;
    private const int LongestOnEngine = 1 << 16;
    private const int CacheCapacity = 1 << 20;
    private const int CostOfPattern = 1024;

    private static readonly BoundedCache<string, RegexSearch> _compiled = new(CacheCapacity, pattern => CostOfPattern + pattern.Length);

    private readonly Lazy<ITextSearcher> _searcher;

    private RegexSearch(string pattern)
    {
        RegexNode node = RegexParser.Parse(pattern, dotMatchesNewline: false);
        GroupNames = [.. RegexNames.Of(node)];
        (Required, IsLiteral) = RequiredLiterals.Of(node);
        _searcher = new Lazy<ITextSearcher>(() => Build(node, pattern));
        if (!IsLiteral)
        {
            // Find out now whether it is too large, not at the first line.
            _ = _searcher.Value;
        }
    }

    /// <summary>Each match contains one needle of each of these sets.</summary>
    public ImmutableArray<ImmutableArray<Needle>> Required { get; }

    /// <summary>True when a line matches exactly when it contains a needle of the only set.</summary>
    public bool IsLiteral { get; }

    /// <summary>The names of the capturing groups, in the order of their numbers from 1; null for those without.</summary>
    public ImmutableArray<string?> GroupNames { get; }

    /// <summary>Compiles an expression; the last thousand or so stay compiled, fewer when they are long.</summary>
    /// <exception cref="RegexSyntaxException">It is malformed or too large.</exception>
    public static RegexSearch Compile(string pattern) => _compiled.GetOrAdd(pattern, static p => new RegexSearch(p));

    /// <summary>Is there a match in the line?</summary>
    public bool IsMatch(ReadOnlySpan<byte> line) => ContainsRequired(line) && (IsLiteral || IsMatchOnEngine(line));

    /// <summary>As <see cref="IsMatch"/>, for a line that is known to contain what is required.</summary>
    public bool IsMatchOnEngine(ReadOnlySpan<byte> line)
    {
        char[]? rented = line.Length > StackChars ? ArrayPool<char>.Shared.Rent(line.Length) : null;
        try
        {
            Span<char> chars = rented ?? stackalloc char[StackChars];
            return _searcher.Value.IsMatch(chars[..Decode(line, chars, default)]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    /// <summary>
    /// Start and end, in bytes of the line, of the first match from a place on and of its groups, in turn; -1 for groups that took no part. Null when there is none.
    /// </summary>
    public int[]? Find(ReadOnlySpan<byte> line, int from = 0)
    {
        if (!ContainsRequired(line))
        {
            return null;
        }

        char[] chars = ArrayPool<char>.Shared.Rent(Math.Max(line.Length, 1));
        int[] places = ArrayPool<int>.Shared.Rent(line.Length + 1);
        try
        {
            int length = Decode(line, chars, places);
            int start = from == 0 ? 0 : places.AsSpan(0, length + 1).IndexOf(from);
            int[]? borders = _searcher.Value.Find(new string(chars, 0, length), start);
            for (int i = 0; i < borders?.Length; i++)
            {
                borders[i] = borders[i] < 0 ? -1 : places[borders[i]];
            }

            return borders;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
            ArrayPool<int>.Shared.Return(places);
        }
    }

    private bool ContainsRequired(ReadOnlySpan<byte> line)
    {
        foreach (ImmutableArray<Needle> any in Required)
        {
            if (!ContainsAny(line, any))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ContainsAny(ReadOnlySpan<byte> line, ImmutableArray<Needle> needles)
    {
        foreach (Needle needle in needles)
        {
            if (needle.IndexIn(line) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // Returns how many characters there are; places, unless it is empty, gets the byte that each one, and the end, stands at.
    private static int Decode(ReadOnlySpan<byte> line, Span<char> chars, Span<int> places)
    {
        if (places.IsEmpty && Utf8.IsValid(line))
        {
            return Encoding.UTF8.GetChars(line, chars);
        }

        int at = 0, length = 0;
        while (at < line.Length)
        {
            bool valid = Rune.DecodeFromUtf8(line[at..], out Rune rune, out int used) == OperationStatus.Done;
            if (!places.IsEmpty)
            {
                places[length] = at;
            }

            int units = (valid ? rune : Rune.ReplacementChar).EncodeToUtf16(chars[length..]);
            if (units == 2 && !places.IsEmpty)
            {
                places[length + 1] = at;
            }

            length += units;
            at += valid ? used : 1;
        }

        if (!places.IsEmpty)
        {
            places[length] = at;
        }

        return length;
    }

    private static ITextSearcher Build(RegexNode node, string pattern)
    {
        if (pattern.Length > LongestOnEngine)
        {
            throw new RegexSyntaxException("expression too large", pattern);
        }

        try
        {
            return DotNetRegexWriter.CanWrite(node) ? new DotNetSearcher(node) : new PikeSearcher(node);
        }
        catch (NotSupportedException) when (DotNetRegexWriter.CanWrite(node))
        {
            // Too large for it; the other engine is slower but takes more.
        }
        catch (NotSupportedException)
        {
            throw new RegexSyntaxException("expression too large", pattern);
        }

        try
        {
            return new PikeSearcher(node);
        }
        catch (NotSupportedException)
        {
            throw new RegexSyntaxException("expression too large", pattern);
        }
    }
}
