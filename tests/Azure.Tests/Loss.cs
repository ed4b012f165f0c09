namespace Orleans.Obs.Azure.Tests;

/// <summary>What the network does to one request.</summary>
public enum Loss
{
    /// <summary>It does not reach the store.</summary>
    OfRequest,

    /// <summary>It is carried out, but the answer is lost.</summary>
    OfReply,

    /// <summary>The store is busy.</summary>
    Throttled,
}
