package dev.agentruntime.simulation;

import dev.agentruntime.application.port.Workspace;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A folder as one process sees it. What a tool does is told to the auditor at the moment it
 * happens; some time passes before and after.
 */
final class SimulatedWorkspace implements Workspace {

  private final World world;
  private final Ports ports;
  private final Instance home;
  private final String root;
  private final Map<String, String> files;

  SimulatedWorkspace(World world, Ports ports, Instance home, String root) {
    this.world = world;
    this.ports = ports;
    this.home = home;
    this.root = root;
    this.files = world.folders().at(root);
  }

  @Override
  public Previewed preview(ToolName tool, JsonObject arguments) {
    ports.call("preview " + tool);
    if (world.strikes(Fault.BROKEN_TOOL)) {
      throw new IllegalStateException("the disk is gone");
    }
    String path = arguments.string("path").orElse("");
    return switch (tool.value()) {
      case "write_file" -> write(path, arguments.string("content").orElse(""));
      case "read_file" ->
          files.containsKey(path)
              ? new Previewed.Possible(Preview.ofPaths(List.of(path)))
              : new Previewed.Impossible("There is no file " + path + ".");
      case "execute_command" -> new Previewed.Possible(Preview.nothing());
      default -> new Previewed.Possible(Preview.ofPaths(List.of(".")));
    };
  }

  private Previewed write(String path, String content) {
    var impact = new FileImpact(path, digest(path), Optional.of(Digest.of(content)));
    return new Previewed.Possible(
        new Preview(
            List.of(path),
            List.of(impact),
            OptionalLong.of(content.length()),
            Optional.of("+" + content),
            false));
  }

  private Optional<Digest> digest(String path) {
    return Optional.ofNullable(files.get(path)).map(Digest::of);
  }

  @Override
  public ToolResult execute(AuthorizedCall call, Consumer<String> output)
      throws InterruptedException {
    world.auditor().begins(call);
    ports.call("tool " + call.tool());
    long effort = world.strikes(Fault.SLOW_TOOL) ? slow() : world.dice().millis(0, 500);
    boolean first = world.dice().oneIn(2);
    if (!first) {
      work(call, effort);
    }
    ToolResult result = perform(call);
    output.accept("working");
    if (first) {
      work(call, effort);
    }
    if (world.strikes(Fault.BROKEN_TOOL)) {
      throw new IllegalStateException("the tool is broken");
    }
    return result;
  }

  private long slow() {
    return world.dice().millis(10_000, 40_000);
  }

  private void work(AuthorizedCall call, long nanos) throws InterruptedException {
    if (world.strikes(Fault.FILES_CHANGE)) {
      world.folders().change(root);
    }
    ports.work(
        nanos,
        call.sideEffect() == SideEffect.READ
            ? Sometimes.PROCESS_DIED_IN_READ
            : Sometimes.PROCESS_DIED_IN_TOOL);
  }

  /** All at once, as far as anybody can see. */
  private ToolResult perform(AuthorizedCall call) {
    if (call.sideEffect() == SideEffect.EDIT && !isAsShown(call.preview())) {
      world.reached(Sometimes.EDIT_CONFLICT);
      return ToolResult.failed("The file changed meanwhile; nothing was written.");
    }
    world.auditor().effect(home, call);
    String path = call.arguments().string("path").orElse("");
    return switch (call.tool().value()) {
      case "write_file" -> {
        files.put(path, call.arguments().string("content").orElse(""));
        yield ToolResult.changed("Wrote " + path + ".", List.of(path));
      }
      case "read_file" -> ToolResult.succeeded(files.getOrDefault(path, ""));
      default -> ToolResult.succeeded("done in " + root);
    };
  }

  private boolean isAsShown(Preview preview) {
    return preview.impacts().stream()
        .allMatch(impact -> digest(impact.path()).equals(impact.before()));
  }

  @Override
  public Map<String, Digest> digests(Collection<String> paths) {
    ports.call("digests");
    var digests = new HashMap<String, Digest>();
    paths.forEach(path -> digest(path).ifPresent(found -> digests.put(path, found)));
    return digests;
  }

  @Override
  public Optional<String> projectInstructions() {
    return Optional.empty();
  }
}
