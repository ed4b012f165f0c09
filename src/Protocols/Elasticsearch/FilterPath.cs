namespace Orleans.Obs.Protocols.Elasticsearch;

/// <summary>
/// The parameter <c>filter_path</c>: which parts of an answer a client wants, as dotted paths separated by commas. An asterisk stands for any name or part of one, two for any number of
/// names, a leading minus takes away.
/// </summary>
public sealed class FilterPath
{
    private readonly string[][] _wanted;
    private readonly string[][] _unwanted;

    private FilterPath(string[][] wanted, string[][] unwanted) => (_wanted, _unwanted) = (wanted, unwanted);

    /// <summary>Wants everything.</summary>
    public static FilterPath All { get; } = new([], []);

    /// <summary>Reads the parameter.</summary>
    public static FilterPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] paths = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return paths.Length == 0 ? All : new FilterPath(
            [.. paths.Where(static path => path[0] != '-').Select(static path => path.Split('.'))],
            [.. paths.Where(static path => path[0] == '-').Select(static path => path[1..].Split('.'))]);
    }

    /// <summary>Whether a value at a path is wanted. Arrays take part in paths by their items only.</summary>
    public bool Includes(params ReadOnlySpan<string> path)
    {
        foreach (string[] pattern in _unwanted)
        {
            if (Covers(pattern, path))
            {
                return false;
            }
        }

        foreach (string[] pattern in _wanted)
        {
            if (Covers(pattern, path))
            {
                return true;
            }
        }

        return _wanted.Length == 0;
    }

    /// <summary>Whether a pattern names the path or something that it lies in.</summary>
    private static bool Covers(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty)
        {
            return true;
        }

        if (pattern[0] == "**")
        {
            return Covers(pattern[1..], path) || (!path.IsEmpty && Covers(pattern, path[1..]));
        }

        return !path.IsEmpty && Wildcard.Matches(pattern[0], path[0]) && Covers(pattern[1..], path[1..]);
    }
}
