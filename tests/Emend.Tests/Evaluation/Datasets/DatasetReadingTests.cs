using System.IO.Compression;
using System.Text;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>What all readers share: streaming, malformed records, damaged files.</summary>
public sealed class DatasetReadingTests
{
    internal const string Good = """{"case_id":1,"prompt":"Ada speaks","subject":"Ada","target_new":"French","ground_truth":"English"}""";

    [Fact]
    public void Find_NamesAllDataSets()
    {
        DatasetList.Find("CounterFact").Name.ShouldBe("counterfact");
        Should.Throw<ArgumentException>(() => DatasetList.Find("countersense")).Message.ShouldContain("counterfact, zsre");
        DatasetList.All.Select(dataset => dataset.Name).ShouldBeUnique();
        foreach (var dataset in DatasetList.All)
            new[] { dataset.Description, dataset.Origin, dataset.Licence }.ShouldAllBe(text => text.Length > 0);
    }

    [Fact]
    public void Read_OfNothing_SaysWhereTheFileIsPublished() =>
        Should.Throw<FileNotFoundException>(() => DatasetList.Find("counterfact").Read("nowhere.json")).Message.ShouldContain("rome.baulab.info");

    [Fact]
    public void Read_OfAVariantThatDoesNotExist_NamesThoseThatDo()
    {
        Should.Throw<ArgumentException>(() => DatasetList.Find("zsre").Read("x", new DatasetOptions { Variant = "both" })).Message.ShouldBe("zsre has no variant both: choose one of alt, true.");
        Should.Throw<ArgumentException>(() => DatasetList.Find("counterfact").Read("x", new DatasetOptions { Variant = "both" })).Message.ShouldBe("counterfact has no variants.");
    }

    [Fact]
    public void Read_OfAMalformedRecord_NamesFileLineAndField()
    {
        var fault = Sample.Fault("counterfact", $"[{Good},\n{Good},\n\n{{\"case_id\":3,\"requested_rewrite\":{{\"prompt\":\"{{}} is\",\"subject\":\"X\",\"target_new\":{{\"id\":\"Q1\"}}}}}}]");
        fault.Message.ShouldBe("sample.json, line 4 (record 2), field requested_rewrite.target_new.str: is missing.");
        (fault.File, fault.Line, fault.Index).ShouldBe(("sample.json", 4, 2));
        Sample.Fault("counterfact", "[3]").Message.ShouldBe("sample.json, line 1 (record 0): is not an object.");
        Sample.Fault("counterfact", """[{"requested_rewrite":{"prompt":"no place","subject":"X","target_new":"Y"}}]""").Field.ShouldBe("requested_rewrite.prompt");
        Sample.Fault("counterfact", """[{"prompt":["a"],"subject":"X","target_new":"Y"}]""").Message.ShouldContain("field prompt: is not a text.");
        Sample.Fault("unke", """[{"question":"q","answer":"a","sub_question":["b","c"],"sub_answer":["d"]}]""").Message.ShouldContain("sub_answer: holds 1 answers for 2 questions.");
    }

