using System.Text;
using Orleans.Obs.Query.Common.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Labels;

/// <summary>
/// Numbers the names of labels, so that a pipeline compares numbers. One for each evaluation; not thread-safe. The first numbers are those of the labels that tell errors.
/// </summary>
internal sealed class NameTable
{
    public const int Error = 0;
    public const int ErrorDetails = 1;
    public const int PreserveError = 2;

    private readonly LabelSetTable _names = new();
    private int[] _extracted = new int[16];

    public NameTable()
    {
        GetOrAdd("__error__"u8);
        GetOrAdd("__error_details__"u8);
        GetOrAdd("__preserve_error__"u8);
    }

    private static ReadOnlySpan<byte> Suffix => "_extracted"u8;

    public int Count => _names.Count;

    public ReadOnlySpan<byte> this[int name] => _names[name].Bytes;

    public int GetOrAdd(ReadOnlySpan<byte> name) => _names.GetOrAdd(name);

    public int GetOrAdd(string name) => GetOrAdd(Encoding.UTF8.GetBytes(name));

    /// <summary>The number of a name, or -1 when no row has had it yet.</summary>
    public int Find(ReadOnlySpan<byte> name) => _names.IndexOf(name);

    /// <summary>The name that a parsed label gets where the stream or its metadata have the name already.</summary>
    public int ExtractedOf(int name)
    {
        if (name >= _extracted.Length)
        {
            int length = _extracted.Length;
            Array.Resize(ref _extracted, Math.Max(2 * length, name + 1));
        }

        // Zero is the number of a name that nothing is extracted to.
        if (_extracted[name] == 0)
        {
            ReadOnlySpan<byte> plain = this[name];
            byte[] extracted = [.. plain, .. Suffix];
            _extracted[name] = GetOrAdd(extracted);
        }

        return _extracted[name];
    }
}
