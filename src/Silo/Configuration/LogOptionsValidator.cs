using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class LogOptionsValidator : IValidateOptions<LogOptions>
{
    public ValidateOptionsResult Validate(string? name, LogOptions options) => new Problems(LogOptions.Section)
        .Require(options.FlushInterval.Milliseconds <= 10_000, nameof(options.FlushInterval), "must be at most 10s")
        .Require(options.SegmentSize.Bytes is >= 1 << 20 and <= 4L << 30, nameof(options.SegmentSize), "must be from 1MiB to 4GiB")
        .Result;
}
