package dev.agentruntime.cli;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets a person change what a request would do: the text it is about, as a file of its own kind,
 * where there is one; else all its arguments as JSON.
 */
record EditedArguments(Editor editor, Approval approval) {

  private static final Pattern SUFFIX = Pattern.compile(".*(\\.[A-Za-z0-9]{1,10})");

  /** The argument that is worth a file of its own, and the file's suffix. */
  private record Text(String argument, String suffix) {}

  /** Everything that a decision with edits is made of. */
  JsonObject all() {
    JsonObject details = approval.request().details();
    return approval.request().type().equals(ApprovalType.TOOL)
        ? details.object("arguments").orElse(details)
        : details;
  }

  /** As the person changed it; nothing if they did not, or it is no use. */
  Optional<JsonObject> changed() throws InterruptedException {
    Optional<Text> text = text().filter(t -> all().string(t.argument()).isPresent());
    Optional<JsonObject> edited = text.isPresent() ? changed(text.get()) : editor.edit(all());
    return edited.filter(arguments -> !arguments.equals(all()));
  }

  /** The same with all arguments as JSON. */
  Optional<JsonObject> changedAsJson() throws InterruptedException {
    return editor.edit(all()).filter(arguments -> !arguments.equals(all()));
  }

  private Optional<Text> text() {
    return switch (approval.request().subject()) {
      case "write_file" -> Optional.of(new Text("content", suffix()));
      case "apply_diff" -> Optional.of(new Text("diff", ".diff"));
      case "execute_command" -> Optional.of(new Text("command", ".sh"));
      default -> Optional.empty();
    };
  }

  private String suffix() {
    Matcher named = SUFFIX.matcher(all().string("path").orElse(""));
    return named.matches() ? named.group(1) : ".txt";
  }

  private Optional<JsonObject> changed(Text text) throws InterruptedException {
    String before = all().string(text.argument()).orElseThrow();
    return editor
        .edit(before, text.suffix())
        .map(after -> with(text.argument(), withoutAddedNewLine(before, after)));
  }

  /** Editors end a file with a line feed, whether it had one or not. */
  private static String withoutAddedNewLine(String before, String after) {
    return after.endsWith("\n") && !before.endsWith("\n")
        ? after.substring(0, after.length() - 1)
        : after;
  }

  private JsonObject with(String argument, String value) {
    var arguments = JsonObject.builder();
    all().members().forEach(arguments::put);
    return arguments.put(argument, value).build();
  }
}
