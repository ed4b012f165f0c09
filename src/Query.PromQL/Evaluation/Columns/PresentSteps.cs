using System.Numerics;

namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>Enumerates the set bits of a presence bitmap. Each word is copied when it is entered, so the current step may be removed on the way.</summary>
internal ref struct PresentSteps(ReadOnlySpan<ulong> presence)
{
    private readonly ReadOnlySpan<ulong> _presence = presence;
    private ulong _rest = presence.IsEmpty ? 0 : presence[0];
    private int _word;

    public int Current { get; private set; }

    public readonly PresentSteps GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_rest == 0)
        {
            if (++_word >= _presence.Length)
            {
                return false;
            }

            _rest = _presence[_word];
        }

        Current = (_word << 6) + BitOperations.TrailingZeroCount(_rest);
        _rest &= _rest - 1;
        return true;
    }
}
