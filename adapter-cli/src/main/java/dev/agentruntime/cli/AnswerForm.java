package dev.agentruntime.cli;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.tool.ToolSchemas;
import dev.agentruntime.cli.RunResult.Ending;
import dev.agentruntime.cli.RunResult.Status;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form that the final answer of one run must have: JSON that fits a schema. An agent whose
 * answer does not fit is told why and asked again, a few times.
 */
final class AnswerForm {

  /** How often an agent is asked again. */
  static final int MOST_AGAIN = 2;

  private static final Pattern FENCED =
      Pattern.compile("```[A-Za-z]*\\s*\\n(.*?)\\n?```", Pattern.DOTALL);

  private final Path file;
  private final JsonObject schema;
  private final ToolSchemas schemas = new ToolSchemas();
  private int again;

  private AnswerForm(Path file, JsonObject schema) {
    this.file = file;
    this.schema = schema;
  }

  /** Reads a schema; one that cannot be used is refused. */
  static AnswerForm read(Path file) {
    JsonObject schema =
        switch (JsonText.read(text(file))) {
          case JsonText.Valid(JsonObject object) -> object;
          case JsonText.Valid other -> throw refused(file, "is no JSON object");
          case JsonText.Invalid invalid -> throw refused(file, "is no JSON: " + invalid.problem());
        };
    var form = new AnswerForm(file, schema);
    List<String> problems = form.schemas.problemsOf(schema);
    if (!problems.isEmpty()) {
      throw refused(file, "is no JSON Schema that can be used: " + String.join("; ", problems));
    }
    return form;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw refused(file, FileTrouble.reading(file, e));
    }
  }

  private static CommandFailure refused(Path file, String problem) {
    return CommandFailure.usage(
        "--output-schema: "
            + file
            + " "
            + problem
            + "; it takes a file with a JSON Schema (2020-12)");
  }

  /** A message that says what form its answer must have. */
  String demand(String text) {
    return text
        + "\n\nYour final answer must be JSON alone, without any text around it, that fits this"
        + " JSON Schema:\n"
        + schema.canonical();
  }

  /** What to say to an answer; nothing if it fits, or was asked for often enough. */
  Optional<String> complaint(String answer) {
    List<String> problems = problems(answer);
    if (problems.isEmpty() || again == MOST_AGAIN) {
      return Optional.empty();
    }
    again++;
    return Optional.of(
        demand(
            "Your final answer does not have the form it must have: "
                + String.join("; ", problems)
                + ". Give it again; do nothing else."));
  }

  private List<String> problems(String answer) {
    return switch (JsonText.read(bare(answer))) {
      case JsonText.Valid valid -> schemas.problems(schema, valid.value());
      case JsonText.Invalid invalid -> List.of("it is no JSON: " + invalid.problem());
    };
  }

  /** Models like to put fences around. */
  private static String bare(String answer) {
    Matcher fenced = FENCED.matcher(answer.strip());
    return fenced.matches() ? fenced.group(1) : answer.strip();
  }

  /** The result with the answer as JSON, or as a failure if it does not fit. */
  RunResult judge(RunResult result) {
    if (result.ending().status() != Status.COMPLETED) {
      return result;
    }
    List<String> problems = problems(result.ending().text());
    return problems.isEmpty() ? structured(result) : unfit(result, problems);
  }

  private static RunResult structured(RunResult result) {
    Ending ending = result.ending();
    JsonValue value = ((JsonText.Valid) JsonText.read(bare(ending.text()))).value();
    String text = JsonLine.escaped(PrettyJson.of(value));
    return new RunResult(
        result.session(),
        new Ending(ending.status(), ending.code(), text, ending.problem()),
        result.work().with(value));
  }

  private RunResult unfit(RunResult result, List<String> problems) {
    return new RunResult(
        result.session(),
        new Ending(
            Status.FAILED,
            ExitCode.FAILED,
            result.ending().text(),
            Optional.of(
                "the final answer does not fit the schema "
                    + file
                    + ", and did not after it was asked for "
                    + Count.of(again, "more time")
                    + ": "
                    + String.join("; ", problems)
                    + "; sessions show has the answer, or say in the session what you need")),
        result.work());
  }
}
