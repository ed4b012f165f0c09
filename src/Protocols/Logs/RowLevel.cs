using System.Buffers.Text;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.Common.Logs;

namespace Orleans.Obs.Protocols.Logs;

/// <summary>
/// Decides on the level of a row: its metadata may state it as such; otherwise the stream's labels, the metadata under one of the usual names, OpenTelemetry's severity number and the line
/// are looked at in this order.
/// </summary>
internal sealed class RowLevel
{
    private readonly ByteBuffer _noted = new();
    private int _rank;
    private bool _isStated;
    private bool _hasNumber;
    private long _number;

    /// <summary>Starts with a new row.</summary>
    public void Clear()
    {
        _rank = int.MaxValue;
        (_isStated, _hasNumber) = (false, false);
    }

    /// <summary>Looks at a pair of metadata; returns the value to store.</summary>
    public ReadOnlySpan<byte> Note(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual(LogLevels.MetadataNameUtf8))
        {
            _isStated = true;
            return LevelNames.Normalize(value);
        }

        if (name.SequenceEqual("severity_number"u8))
        {
            _hasNumber = true;
            _number = Utf8Parser.TryParse(value, out long number, out int used) && used == value.Length ? number : UnreadableNumber;
        }
        else if (LevelNames.RankOfKey(name) is >= 0 and var rank && rank < _rank)
        {
            _rank = rank;
            _noted.Clear();
            _noted.Append(LevelNames.Normalize(value));
        }

        return value;
    }

    /// <summary>The level to add; empty when the metadata state it.</summary>
    public ReadOnlySpan<byte> Decide(ReadOnlySpan<byte> ofStream, ReadOnlySpan<byte> line) =>
        _isStated ? default
        : !ofStream.IsEmpty ? ofStream
        : _rank < int.MaxValue ? _noted.Written
        : _hasNumber ? LevelNames.OfSeverityNumber(_number)
        : LevelDetector.Detect(line);

    // Loki takes what is no number for information.
    private const long UnreadableNumber = 9;
}
