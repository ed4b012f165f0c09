using Microsoft.Extensions.Logging.Console;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>One line per state change on the console: ours from Information, everybody else's from Warning, unless the Logging section says otherwise.</summary>
internal static class ConsoleLogging
{
    public static void Configure(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Orleans.Obs", LogLevel.Information);

        // These two warn at every start, of a garbage collector that we chose and of a clock that has not run yet.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // Says what we say ourselves while there is no silo to connect to.
        logging.AddFilter("Orleans.Messaging.GatewayManager", LogLevel.Error);
        logging.AddConfiguration(configuration.GetSection("Logging"));
    }
}
