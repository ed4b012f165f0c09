using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Grains.Tenants;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TenantLayout))]
[JsonSerializable(typeof(TenantLimits))]
[JsonSerializable(typeof(KeyRing))]
[JsonSerializable(typeof(MetricUseTable))]
internal sealed partial class TenantJson : JsonSerializerContext;
