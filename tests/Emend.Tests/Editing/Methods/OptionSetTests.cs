using Emend.Editing.Methods;
using Emend.Editing.Rome;
using Emend.Editing.Values;

namespace Emend.Tests.Editing.Methods;

public sealed class OptionSetTests
{
    [Fact]
    public void With_SetsEveryKindOfOption()
    {
        var settings = new RomeOptions();
        var changed = OptionSet.With(settings,
        [
            new("layer", "3"), new("learningRate", "0.25"), new("secondMoments", "false"), new("keys", "averaged"), new("klPosition", "last"), new("klPrompts", "{} is a|{} was"), new("contexts", "5,3,10,3"),
        ]);
        changed.ShouldBe(new RomeOptions { Layer = 3, LearningRate = 0.25, SecondMoments = false, Keys = RomeKeys.Averaged, KlPosition = KlPosition.Last, KlPrompts = changed.KlPrompts, Contexts = changed.Contexts });
        changed.KlPrompts.ShouldBe(["{} is a", "{} was"]);
        changed.Contexts.ShouldBe([5, 3, 10, 3]);
        settings.ShouldBe(new RomeOptions { KlPrompts = settings.KlPrompts, Contexts = settings.Contexts }, "the settings given stay as they are");
        OptionSet.With(changed, [new("layer", "")]).Layer.ShouldBeNull();
    }

    [Fact]
    public void With_NamesTheNearestOption() =>
        Should.Throw<FormatException>(() => OptionSet.With(new RomeOptions(), [new("lerningRate", "1")])).Message.ShouldContain("learningRate");

    [Theory]
    [InlineData("steps", "many")]
    [InlineData("keys", "all")]
    [InlineData("secondMoments", "perhaps")]
    public void With_RefusesAValueOfAnotherKind(string option, string value) =>
        Should.Throw<FormatException>(() => OptionSet.With(new RomeOptions(), [new(option, value)])).Message.ShouldContain(option);

    [Fact]
    public void Options_ReadBackWhatTheyWrite()
    {
        var settings = new RomeOptions { Layer = 2, ClampFactor = 1.5, Keys = RomeKeys.Prompt };
        var written = MethodOption.Of(typeof(RomeOptions)).Select(option => KeyValuePair.Create(option.Name, option.Text(settings)));
        var read = OptionSet.With(new RomeOptions(), written);
        read.ShouldBe(settings with { KlPrompts = read.KlPrompts, Contexts = read.Contexts });
        read.KlPrompts.ShouldBe(settings.KlPrompts);
        read.Contexts.ShouldBe(settings.Contexts);
    }

    [Fact]
    public void Methods_AreFoundByName()
    {
        MethodList.Find("ROME").Name.ShouldBe("rome");
        Should.Throw<ArgumentException>(() => MethodList.Find("rune")).Message.ShouldContain("r-rome");
    }
}
