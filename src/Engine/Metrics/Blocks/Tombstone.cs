using System.Text;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>A deletion as the manifest keeps it until compaction has carried it out everywhere.</summary>
/// <param name="Sequence">Its number in the shard's counter of layers (cuts and deletions): only layers below it are affected.</param>
/// <param name="MinTime">The first deleted millisecond.</param>
/// <param name="MaxTime">The last deleted millisecond.</param>
/// <param name="Matchers">All must hold for a series to be affected.</param>
/// <param name="Created">When it was asked for, Unix milliseconds.</param>
public sealed record Tombstone(long Sequence, long MinTime, long MaxTime, IReadOnlyList<TombstoneMatcher> Matchers, long Created = 0)
{
    /// <summary>Reads what a manifest says of a deletion.</summary>
    /// <exception cref="CorruptBlockException">The selector is not one that <see cref="ToManifest"/> wrote.</exception>
    public static Tombstone Of(ManifestTombstone tombstone)
    {
        ArgumentNullException.ThrowIfNull(tombstone);
        return new Tombstone(tombstone.Sequence, tombstone.MinTime, tombstone.MaxTime, TombstoneSelector.Parse(tombstone.Selector), tombstone.Created);
    }

    /// <summary>What a manifest says of the deletion.</summary>
    public ManifestTombstone ToManifest() => new(TombstoneSelector.Format(Matchers), MinTime, MaxTime, Created, Sequence);

    /// <summary>Makes the deletion applicable; <paramref name="regex"/> compiles an anchored regular expression.</summary>
    public SeriesDeletion Compile(Func<string, IValuePattern> regex)
    {
        ArgumentNullException.ThrowIfNull(regex);
        var matchers = new SeriesMatcher[Matchers.Count];
        for (int i = 0; i < matchers.Length; i++)
        {
            TombstoneMatcher matcher = Matchers[i];
            bool isRegex = matcher.Operator is TombstoneOperator.Matches or TombstoneOperator.NotMatches;
            bool negated = matcher.Operator is TombstoneOperator.NotEqual or TombstoneOperator.NotMatches;
            IValuePattern pattern = isRegex ? regex(matcher.Value) : new LiteralPattern(matcher.Value);
            matchers[i] = new SeriesMatcher(Encoding.UTF8.GetBytes(matcher.Name), pattern, negated);
        }

        return new SeriesDeletion(Sequence, matchers, MinTime, MaxTime);
    }
}
