using System.Text;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Documents;

/// <summary>
/// A record of any shape as shippers of documents send it, as a flat list of fields: those of nested objects are named <c>outer.inner</c>, arrays are JSON text, nothing is left of
/// nulls. Reusable, so that a document allocates nothing once the memory has grown. Not thread-safe.
/// </summary>
public sealed class LogDocument
{
    private readonly ByteBuffer _text = new();
    private readonly ByteBuffer _path = new();
    private readonly List<int> _outer = [];
    private readonly List<Field> _fields = [];

    /// <summary>How many fields there are.</summary>
    public int Count => _fields.Count;

    /// <summary>How deep the object is in which fields are added now.</summary>
    internal int Depth => _outer.Count;

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        _text.Clear();
        _path.Clear();
        _outer.Clear();
        _fields.Clear();
    }

    /// <summary>A field's name.</summary>
    public ReadOnlySpan<byte> NameOf(int field) => _text.Written.Slice(_fields[field].Name, _fields[field].NameLength);

    /// <summary>A field's value.</summary>
    public ReadOnlySpan<byte> ValueOf(int field) => _text.Written.Slice(_fields[field].Value, _fields[field].ValueLength);

    /// <summary>Whether a field was a number.</summary>
    public bool IsNumber(int field) => _fields[field].IsNumber;

    /// <summary>The index of the field with a name, which is ASCII; -1 when there is none.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < _fields.Count; i++)
        {
            if (_fields[i].NameLength == name.Length && Ascii.Equals(NameOf(i), name))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Adds a field of the object that is open now.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNumber = false)
    {
        int start = BeginField(name);
        _text.Append(value);
        EndField(start, isNumber);
    }

    /// <summary>Begins a field whose value is then written into the buffer; the result goes to <see cref="EndField"/>.</summary>
    internal int BeginField(ReadOnlySpan<byte> name)
    {
        int start = _text.Length;
        _text.Append(_path.Written);
        _text.Append(name);
        _fields.Add(new Field(start, _text.Length - start, _text.Length, 0, false));
        return start;
    }

    /// <summary>What values are written into between <see cref="BeginField"/> and <see cref="EndField"/>.</summary>
    internal ByteBuffer Value => _text;

    /// <summary>Ends a field. One without a value is none.</summary>
    internal void EndField(int start, bool isNumber = false)
    {
        Field field = _fields[^1];
        if (_text.Length == field.Value)
        {
            _fields.RemoveAt(_fields.Count - 1);
            _text.Truncate(start);
        }
        else
        {
            _fields[^1] = field with { ValueLength = _text.Length - field.Value, IsNumber = isNumber };
        }
    }

    /// <summary>Opens a nested object.</summary>
    internal void Push(ReadOnlySpan<byte> name)
    {
        _outer.Add(_path.Length);
        _path.Append(name);
        _path.Append((byte)'.');
    }

    /// <summary>Closes the object that was opened last.</summary>
    internal void Pop()
    {
        _path.Truncate(_outer[^1]);
        _outer.RemoveAt(_outer.Count - 1);
    }

    private readonly record struct Field(int Name, int NameLength, int Value, int ValueLength, bool IsNumber);
}
