using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>What is known of some samples of a window, so that more samples can be added, and what is known of others, in any order.</summary>
internal interface IPartial<T>
    where T : struct, IPartial<T>
{
    /// <summary>True when there was no sample.</summary>
    bool IsEmpty { get; }

    void Add(in RangeSample sample);

    void Merge(in T other);

    /// <summary>The window's value.</summary>
    double Result(in WindowContext window);

    void Write(WireWriter writer);

    static abstract T Read(ref WireReader reader);
}
