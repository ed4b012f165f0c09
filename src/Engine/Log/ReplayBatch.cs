namespace Orleans.Obs.Engine.Log;

/// <summary>Some records of one shard, in order; valid until the next batch is asked for. Enumerate with <c>foreach</c>.</summary>
public readonly struct ReplayBatch
{
    private readonly byte[] _segment;
    private readonly IReadOnlyList<int> _frames;

    internal ReplayBatch(byte[] segment, IReadOnlyList<int> frames) => (_segment, _frames) = (segment, frames);

    /// <summary>How many records; at least one.</summary>
    public int Count => _frames.Count;

    /// <summary>The number of the last record.</summary>
    public ulong LastSequence => LogFormat.ReadRecord(_segment, _frames[^1]).Sequence;

    /// <summary>Walks the records.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks the records of a batch.</summary>
    public ref struct Enumerator
    {
        private readonly ReplayBatch _batch;
        private int _index;

        internal Enumerator(ReplayBatch batch) => (_batch, _index) = (batch, -1);

        /// <summary>The record reached.</summary>
        public readonly ReplayRecord Current => LogFormat.ReadRecord(_batch._segment, _batch._frames[_index]);

        /// <summary>Goes to the next record; false behind the last.</summary>
        public bool MoveNext() => ++_index < _batch._frames.Count;
    }
}
