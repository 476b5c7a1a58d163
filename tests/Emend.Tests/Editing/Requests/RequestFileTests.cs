using Emend.Editing.Requests;
using Emend.Tests.Files;

namespace Emend.Tests.Editing.Requests;

public sealed class RequestFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_Understands_CounterFact()
    {
        // origin: CounterFact, case 0 (Meng et al. 2022, MIT), shortened
        var edit = Read("""
            [{"case_id": 0, "requested_rewrite": {"prompt": "The mother tongue of {} is", "relation_id": "P103", "target_new": {"str": "English", "id": "Q1860"},
              "target_true": {"str": "French", "id": "Q150"}, "subject": "Danielle Darrieux"},
              "paraphrase_prompts": ["Danielle Darrieux, a native"], "neighborhood_prompts": ["The mother tongue of Léon Blum is", "Montesquieu spoke"], "attribute_prompts": []}]
            """).Single();
        edit.Request.Text.ShouldBe("The mother tongue of Danielle Darrieux is");
        (edit.Request.Target, edit.Request.TrueTarget).ShouldBe(("English", "French"));
        edit.Rephrasings.ShouldBe(["Danielle Darrieux, a native"]);
        edit.Neighbours.ShouldBe([new Neighbour("The mother tongue of Léon Blum is", "French"), new Neighbour("Montesquieu spoke", "French")]);
    }

    [Fact]
    public void Read_Understands_EasyEdit_And_KnowEdit()
    {
        var edits = Read("""
            [{"case_id": 0, "prompt": "The mother tongue of Danielle Darrieux is", "target_new": "English", "subject": "Danielle Darrieux", "ground_truth": "French",
              "rephrase_prompt": "Where Danielle Darrieux is from, people speak", "locality_prompt": "Michel Rocard speaks", "locality_ground_truth": "French"},
             {"subject": "Leo Arons", "prompt": "The place of death of Leo Arons is", "target_new": "Berlin",
              "locality": {"Relation_Specificity": [{"prompt": "The father of Leo Arons is", "ground_truth": [["Albert Arons"]]}]}},
             {"prompt": "Who leads X?", "subject": "X", "target_new": "Y", "locality": {"neighborhood": {"prompt": ["A", "B"], "ground_truth": ["a", "b"]}}}]
            """);
        edits[0].Request.Prompt.ShouldBe("The mother tongue of {} is");
        edits[0].Rephrasings.ShouldBe(["Where Danielle Darrieux is from, people speak"]);
        edits[0].Neighbours.ShouldBe([new Neighbour("Michel Rocard speaks", "French")]);
        edits[1].Neighbours.ShouldBe([new Neighbour("The father of Leo Arons is", "Albert Arons")]);
        edits[2].Neighbours.ShouldBe([new Neighbour("A", "a"), new Neighbour("B", "b")]);
    }

    [Fact]
    public void Read_Understands_Lines_And_Mends_Zsre()
    {
        var edits = Read("""
            {"prompt": "{} plays", "subject": "Ada", "target_new": {"str": "chess"}}

            {"subject": "Watts Humphrey", "src": "What university did Watts Humphrey attend?", "rephrase": "Where did Watts Humphrey study?", "alt": "University of Michigan", "answers": ["Illinois"], "loc": "nq question: who played Doss", "loc_ans": "Weaving"}
            """);
        edits.Count.ShouldBe(2);
        edits[1].Request.Prompt.ShouldBe("What university did {} attend?");
        (edits[1].Request.Target, edits[1].Request.TrueTarget).ShouldBe(("University of Michigan", "Illinois"));
        edits[1].Neighbours.ShouldBe([new Neighbour("who played Doss?", "Weaving")]);
    }

    [Theory]
    [InlineData("[]", "asks for no edit.")]
    [InlineData("[1]", "record 1 is not a JSON object.")]
    [InlineData("[{\"prompt\": \"{} plays\"}]", "record 1 has no subject.")]
    [InlineData("{\"prompt\": \"{} plays\", \"subject\": \"A\", \"target_new\": \"\"}", "line 1: The target for \"A plays\" is empty")]
    [InlineData("{\"prompt\": \"He plays\", \"subject\": \"Ada\", \"target_new\": \"x\"}", "in which the subject \"Ada\" does not occur.")]
    [InlineData("{\"a\": 1}\n{\"b\":", "line 1 has no subject.")]
    [InlineData("[{\"prompt\"", "is not valid JSON")]
    public void Read_Names_The_Record_That_It_Does_Not_Understand(string text, string fault) =>
        Should.Throw<FormatException>(() => Read(text)).Message.ShouldContain(fault);

    [Fact]
    public void Neighbour_Is_Split_At_The_Last_Equals_Sign()
    {
        Neighbour.Parse("1 + 1 = 2, and 2 + 2 = 4").ShouldBe(new Neighbour("1 + 1 = 2, and 2 + 2", "4"));
        Should.Throw<FormatException>(() => Neighbour.Parse("=a")).Message.ShouldContain("PROMPT=ANSWER");
    }

    private IReadOnlyList<RequestedEdit> Read(string text)
    {
        File.WriteAllText(folder["requests.json"], text);
        return RequestFile.Read(folder["requests.json"]);
    }
}