    [Fact]
    public void Read_SkippingBadRecords_CountsThem()
    {
        var log = new ReadingLog();
        var lines = $"{Good}\n{{\"prompt\":3}}\nnonsense\n{{\"cut\":\n{Good}\n\n{Good.Replace("Ada\"", "\\ud800\"", StringComparison.Ordinal)}";
        Sample.Read("counterfact", lines, skipBad: true, log: log).Count.ShouldBe(2);
        log.MalformedCount.ShouldBe(4);
        log.Malformed.Select(fault => fault.Line).ShouldBe([2, 3, 4, 7]);
        log.Cases.ShouldBe(2);
    }

    [Fact]
    public void Read_OfATruncatedList_GivesWhatCameBefore()
    {
        var log = new ReadingLog();
        foreach (var end in new[] { "", ",", $",{Good[..30]}", ",]x" })
            Sample.Read("counterfact", $"[{Good},{Good}{end}", skipBad: true, log: log).Count.ShouldBe(2, end);
        log.MalformedCount.ShouldBe(4);
        Sample.Fault("counterfact", $"[{Good},{Good}").Message.ShouldContain("ends in the middle of its list");
        Sample.Fault("counterfact", $"[{Good}]{Good}").Message.ShouldContain("something follows the end of the list");
        Sample.Fault("counterfact", $"[{Good}{Good}]").Message.ShouldContain("a comma or the end of the list is missing");
    }

    [Fact]
    public void Read_OfAnEmptyFile_SaysSo()
    {
        Should.Throw<FormatException>(() => Sample.Read("counterfact", " \n")).Message.ShouldContain("is empty");
        Sample.Read("counterfact", "[]").ShouldBeEmpty();
    }

    [Fact]
    public void Read_TakesLinesListsSingleObjectsAndCompressedFiles()
    {
        foreach (var text in new[] { $"[{Good}]", Good, $"\ufeff {Good}\r\n", $"\n[\n{Good}\n]\n" })
            Sample.One("counterfact", text).Id.ShouldBe("1");
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes($"[{Good}]"));
        Sample.WithFile(compressed.ToArray(), path => DatasetList.Find("counterfact").Read(path).ToList()).Count.ShouldBe(1);
        Sample.WithFile(compressed.ToArray()[..40], path => Should.Throw<FormatException>(() => DatasetList.Find("counterfact").Read(path).ToList()));
        var damaged = compressed.ToArray();
        damaged[12] ^= 0xff;
        Sample.WithFile(damaged, path => Should.Throw<FormatException>(() => DatasetList.Find("counterfact").Read(path).ToList()));
    }

    [Fact]
    public void Read_StreamsRecordsOfAnySize()
    {
        // one record larger than the window, many small ones around it: every window boundary falls somewhere
        var random = new Random(5);
        var records = Enumerable.Range(0, 3000).Select(i => Good.Replace("Ada speaks", $"Ada speaks {new string('x', i == 1500 ? 300_000 : random.Next(60))}", StringComparison.Ordinal)).ToList();
        Sample.Read("counterfact", $"[{string.Join(",\n", records)}]").Select(one => one.Source.Line).ShouldBe(Enumerable.Range(1, 3000).Select(line => (long)line));
        Sample.Read("counterfact", string.Join("\n", records)).Count.ShouldBe(3000);
    }

    [Fact]
    public void Read_OfDamagedFiles_IsRefusedWithASentence()
    {
        var inputs = new[]
        {
            ("counterfact", """[{"case_id":0,"requested_rewrite":{"prompt":"{} is","relation_id":"P1","target_new":{"str":"b","id":"Q1"},"target_true":{"str":"c","id":"Q2"},"subject":"A"},"paraphrase_prompts":["x"],"neighborhood_prompts":["y"]}]"""),
            ("mquake-cf", """[{"case_id":1,"requested_rewrite":[{"prompt":"{} is","target_new":{"str":"b","id":"Q1"},"target_true":{"str":"c","id":"Q2"},"subject":"A","question":"q"}],"questions":["r"],"answer":"d","answer_alias":[],"new_answer":"e","new_answer_alias":["f"],"new_single_hops":[{"question":"q","cloze":"s","answer":"b","answer_alias":[]}],"orig":{"new_triples":[["a","b","c"]],"edit_triples":[["a","b","c"]],"edit_triples_idx":[0]}}]"""),
            ("knowedit", """{"a":{"subject":"A","prompt":"A is","target_new":"b","ground_truth":[["c","d"]],"portability":{"Reasoning":[{"prompt":"p","ground_truth":[["g"]]}]},"locality":{"Relation_Specificity":[{"prompt":"p","ground_truth":"g"}]}}}"""),
            ("rippleedits", """[{"edit":{"prompt":"The x of A is B.","subject_id":"Q1","relation":"R","target_id":"Q2","original_fact":{"prompt":"The x of A is C.","target_id":"Q3"}},"Subject_Aliasing":[{"test_queries":[{"prompt":"The x of Z is","answers":[{"value":"B","aliases":["b"]}],"target_ids":["Q2"],"relation":"R"}],"test_condition":"OR","condition_queries":[]}]}]"""),
            ("ike", """[[{"query":"A is _X_.","answer":[{"wikidata_id":"Q1","name":"b"}],"date":"1","id":"Q_P_1","relation":"P"},{"query":"A is _X_.","answer":[{"wikidata_id":"Q2","name":"c"}],"date":"2","id":"Q_P_2","relation":"P"}]]"""),
            ("fever", """{"id":1,"label":"SUPPORTS","claim":"c","evidence":[[[1,2,"P",0]]]}"""),
            ("situatedqa", """{"question":"q","id":5,"timelines":[{"cur_answers":["a"],"prev_answers":["b"],"cur_start_full":"1"}],"cur_answers":["a"],"prev_answers":["b"],"is_dependent":true,"context_answer_pairs":[{"edited_question":"q","answers":["a"],"date":"1","date_type":"x"}]}"""),
            ("easyedit-outputs", """[{"case_id":0,"requested_rewrite":{"prompt":"p?","target_new":"t","ground_truth":"<|endoftext|>","locality":{"n":{"prompt":["a"],"ground_truth":["b"]}},"subject":"p","rephrase_prompt":"r"},"pre":{},"post":{}}]"""),
            ("cases", """{"index":0,"id":"1","edits":[{"subject":"A","target_new":{"text":"b","aliases":["c"]}}],"tests":[{"kind":"rewrite","prompt":"p","answers":[["b"]],"operator":"any","when":"after"}],"source":{"dataset":"d","line":3}}"""),
            ("wikigen", """{"n_tokens":1,"original":["a b c","a b"],"completions":["a b d","a c"]}"""),
        };
        var damage = Gen.Choose(0, inputs.Length - 1).Select(which => inputs[which]).SelectMany(_ => Gen.Choose(0, int.MaxValue - 1), (input, seed) => (input, seed));
        Prop.ForAll(damage.ToArbitrary(), sample =>
        {
            var ((dataset, text), seed) = sample;
            var bytes = Damaged(Encoding.UTF8.GetBytes(text), new Random(seed));
            return Sample.WithFile(bytes, path =>
            {
                try
                {
                    foreach (var one in DatasetList.Find(dataset).Read(path))
                        CaseWriter.ToJson(one).ShouldNotBeEmpty();
                    return true;
                }
                catch (FormatException error)
                {
                    return error.Message.EndsWith('.') && error.Message.Length < 1000;
                }
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
    }

    /// <summary>Cuts bytes short, changes some, or swaps one kind of value for another.</summary>
    private static byte[] Damaged(byte[] bytes, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(1, bytes.Length)];
            case 1:
                for (var i = 0; i < 3; i++)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2:
                var values = new[] { "null", "true", "-1e999", "\"\"", "[]", "{}", "[[[]]]", "\"\\ud800\"", "{\"str\":[]}" };
                var text = Encoding.UTF8.GetString(bytes);
                var starts = Enumerable.Range(0, text.Length).Where(i => text[i] == ':').ToList();
                var at = starts[random.Next(starts.Count)] + 1;
                return Encoding.UTF8.GetBytes($"{text[..at]}{values[random.Next(values.Length)]}{(random.Next(2) == 0 ? text[at..] : text[ValueEnd(text, at)..])}");
            default:
                return [.. bytes, .. bytes[..random.Next(bytes.Length)]];
        }
    }

    /// <summary>The place behind a JSON value, or the text's end.</summary>
    private static int ValueEnd(string text, int at)
    {
        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            if (text[i] == '"')
                i = text.IndexOf('"', i + 1);
            else if (text[i] is '[' or '{')
                depth++;
            else if (text[i] is ']' or '}' && --depth < 0)
                return i;
            else if (text[i] == ',' && depth == 0)
                return i;
        }

        return text.Length;
    }
}
