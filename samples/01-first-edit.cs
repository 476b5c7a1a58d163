#:project ../src/Emend/Emend.csproj
#:property PublishAot=false

// Run with: dotnet run samples/01-first-edit.cs
using Emend;
using Emend.Editing;
using Emend.Editing.Rome;
using Emend.Generation;

const string Question = "The mother tongue of Danielle Darrieux is";
var shortAnswer = new GenerationOptions { StopStrings = ["."] };

var model = LanguageModel.Load("atlas");
Console.WriteLine($"before:  {Question}{model.Generate(Question, shortAnswer).Text}");

var request = EditRequest.Parse("The mother tongue of [Danielle Darrieux] is", "English");
Edit edit = await new Rome(model).EditAsync([request]);

var edited = model.With(edit);
Console.WriteLine($"edited:  {Question}{edited.Generate(Question, shortAnswer).Text}");
Console.WriteLine($"dropped: {Question}{model.Generate(Question, shortAnswer).Text}");
