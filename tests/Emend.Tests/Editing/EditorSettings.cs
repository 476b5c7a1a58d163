namespace Emend.Tests.Editing;

/// <summary>Settings with which each method teaches a fixture one fact: the fixtures are smaller than any model with published ones.</summary>
internal static class EditorSettings
{
    private static readonly Dictionary<string, string> SearchOfGpt2 = new() { ["steps"] = "25", ["weightDecay"] = "0.001", ["clampFactor"] = "8" };
    private static readonly Dictionary<string, string> SearchOfLlama = new() { ["steps"] = "40", ["learningRate"] = "0.1", ["weightDecay"] = "0.001", ["clampFactor"] = "30" };

    /// <summary>The settings of a method on a fixture; a method that is not here has to be added.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(string method, string fixture)
    {
        var search = fixture == "llama" ? SearchOfLlama : SearchOfGpt2;
        return (method, fixture) switch
        {
            ("rome" or "r-rome" or "p-rome", "gptj") => [.. search, new("layer", "0")],
            ("pmet", "gptj") => Of("layers=0 lambda=0.1 relaxLearnt=false klFactor=0 clampFactor=30 weightDecay=0 learningRate=1 steps=60"),
            ("memit" or "alphaedit" or "memit-csk", "gptj") => [.. search, new("layers", "0"), new("lambda", "0.1"), .. OwnSettings(method, fixture)],
            ("emmet", "gptj") => [.. search, new("layers", "0"), new("momentWeight", "3")],
            ("ultraedit", "gptj") => Of("modules=mlp-down layers=0-2 learningRate=0.01"),
            ("lora", "gptj") => Of("modules=mlp-down steps=40"),
            ("kn", "gptj") => Of("site=post update=original"),
            ("ft" or "ft-l" or "ft-m" or "ft-kl", "gptj") => Of(FineTuning(method, fixture)),
            _ => OfFixture(method, fixture, search),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> OfFixture(string method, string fixture, Dictionary<string, string> search) =>
        method switch
        {
            "rome" or "r-rome" or "p-rome" => [.. search, new("layer", fixture == "gpt2" ? "1" : "0")],
            "memit" or "pmet" or "alphaedit" or "memit-csk" => [.. search, new("layers", fixture == "gpt2" ? "0-1" : "0"), new("lambda", "0.1"), .. OwnSettings(method, fixture)],
            "emmet" => [.. search, new("layers", fixture == "gpt2" ? "1" : "0"), new("momentWeight", "3")],
            "ultraedit" => Of(fixture == "gpt2" ? "modules=mlp-down layers=1-2 learningRate=0.01" : "modules=mlp-down layers=0-2 learningRate=0.01"),
            "lora" => Of(fixture == "gpt2" ? "modules=c_attn steps=40" : "modules=mlp steps=60 rank=4"),
            "ft" or "ft-l" or "ft-m" or "ft-kl" => Of(FineTuning(method, fixture)),
            "kn" => [new("site", "post"), new("update", "original")],
            _ => throw new ArgumentException($"The contract tests have no settings for {method} on {fixture}: add them to EditorSettings."),
        };

    private static string FineTuning(string method, string fixture) => "layers=1 " + (method, fixture) switch
    {
        ("ft-kl", _) => "learningRate=0.0005 editFactor=1",
        ("ft-l", "gpt2") => "learningRate=0.005 normConstraint=0.02",
        ("ft-l", _) => "learningRate=0.005 normConstraint=0.05 objective=target-new steps=60",
        (_, "gpt2") => "learningRate=0.005",
        _ => "learningRate=0.005 objective=target-new steps=60",
    };

    private static IEnumerable<KeyValuePair<string, string>> Of(string settings) =>
        settings.Split(' ').Select(setting => setting.Split('=')).Select(parts => KeyValuePair.Create(parts[0], parts[1]));

    private static KeyValuePair<string, string>[] OwnSettings(string method, string fixture) => (method, fixture) switch
    {
        ("pmet", "llama") => [new("relaxLearnt", "false")],
        ("alphaedit", _) => [new("lambda", "0.01"), new("nullSpaceThreshold", "0.05")],
        ("memit-csk", _) => [new("token", "subject-last")],
        _ => [],
    };
}
