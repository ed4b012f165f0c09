namespace Orleans.Obs.Grains.Abstractions;

/// <summary>How a call to a shard ended. What an edge must tell apart travels as a value; exceptions are for defects and lost calls.</summary>
[GenerateSerializer, Alias("obs.reply-status")]
public enum ReplyStatus : byte
{
    /// <summary>Done as the reply says.</summary>
    Ok = 0,

    /// <summary>Not now: the store or the log does not answer. Whether anything happened is unknown; the same request may be sent again.</summary>
    Unavailable = 1,

    /// <summary>Nothing was done because too much is waiting already or memory is short. The same request may be sent again.</summary>
    Overloaded = 2,

    /// <summary>The request can't be answered whenever it is sent: a limit, a malformed body. The message says why.</summary>
    Failed = 3,

    /// <summary>
    /// The shard changes hands: the same request may be sent again at once and reaches the next owner. Whether anything happened is unknown.
    /// </summary>
    Moved = 4,
}
