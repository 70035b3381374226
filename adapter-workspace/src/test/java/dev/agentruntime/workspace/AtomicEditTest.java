package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicEditTest {

  @TempDir Path root;
  private Workbench bench;
  private ConfinedPaths paths;

  @BeforeEach
  void open() throws Exception {
    bench = new Workbench(root);
    paths = ConfinedPaths.at(root);
  }

  private static FileChange change(String path, String before, String after) throws Exception {
    return new FileChange(WorkspacePath.parse(path), bytes(before), bytes(after), Optional.empty());
  }

  private static Optional<byte[]> bytes(String text) {
    return Optional.ofNullable(text).map(t -> t.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_step_that_fails_takes_back_those_before_it() throws Exception {
    bench.file("changed", "old");
    bench.file("removed", "old");
    var changes =
        List.of(
            change("changed", "old", "new"),
            change("made/deep/file", null, "new"),
            change("removed", "old", null),
            // The second time there is nothing left to remove.
            change("removed", "old", null));

    assertThatThrownBy(() -> AtomicEdit.apply(paths, changes)).isInstanceOf(IOException.class);

    assertThat(bench.content("changed")).isEqualTo("old");
    assertThat(bench.content("removed")).isEqualTo("old");
    assertThat(root.resolve("made")).doesNotExist();
    assertThat(bench.files()).containsExactly("changed", "removed");
  }

  @Test
  void what_cannot_be_taken_back_is_named() throws Exception {
    bench.file("removed", "old");
    var changes =
        List.of(
            change("twice", null, "new"),
            change("twice", null, "new"),
            change("removed", "old", null),
            change("removed", "old", null));

    assertThatThrownBy(() -> AtomicEdit.apply(paths, changes))
        .isInstanceOf(ToolFailedException.class)
        .hasMessageEndingWith("could not be put back as they were: twice");
    assertThat(bench.files()).containsExactly("removed");
  }

  @Test
  void a_file_that_changes_while_the_edit_is_prepared_stops_it() throws Exception {
    bench.file("a", "now other");
    bench.file("b", "old");

    assertThatThrownBy(
            () ->
                AtomicEdit.apply(
                    paths, List.of(change("b", "old", "new"), change("a", "old", "new"))))
        .hasMessageContaining("a changed since it was shown");
    assertThat(bench.content("b")).isEqualTo("old");
    assertThat(bench.files()).containsExactly("a", "b");
  }

  @Test
  void a_file_that_appears_or_vanishes_meanwhile_stops_it() throws Exception {
    bench.file("a", "appeared");

    assertThatThrownBy(() -> AtomicEdit.apply(paths, List.of(change("a", null, "new"))))
        .hasMessageContaining("changed since");
    assertThatThrownBy(() -> AtomicEdit.apply(paths, List.of(change("b", "old", null))))
        .hasMessageContaining("changed since");
    assertThat(bench.files()).containsExactly("a");
  }

  @Test
  void a_failure_of_the_file_system_leaves_no_trace() throws Exception {
    String tooLong = "n".repeat(300);

    assertThatThrownBy(
            () ->
                AtomicEdit.apply(
                    paths,
                    List.of(change("made/file", null, "x"), change("made/" + tooLong, null, "x"))))
        .isInstanceOf(IOException.class);
    assertThat(root).isEmptyDirectory();
  }
}
