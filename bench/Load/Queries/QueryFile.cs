namespace Orleans.Obs.Load.Queries;

/// <summary>A file of queries: one <c>kind TAB query</c> a line, the kind being i (instant), r (range) or d (a day). Other lines are comments.</summary>
internal static class QueryFile
{
    public static async Task<IReadOnlyList<(QueryKind Kind, string Text)>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var queries = new List<(QueryKind, string)>();
        foreach (string line in await File.ReadAllLinesAsync(path, cancellationToken))
        {
            if (line.Length > 2 && line[1] == '\t' && KindOf(line[0]) is { } kind)
            {
                queries.Add((kind, line[2..]));
            }
        }

        return queries;
    }

    private static QueryKind? KindOf(char letter) => letter switch
    {
        'i' => QueryKind.Instant,
        'r' => QueryKind.Range,
        'd' => QueryKind.Day,
        _ => null,
    };
}
