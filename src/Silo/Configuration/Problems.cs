using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Gathers everything that is wrong with a section, each under the key that the user has to change.</summary>
internal sealed class Problems(string section)
{
    private readonly List<string> _found = [];

    public ValidateOptionsResult Result => _found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_found);

    public Problems Require(bool holds, string key, string what)
    {
        if (!holds)
        {
            _found.Add($"{section}:{key} {what}");
        }

        return this;
    }

    /// <summary>Notes a problem that was found elsewhere; null: there is none.</summary>
    public Problems RequireNot(string? problem, string key) => Require(problem is null, key, problem ?? "");

    public Problems RequirePort(int port, string key) => Require(port is > 0 and <= 65535, key, $"must be a port from 1 to 65535, not {port}");

    public Problems RequirePortOrNone(int? port, string key) => Require(port is null or (>= 0 and <= 65535), key, $"must be a port from 1 to 65535, or 0 for none, not {port}");

    public Problems RequireNotNegative(double value, string key) => Require(value >= 0, key, "must not be negative");

    public Problems RequireOneOf<T>(T value, string key)
        where T : struct, Enum =>
        Require(Enum.IsDefined(value), key, $"must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
}
