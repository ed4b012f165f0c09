namespace Orleans.Obs.Grains.Abstractions;

/// <summary>Whether something was done.</summary>
/// <param name="Status">Ok when it was.</param>
/// <param name="Message">Why, when it was not.</param>
[GenerateSerializer, Immutable, Alias("obs.acknowledgement")]
public sealed record Acknowledgement([property: Id(0)] ReplyStatus Status, [property: Id(1)] string Message = "")
{
    /// <summary>Done.</summary>
    public static Acknowledgement Done { get; } = new(ReplyStatus.Ok);
}
