using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Ingest;

/// <summary>Counts what a batch's items were refused for and keeps the first of each reason in words. Costs nothing while nothing is refused.</summary>
internal struct RejectionLog<TReason>
    where TReason : struct, Enum
{
    private List<Rejection<TReason>>? _rejections;

    /// <summary>What was refused so far.</summary>
    public readonly ImmutableArray<Rejection<TReason>> All => _rejections is null ? [] : [.. _rejections];

    /// <summary>Counts refused items of one series.</summary>
    public void Add(TReason reason, int items, string what, ReadOnlySpan<byte> labels)
    {
        if (items == 0)
        {
            return;
        }

        _rejections ??= [];
        int index = _rejections.FindIndex(rejection => EqualityComparer<TReason>.Default.Equals(rejection.Reason, reason));
        if (index >= 0)
        {
            _rejections[index] = _rejections[index] with { Items = _rejections[index].Items + items };
            return;
        }

        _rejections.Add(new Rejection<TReason>(reason, items, $"{what}: {Describe(labels)}"));
    }

    private static string Describe(ReadOnlySpan<byte> labels)
    {
        try
        {
            byte[] copy = labels.ToArray();
            string text = new LabelSet(copy, 0, copy.Length).ToString();
            return text.Length <= 2000 ? text : text[..2000] + "...";
        }
        catch (Exception malformed) when (malformed is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return "(unreadable labels)";
        }
    }
}
