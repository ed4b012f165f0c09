using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Syntax;

public sealed class FunctionTableTests
{
    [Theory]
    [InlineData("rate", "Vector rate(Matrix) 0")]
    [InlineData("round", "Vector round(Vector,Scalar) 1")]
    [InlineData("label_join", "Vector label_join(Vector,String,String,String) -1")]
    [InlineData("histogram_quantiles", "Vector histogram_quantiles(Vector,String,Scalar,Scalar) 9")]
    [InlineData("scalar", "Scalar scalar(Vector) 0")]
    [InlineData("pi", "Scalar pi() 0")]
    public void Functions_are_declared(string name, string declaration)
    {
        FunctionSignature function = FunctionTable.Find(name)!;
        Assert.Equal(declaration, $"{function.Returns} {function.Name}({string.Join(',', function.Parameters)}) {function.Variadic}");
    }

    [Fact]
    public void Every_name_is_found_and_unknown_ones_are_not()
    {
        Assert.Equal(90, FunctionTable.All.Length);
        Assert.All(FunctionTable.All, f => Assert.Same(f, FunctionTable.Find(f.Name)));
        Assert.Null(FunctionTable.Find("Rate"));
        Assert.Null(FunctionTable.Find("holt_winters"));
    }
}
