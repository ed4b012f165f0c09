using System.Buffers.Binary;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>
/// Remembers which label a key stands for, for each place in nested objects: the names are made once for each spelling, not for each line. Forgets all when lines have too many different keys.
/// </summary>
internal sealed class KeyPaths(NameTable names, ParserHints hints)
{
    /// <summary>Where keys are not nested.</summary>
    public const int Root = -1;

    /// <summary>The label of a key that there is none for, or that nothing needs.</summary>
    public const int None = -1;

    private const int Most = 1 << 16;

    private LabelSetTable _paths = new();
    private Path[] _known = new Path[64];
    private byte[] _scratch = new byte[256];

    /// <summary>The path of a key below another path; valid until <see cref="Find"/> forgets, which it does only for a key of the root.</summary>
    public int Find(int parent, ReadOnlySpan<byte> key)
    {
        if (parent == Root && _paths.Count > Most)
        {
            _paths = new LabelSetTable();
        }

        if (key.Length + sizeof(int) > _scratch.Length)
        {
            _scratch = new byte[2 * (key.Length + sizeof(int))];
        }

        BinaryPrimitives.WriteInt32LittleEndian(_scratch, parent);
        key.CopyTo(_scratch.AsSpan(sizeof(int)));
        int path = _paths.GetOrAdd(_scratch.AsSpan(0, key.Length + sizeof(int)), out bool added);
        if (added)
        {
            Add(path, parent, key);
        }

        return path;
    }

    /// <summary>The label of a path; <see cref="None"/> when there is none that matters.</summary>
    public int LabelOf(int path) => _known[path].Label;

    /// <summary>May something below the path matter?</summary>
    public bool LeadsOn(int path) => _known[path].LeadsOn;

    private void Add(int path, int parent, ReadOnlySpan<byte> key)
    {
        if (path >= _known.Length)
        {
            Array.Resize(ref _known, 2 * path);
        }

        byte[] above = parent == Root ? [] : _known[parent].Name;
        byte[] name = new byte[above.Length + key.Length + 1 + LabelKey.Growth];
        above.CopyTo(name, 0);
        int length = above.Length;
        if (length > 0 && !LabelKey.IsBlank(key))
        {
            name[length++] = (byte)'_';
        }

        name = name[..LabelKey.Append(key, name, length)];
        _known[path] = new Path(name, name.Length > 0 && hints.WantsName(name) ? names.GetOrAdd(name) : None, hints.WantsPrefix(name));
    }

    private readonly record struct Path(byte[] Name, int Label, bool LeadsOn);
}
