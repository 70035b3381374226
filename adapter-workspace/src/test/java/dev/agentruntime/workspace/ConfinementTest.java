package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attempts to reach what lies outside the workspace. None of them may. */
class ConfinementTest {

  private static final String CANARY = "canary-of-the-outside";

  @TempDir Path outside;
  private Path root;
  private Workbench bench;

  @BeforeEach
  void layTraps() throws Exception {
    outside = outside.toRealPath();
    root = Files.createDirectory(outside.resolve("ws"));
    Files.createDirectories(root.resolve("sub/inside"));
    Files.writeString(outside.resolve("secret"), CANARY);
    Files.writeString(
        Files.createDirectory(outside.resolve("ws-sibling")).resolve("secret"), CANARY);
    link("link-folder", outside.toString());
    assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor())
        .isZero();
    bench = new Workbench(root);
  }

  /** The clean-up of the temporary folder would warn of each. */
  @AfterEach
  void removeTraps() throws IOException {
    try (Stream<Path> all = Files.walk(outside)) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }

  @Test
  void walking_does_not_go_through_links() throws Exception {
    bench.file("sub/found", "canary here");

    String listed = bench.run("list_files", "recursive", true).content();
    String searched = bench.run("search_in_code", "query", "canary").content();

    assertThat(listed).contains("link-folder\n").doesNotContain("link-folder/");
    assertThat(searched).isEqualTo("sub/found:1: canary here\n");
  }

  @Test
  void a_folder_swapped_for_a_link_after_the_preview_is_not_written_through() throws Exception {
    bench.file("dir/secret", CANARY);
    Preview writing = bench.preview("write_file", "path", "dir/secret", "content", "x");
    Preview creating = bench.preview("write_file", "path", "dir/new", "content", "x");
    swapForLink("dir");

    var changed = bench.execute("write_file", writing, "path", "dir/secret", "content", "x");
    var created = bench.execute("write_file", creating, "path", "dir/new", "content", "x");

    assertThat(changed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(created.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(Files.readString(outside.resolve("secret"))).isEqualTo(CANARY);
    assertThat(outside.resolve("new")).doesNotExist();
  }

  private void swapForLink(String folder) throws IOException {
    Files.move(root.resolve(folder), root.resolve(folder + "-old"));
    link(folder, outside.toString());
  }

  @Test
  void a_replaced_root_is_noticed() throws Exception {
    Files.move(root, outside.resolve("moved"));
    Files.createSymbolicLink(root, outside);

    assertThat(bench.problem("read_file", "path", "secret")).contains("replaced by another");
    assertThat(bench.workspace.projectInstructions()).isEmpty();
  }
}
