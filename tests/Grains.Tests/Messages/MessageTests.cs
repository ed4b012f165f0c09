using System.Buffers;
using System.Text;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Serialization;

namespace Orleans.Obs.Grains.Tests.Messages;

public sealed class MessageTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    [Fact]
    public void An_append_is_passed_by_reference_within_a_process()
    {
        var append = new MetricsAppend(new byte[] { 1, 2, 3 });

        Assert.Same(append, Services.GetRequiredService<DeepCopier>().Copy(append));
    }

    [Fact]
    public void A_reply_survives_the_wire()
    {
        var reply = new MetricsAppendReply(ReplyStatus.Ok, 1, 2, 3, [new(MetricsRejectReason.TooOld, 4, "old"), new(MetricsRejectReason.SeriesLimit, 1, "many")], 5, "text");
        Serializer serializer = Services.GetRequiredService<Serializer>();

        MetricsAppendReply back = serializer.Deserialize<MetricsAppendReply>(serializer.SerializeToArray(reply))!;

        Assert.Equal(reply with { Rejections = default }, back with { Rejections = default });
        Assert.Equal(reply.Rejections.AsEnumerable(), back.Rejections);
    }

    [Fact]
    public void Reasons_of_rejections_mirror_the_engine()
    {
        Assert.Equal(
            Enum.GetValues<RejectReason>().Select(reason => ((byte)reason, reason.ToString())),
            Enum.GetValues<MetricsRejectReason>().Select(reason => ((byte)reason, reason.ToString())));
    }

    [Fact]
    public void Packed_label_sets_come_back_as_they_were() => Gen.Byte.Array[0, 50].Array[0, 20].Sample(sets =>
    {
        var packed = new ArrayBufferWriter<byte>();
        foreach (byte[] set in sets)
        {
            PackedLabelSets.Write(packed, set);
        }

        return PackedLabelSets.Read(packed.WrittenMemory).Select(set => set.ToArray()).SequenceEqual(sets, Comparer);
    });

    [Fact]
    public void Damaged_packed_label_sets_are_a_format_error() => Gen.Byte.Array[0, 30].Sample(bytes =>
    {
        try
        {
            return PackedLabelSets.Read(bytes).Sum(set => set.Length) <= bytes.Length;
        }
        catch (FormatException)
        {
            return true;
        }
    });

    [Theory]
    [InlineData("anonymous/0", "anonymous", 0)]
    [InlineData("a.b-c_D/15", "a.b-c_D", 15)]
    public void A_shards_key_is_read_back(string key, string tenant, int slot)
    {
        Assert.Equal(new ShardGrainKey(tenant, slot), ShardGrainKey.Parse(key));
        Assert.Equal(key, new ShardGrainKey(tenant, slot).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("/1")]
    [InlineData("a/")]
    [InlineData("a/-1")]
    [InlineData("a/b/1")]
    [InlineData("../1")]
    [InlineData("a b/1")]
    [InlineData("a/99999999999")]
    public void Anything_else_is_no_key(string key) => Assert.Throws<FormatException>(() => ShardGrainKey.Parse(key));

    [Fact]
    public void Names_of_tenants_are_bounded()
    {
        Assert.True(TenantName.IsValid(new string('x', TenantName.MaxLength)));
        Assert.False(TenantName.IsValid(new string('x', TenantName.MaxLength + 1)));
    }

    private static readonly EqualityComparer<byte[]> Comparer = EqualityComparer<byte[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), bytes => Encoding.Latin1.GetString(bytes).GetHashCode(StringComparison.Ordinal));
}
