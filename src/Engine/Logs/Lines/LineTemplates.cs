using System.IO.Hashing;

namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>
/// The templates of the lines of one group of rows, found by key; number 0 is <see cref="LineTemplate.Whole"/>. There is a bound to their number: lines that would need more are kept whole.
/// Not thread-safe, but the list only grows.
/// </summary>
internal sealed class LineTemplates
{
    public const int MaxTemplates = 4096;

    private const int MaxShapes = 4096;

    private readonly List<LineTemplate> _templates = [LineTemplate.Whole];
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly Dictionary<ulong, LineShape> _shapes = [];

    /// <summary>How many there are.</summary>
    public int Count => _templates.Count;

    public LineTemplate this[int number] => _templates[number];

    /// <summary>A set for the next group that knows what this one has learned: the words that vary, but no templates.</summary>
    public LineTemplates Next()
    {
        var next = new LineTemplates();
        foreach ((ulong key, LineShape shape) in _shapes)
        {
            if (shape.Variables != 0)
            {
                shape.ForgetTemplates();
                next._shapes.Add(key, shape);
            }
        }

        return next;
    }

    /// <summary>
    /// The number of the template of a line that was taken apart, which may take it apart again. 0 when it must be kept whole: then the tokenizer's parts do not count.
    /// </summary>
    public int NumberOf(ReadOnlySpan<byte> line, LineTokenizer tokenizer)
    {
        if (TryFind(tokenizer.Key, out int number, out ulong hash))
        {
            return number;
        }

        if (_templates.Count == MaxTemplates && _shapes.Count == MaxShapes)
        {
            return 0;
        }

        tokenizer.Generalize(line, ulong.MaxValue);
        ulong shapeHash = XxHash3.HashToUInt64(tokenizer.Key);
        if (!_shapes.TryGetValue(shapeHash, out LineShape? shape))
        {
            if (_shapes.Count == MaxShapes)
            {
                return 0;
            }

            _shapes.Add(shapeHash, shape = new LineShape());
        }

        tokenizer.Generalize(line, shape.Variables);
        if (shape.Variables != 0 && TryFind(tokenizer.Key, out number, out hash))
        {
            return number;
        }

        if (_templates.Count == MaxTemplates)
        {
            return 0;
        }

        number = _templates.Count;
        _templates.Add(new LineTemplate(tokenizer.Key.ToArray()));
        _numbers.TryAdd(hash, number);
        if (shape.Add(number, line, tokenizer.Words))
        {
            // From now on their lines go to more general ones.
            foreach (int obsolete in shape.Templates)
            {
                if (_numbers.TryGetValue(_templates[obsolete].Hash, out int known) && known == obsolete)
                {
                    _numbers.Remove(_templates[obsolete].Hash);
                }
            }

            shape.ForgetTemplates();
        }

        return number;
    }

    private bool TryFind(ReadOnlySpan<byte> key, out int number, out ulong hash)
    {
        hash = XxHash3.HashToUInt64(key);
        return _numbers.TryGetValue(hash, out number) && key.SequenceEqual(_templates[number].Key);
    }
}
