package dev.agentruntime.testkit;

import dev.agentruntime.application.port.Workspace;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A workspace in memory: reads and writes files of a map, runs commands that the test has prepared.
 * Remembers what it executed.
 */
public final class FakeWorkspace implements Workspace {

  /** What a command does. */
  @FunctionalInterface
  public interface Command {
    /** Runs. */
    ToolResult run(Consumer<String> output) throws InterruptedException;
  }

  private final Map<String, String> files = new ConcurrentHashMap<>();
  private final Set<String> secretFiles = ConcurrentHashMap.newKeySet();
  private final Map<String, Command> commands = new ConcurrentHashMap<>();
  private final Map<String, Command> readers = new ConcurrentHashMap<>();
  private final Map<String, Write> writers = new ConcurrentHashMap<>();
  private volatile Consumer<ToolName> beforePreview = tool -> {};

  /** What holds a write up. */
  @FunctionalInterface
  public interface Pause {
    /** Waits. */
    void pass() throws InterruptedException;
  }

  private record Write(boolean first, Pause pause) {}

  private final List<AuthorizedCall> executed = new ArrayList<>();
  private final Consumer<String> outsideOfTransactions;

  /** A workspace that must not be used inside a transaction. */
  public FakeWorkspace(Consumer<String> outsideOfTransactions) {
    this.outsideOfTransactions = outsideOfTransactions;
  }

  /** Puts a file there, as somebody else would. */
  public FakeWorkspace file(String path, String content) {
    files.put(path, content);
    return this;
  }

  /** Puts a file there that is meant to keep secrets. */
  public FakeWorkspace secretFile(String path, String content) {
    secretFiles.add(path);
    return file(path, content);
  }

  /** What a command does. */
  public FakeWorkspace command(String line, Command command) {
    commands.put(line, command);
    return this;
  }

  /** What reading that file does. */
  public FakeWorkspace reading(String path, Command read) {
    files.putIfAbsent(path, "");
    readers.put(path, read);
    return this;
  }

  /**
   * Writing that file pauses.
   *
   * @param first whether the file is written before the pause; else it is not written at all if the
   *     pause is interrupted
   */
  public FakeWorkspace writing(String path, boolean first, Pause pause) {
    writers.put(path, new Write(first, pause));
    return this;
  }

  /** What happens before each preview. */
  public FakeWorkspace beforePreview(Consumer<ToolName> hook) {
    beforePreview = hook;
    return this;
  }

  /** A file's content. */
  public Optional<String> content(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** What was executed so far, in order. */
  public synchronized List<AuthorizedCall> executed() {
    return List.copyOf(executed);
  }

  /** The names of the tools that were executed so far, in order. */
  public List<String> executedTools() {
    return executed().stream().map(call -> call.tool().value()).toList();
  }

  @Override
  public Previewed preview(ToolName tool, JsonObject arguments) {
    outsideOfTransactions.accept("a preview");
    beforePreview.accept(tool);
    String path = arguments.string("path").orElse("");
    return switch (tool.value()) {
      case "write_file" -> write(path, arguments.string("content").orElse(""));
      case "apply_diff" -> diff(arguments.string("diff").orElse(""));
      case "read_file" ->
          files.containsKey(path)
              ? new Previewed.Possible(read(path))
              : new Previewed.Impossible("There is no file " + path + ".");
      case "execute_command" -> new Previewed.Possible(Preview.nothing());
      default -> new Previewed.Possible(Preview.ofPaths(List.of(".")));
    };
  }

  private Preview read(String path) {
    Preview preview = Preview.ofPaths(List.of(path));
    return secretFiles.contains(path) ? preview.ofSecrets() : preview;
  }

  /** Knows one file, as the line {@code +++ b/path} names it. */
  private Previewed diff(String diff) {
    return diff.lines()
        .filter(line -> line.startsWith("+++ b/"))
        .findFirst()
        .map(line -> write(line.substring("+++ b/".length()), diff))
        .orElseGet(() -> new Previewed.Impossible("The diff names no file."));
  }

  private Previewed write(String path, String content) {
    var impact =
        new FileImpact(path, content(path).map(Digest::of), Optional.of(Digest.of(content)));
    return new Previewed.Possible(
        new Preview(
            List.of(path),
            List.of(impact),
            OptionalLong.of(content.length()),
            Optional.of("+" + content),
            false));
  }

  @Override
  public ToolResult execute(AuthorizedCall call, Consumer<String> output)
      throws InterruptedException {
    outsideOfTransactions.accept("a tool");
    synchronized (this) {
      executed.add(call);
    }
    JsonObject arguments = call.arguments();
    String path = arguments.string("path").orElse("");
    return switch (call.tool().value()) {
      case "read_file" -> {
        Command reader = readers.get(path);
        yield reader == null
            ? ToolResult.succeeded(files.getOrDefault(path, ""))
            : reader.run(output);
      }
      case "write_file" -> {
        Write write = writers.getOrDefault(path, new Write(true, () -> {}));
        if (!write.first()) {
          write.pause().pass();
        }
        files.put(path, arguments.string("content").orElse(""));
        if (write.first()) {
          write.pause().pass();
        }
        yield ToolResult.changed("Wrote " + path + ".", List.of(path));
      }
      case "execute_command" -> run(arguments.string("command").orElse(""), output);
      default -> ToolResult.succeeded(String.join("\n", files.keySet().stream().sorted().toList()));
    };
  }

  private ToolResult run(String line, Consumer<String> output) throws InterruptedException {
    Command command = commands.get(line);
    return command == null
        ? ToolResult.failed("exit code 127: " + line + " is not prepared")
        : command.run(output);
  }

  @Override
  public Map<String, Digest> digests(Collection<String> paths) {
    var digests = new HashMap<String, Digest>();
    paths.forEach(path -> content(path).ifPresent(text -> digests.put(path, Digest.of(text))));
    return digests;
  }

  @Override
  public Optional<String> projectInstructions() {
    return content("AGENTS.md");
  }
}
