using Azure.Data.Tables;

namespace Orleans.Obs.Azure.Tables;

/// <summary>What rows of tables have in common.</summary>
internal static class TableRow
{
    /// <summary>The column in which the client keeps a row's ETag.</summary>
    public const string ETag = "odata.etag";

    /// <summary>The longest key, in characters.</summary>
    private const int MaxKeyLength = 1023;

    /// <summary>A text as part of a key, where some characters are not allowed.</summary>
    /// <exception cref="ArgumentException">It is too long for a key.</exception>
    public static string ToKey(string text) => text.Length <= MaxKeyLength
        ? text.Replace('/', '_').Replace('\\', '_').Replace('#', '_').Replace('?', '_')
        : throw new ArgumentException($"a key of {text.Length} characters is too long for a table: {text[..64]}...", nameof(text));

    /// <summary>Are all columns of <paramref name="wanted"/> the same in <paramref name="row"/>?</summary>
    public static bool HasColumnsOf(TableEntity row, TableEntity wanted) =>
        wanted.Where(static column => column.Value is string).All(column => row.TryGetValue(column.Key, out object? found) && column.Value.Equals(found));
}
