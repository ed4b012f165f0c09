using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Testing;

/// <summary>A tenant's logs in plain lists, split into shards by the hash of the stream; each shard executes plans as a real one does.</summary>
public sealed class InMemoryLogs : ILogsShards
{
    private readonly InMemoryLogShard[] _shards;
    private readonly List<(LabelSet Stream, InMemoryLogRow Row)> _rows = [];

    /// <summary>Creates empty shards.</summary>
    /// <param name="shards">How many shards.</param>
    /// <param name="groupRows">How many rows make a group.</param>
    public InMemoryLogs(int shards = 4, int groupRows = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        _shards = [.. Enumerable.Range(0, shards).Select(_ => new InMemoryLogShard(groupRows))];
    }

    public int Count => _shards.Length;

    /// <summary>Everything that was appended, in order of arrival.</summary>
    public IReadOnlyList<(LabelSet Stream, InMemoryLogRow Row)> Rows => _rows;

    /// <summary>One shard as query languages see it.</summary>
    public ILogsReader this[int shard] => _shards[shard];

    /// <summary>Appends a row; false when the stream has the same one already.</summary>
    public bool Append(LabelSet stream, InMemoryLogRow row)
    {
        bool isNew = _shards[(int)(stream.Hash % (uint)_shards.Length)].Append(stream, row);
        if (isNew)
        {
            _rows.Add((stream, row));
        }

        return isNew;
    }

    public ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken) =>
        LogsPlanExecutor.ExecuteAsync(_shards[shard], plan, cancellationToken);
}
