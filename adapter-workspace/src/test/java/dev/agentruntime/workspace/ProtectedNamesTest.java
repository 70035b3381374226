package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.PolicyDocument;
import dev.agentruntime.application.port.ToolExecutor.Previewed;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ProtectedPaths;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Edits of protected paths as they come out of a real folder, under the mode that asks least. */
class ProtectedNamesTest {

  private static final ApprovalPolicy ALL = PolicyDocument.read(ApprovalMode.ALL.document());

  /** A path for each name, and for each folder one within it. */
  static Stream<String> paths() {
    return ProtectedPaths.all().stream()
        .flatMap(
            paths ->
                paths.names().stream()
                    .map(name -> name.replace("*", ".x"))
                    .map(name -> paths.folders() ? name + "/inside" : name));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void an_edit_asks_whether_the_file_is_there_or_not(String path, @TempDir Path folder)
      throws Exception {
    var bench = new Workbench(folder.toRealPath());

    assertThat(folder.resolve(path)).doesNotExist();
    assertThat(ruling(bench, "write_file", "path", path, "content", "new\n")).isEqualTo(Ruling.ASK);
    assertThat(ruling(bench, "write_file", "path", "a/" + path, "content", "new\n"))
        .isEqualTo(Ruling.ASK);
    assertThat(ruling(bench, "write_file", "path", "a.txt", "content", "new\n"))
        .isEqualTo(Ruling.ALLOW);

    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), "old\n");
    assertThat(ruling(bench, "write_file", "path", path, "content", "new\n")).isEqualTo(Ruling.ASK);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void a_diff_that_makes_or_moves_one_asks(String path, @TempDir Path folder) throws Exception {
    var bench = new Workbench(folder.toRealPath());
    bench.file("a.txt", "old\n");

    for (String diff :
        new String[] {
          "--- /dev/null\n+++ b/" + path + "\n@@ -0,0 +1 @@\n+new\n",
          "diff --git a/a.txt b/" + path + "\nrename from a.txt\nrename to " + path + "\n"
        }) {
      var previewed =
          bench.workspace.preview(new ToolName("apply_diff"), Workbench.arguments("diff", diff));
      // Where it would be a secret it is refused before anybody is asked.
      if (previewed instanceof Previewed.Possible possible) {
        assertThat(ruling("apply_diff", Workbench.arguments("diff", diff), possible.preview()))
            .isEqualTo(Ruling.ASK);
      } else {
        assertThat(SecretFiles.covers(WorkspacePath.parse(path))).isTrue();
      }
    }
  }

  private static Ruling ruling(Workbench bench, String tool, Object... arguments) {
    return ruling(tool, Workbench.arguments(arguments), bench.preview(tool, arguments));
  }

  private static Ruling ruling(String tool, JsonObject arguments, Preview preview) {
    var call =
        new PreparedCall(
            new ToolCall(
                new ToolCallId(new UUID(0, 1)), "", tool, new ToolArguments.Parsed(arguments)),
            new ToolSpec(new ToolName(tool), "", JsonObject.empty(), SideEffect.EDIT),
            ToolExecution.WORKSPACE,
            arguments,
            preview);
    return ALL.evaluate(ApprovalRequest.of(call, new AgentName("coder"))).ruling();
  }
}
