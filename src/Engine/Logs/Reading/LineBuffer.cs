using System.Numerics;

namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>Lines in one contiguous piece of memory, reused from group to group. Line i lies between offsets i and i + 1 and belongs to the row <c>Rows[i]</c>.</summary>
public sealed class LineBuffer
{
    private byte[] _bytes = [];
    private int[] _offsets = [0];
    private int[] _rows = [];

    /// <summary>How many lines there are.</summary>
    public int Count { get; private set; }

    /// <summary>All lines, one behind the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _offsets[Count]);

    /// <summary>Where each line begins, and where the last one ends.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Count + 1);

    /// <summary>The row of each line, ascending.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>The line at a place.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_offsets[index], _offsets[index + 1] - _offsets[index]);

    /// <summary>Empties the buffer and makes room, keeping memory: <paramref name="bytes"/> bytes and <paramref name="lines"/> lines.</summary>
    internal (byte[] Bytes, int[] Offsets, int[] Rows) Prepare(int bytes, int lines)
    {
        Count = 0;
        _bytes = _bytes.Length >= bytes ? _bytes : new byte[Rounded(bytes)];
        _offsets = _offsets.Length > lines ? _offsets : new int[Rounded(lines + 1)];
        _rows = _rows.Length >= lines ? _rows : new int[Rounded(lines)];
        _offsets[0] = 0;
        return (_bytes, _offsets, _rows);
    }

    /// <summary>Takes over what was written into the prepared arrays.</summary>
    internal void Complete(int lines) => Count = lines;

    private static int Rounded(int size) => size > 1 << 29 ? size : (int)BitOperations.RoundUpToPowerOf2((uint)size);
}
