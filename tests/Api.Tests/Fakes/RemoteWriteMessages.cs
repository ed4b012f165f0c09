using Orleans.Obs.Protocols.Tests;

namespace Orleans.Obs.Api.Tests.Fakes;

/// <summary>Builds remote write messages.</summary>
internal static class RemoteWriteMessages
{
    /// <summary>A version 1 TimeSeries.</summary>
    public static ProtoMessage Series((string Name, string Value)[] labels, params (long Time, double Value)[] samples)
    {
        var series = new ProtoMessage();
        foreach ((string name, string value) in labels)
        {
            series.Message(1, new ProtoMessage().Text(1, name).Text(2, value));
        }

        foreach ((long time, double value) in samples)
        {
            series.Message(2, new ProtoMessage().Double(1, value).Int64(2, time));
        }

        return series;
    }

    /// <summary>A version 1 request of one series.</summary>
    public static ProtoMessage Request((string Name, string Value)[] labels, params (long Time, double Value)[] samples) => new ProtoMessage().Message(1, Series(labels, samples));

    /// <summary>A version 2 request; each series is its references and its samples.</summary>
    public static ProtoMessage Request2(string[] symbols, params (uint[] References, long Time, double Value)[] series)
    {
        var message = new ProtoMessage();
        foreach (string symbol in symbols)
        {
            message.Text(4, symbol);
        }

        foreach ((uint[] references, long time, double value) in series)
        {
            message.Message(5, new ProtoMessage().PackedVarint(1, references).Message(2, new ProtoMessage().Double(1, value).Int64(2, time)));
        }

        return message;
    }
}
