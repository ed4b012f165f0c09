using System.Security.Cryptography;
using System.Text;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>
/// The server's side of the forward protocol's handshake, in which both prove that they know a key: HELO with a nonce, the client's PING with its proof, PONG with ours.
/// </summary>
/// <param name="sharedKey">The key.</param>
/// <param name="hostName">Our name, which must differ from the client's.</param>
/// <param name="nonce">Sixteen random bytes, new for every connection.</param>
public sealed class ForwardHandshake(string sharedKey, string hostName, byte[] nonce)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(sharedKey);
    private readonly byte[] _hostName = Encoding.UTF8.GetBytes(hostName);

    /// <summary>Writes what the server says first.</summary>
    public void WriteHelo(ByteBuffer destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        MsgPackOutput.Array(2, destination);
        MsgPackOutput.Text("HELO"u8, destination);
        MsgPackOutput.Map(3, destination);
        MsgPackOutput.Text("nonce"u8, destination);
        MsgPackOutput.Text(nonce, destination);
        MsgPackOutput.Text("auth"u8, destination);
        MsgPackOutput.Text(default, destination);
        MsgPackOutput.Text("keepalive"u8, destination);
        MsgPackOutput.Boolean(true, destination);
    }

    /// <summary>Judges a client's PING and writes the answer; true when the client may go on.</summary>
    /// <exception cref="Protobuf.MalformedMessageException">It is no PING.</exception>
    public bool Answer(ReadOnlySpan<byte> ping, ByteBuffer destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var reader = new MsgPackReader(ping);
        if (reader.ReadArrayHeader() != 6 || !reader.ReadBytes().SequenceEqual("PING"u8))
        {
            MsgPackReader.Fail();
        }

        ReadOnlySpan<byte> client = reader.ReadBytes(), salt = reader.ReadBytes(), proof = reader.ReadBytes();
        Span<byte> expected = stackalloc byte[SHA512.HashSizeInBytes * 2];
        Prove(salt, client, expected);
        string reason = client.SequenceEqual(_hostName) ? "same hostname between input and output: invalid configuration"
            : CryptographicOperations.FixedTimeEquals(expected, proof) ? ""
            : "shared_key mismatch";
        MsgPackOutput.Array(5, destination);
        MsgPackOutput.Text("PONG"u8, destination);
        MsgPackOutput.Boolean(reason.Length == 0, destination);
        MsgPackOutput.Text(Encoding.UTF8.GetBytes(reason), destination);
        MsgPackOutput.Text(_hostName, destination);
        Prove(salt, _hostName, expected);
        MsgPackOutput.Text(reason.Length == 0 ? expected : default, destination);
        return reason.Length == 0;
    }

    /// <summary>Hexadecimal SHA-512 of salt, name, nonce and key.</summary>
    private void Prove(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> name, Span<byte> proof)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(salt);
        hash.AppendData(name);
        hash.AppendData(nonce);
        hash.AppendData(_key);
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        Convert.TryToHexStringLower(digest, proof, out _);
    }
}
