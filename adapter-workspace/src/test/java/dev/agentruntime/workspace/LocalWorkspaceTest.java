package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.port.Workspace;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalWorkspaceTest {

  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() {
    bench = new Workbench(root);
  }

  private static final WorkspaceSettings SETTINGS = WorkspaceSettings.ofThisProcess();

  @Test
  void the_factory_opens_a_folder_that_can_be_worked_on() throws IOException {
    Files.writeString(root.resolve("AGENTS.md"), "be kind");

    Workspace workspace = LocalWorkspace.factory(SETTINGS).open(root.toString());

    assertThat(workspace.projectInstructions()).hasValue("be kind");
  }

  @Test
  void windows_is_refused_with_what_to_use_instead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalWorkspace.open(root.toString(), SETTINGS, "Windows 11"))
        .withMessageContaining("WSL");
  }

  @Test
  void a_root_that_is_no_existing_absolute_folder_is_refused() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");

    for (String wrong : new String[] {"relative", root + "/missing", file.toString(), "/a\0b"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LocalWorkspace.factory(SETTINGS).open(wrong))
          .withMessageStartingWith("the workspace " + wrong);
    }
  }

  @Test
  void a_tool_that_it_does_not_have_is_impossible_and_fails() throws InterruptedException {
    assertThat(bench.problem("fly")).isEqualTo("a workspace has no tool fly");
    assertThat(bench.execute("fly", Preview.nothing()).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void a_missing_argument_is_named() {
    assertThat(bench.problem("read_file")).contains("\"path\" is missing");
  }

  @Test
  void project_instructions_are_absent_where_there_is_no_file() {
    assertThat(bench.workspace.projectInstructions()).isEmpty();
  }

  @Test
  void project_instructions_are_cut_at_the_limit_between_characters() throws IOException {
    bench.file("AGENTS.md", "x" + "é".repeat(ProjectInstructions.LIMIT));

    String text = bench.workspace.projectInstructions().orElseThrow();

    assertThat(text)
        .startsWith("xéé")
        .endsWith("é\n[AGENTS.md is longer than 32768 bytes; the rest is left out]");
  }

  @Test
  void project_instructions_lose_their_byte_order_mark() throws IOException {
    bench.file("AGENTS.md", "\uFEFFhello");

    assertThat(bench.workspace.projectInstructions()).hasValue("hello");
  }

  @Test
  void project_instructions_are_not_read_from_outside(@TempDir Path outside) throws IOException {
    Path secret = Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("AGENTS.md"), secret);

    assertThat(bench.workspace.projectInstructions()).isEmpty();
    Files.delete(root.resolve("AGENTS.md"));
  }

  @Test
  void an_interrupted_read_is_an_interrupt_and_not_an_answer() throws IOException {
    bench.file("a.txt", "text");
    var call = bench.call("read_file", Preview.nothing(), "path", "a.txt");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> bench.workspace.execute(call, piece -> {}))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void what_the_file_system_refuses_is_told_without_the_place_of_the_workspace()
      throws InterruptedException {
    String name = "n".repeat(300);

    var result = bench.execute("read_file", Preview.nothing(), "path", name);

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.content()).contains("too long").doesNotContain(root.toString());
  }

  @Test
  void a_failure_that_is_about_no_file_is_told_with_its_reason() {
    assertThat(LocalWorkspace.problem(new IOException("No space left on device")))
        .isEqualTo("the file system failed: No space left on device");
  }

  @Test
  void an_interrupted_preview_did_nothing_and_keeps_the_interrupt() throws IOException {
    bench.file("sub/a", "text");

    Thread.currentThread().interrupt();
    String problem = bench.problem("read_file", "path", "sub/a");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(problem).isEqualTo("it was interrupted before it did anything");
  }

  @Test
  void digests_are_those_of_the_files_inside_and_what_cannot_be_read_is_like_nothing_else(
      @TempDir Path outside) throws IOException {
    bench.file("a/b.txt", "text");
    Path secret = Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("link"), secret);
    var asked = List.of("a/b.txt", "a", "missing", "no/such", "link", "../secret", ".");

    Map<String, Digest> digests = bench.workspace.digests(asked);

    assertThat(digests)
        .containsOnlyKeys("a/b.txt", "a", "link", "../secret", ".")
        .containsEntry("a/b.txt", Digest.of("text"));
    assertThat(digests.values())
        .doesNotHaveDuplicates()
        .doesNotContain(Digest.of("secret"))
        .doesNotContainAnyElementsOf(bench.workspace.digests(List.of("link")).values());
    Files.delete(root.resolve("link"));
  }
}
