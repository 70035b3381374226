package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.workspace.ConfinedFolder.Entry;
import dev.agentruntime.workspace.ConfinedFolder.Kind;
import dev.agentruntime.workspace.ListFiles.PathFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ParallelSearchTest {

  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() {
    bench = new Workbench(root, Map.of("PATH", "/nonexistent"));
  }

  private static ParallelSearch search(Duration patience) throws Exception {
    PathFilter everything = PathFilter.of(WorkspacePath.ROOT, Optional.empty());
    LineSearch needle = LineSearch.of("needle", false, false);
    return new ParallelSearch(new ParallelSearch.Query(needle, everything, 10, 0), patience);
  }

  /** A file that became a pipe after it was looked at. */
  private void meetPipe(ParallelSearch search, ConfinedFolder folder) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor())
        .isZero();
    search.visit(folder, new Entry(WorkspacePath.parse("pipe"), Kind.FILE));
  }

  private void release() throws Exception {
    Files.newByteChannel(root.resolve("pipe"), StandardOpenOption.READ, StandardOpenOption.WRITE)
        .close();
  }

  @Test
  void what_takes_too_long_ends_with_what_was_found_and_says_so() throws Exception {
    bench.file("a.txt", "a needle");
    ConfinedPaths paths = ConfinedPaths.at(root);

    try (ConfinedFolder folder = paths.folder(WorkspacePath.ROOT);
        ParallelSearch search = search(Duration.ofMillis(300))) {
      search.visit(folder, new Entry(WorkspacePath.parse("a.txt"), Kind.FILE));
      assertThat(search.goesOn()).isTrue();
      meetPipe(search, folder);

      assertThat(search.shown()).contains("[the time was over before all files were searched");
      assertThat(search.goesOn()).isFalse();
      new FileWalk(paths, true, true).walk(WorkspacePath.ROOT, search);
    } finally {
      release();
    }
  }

  @Test
  void an_interrupt_ends_the_wait() throws Exception {
    ConfinedPaths paths = ConfinedPaths.at(root);

    try (ConfinedFolder folder = paths.folder(WorkspacePath.ROOT);
        ParallelSearch search = search(Duration.ofMinutes(5))) {
      meetPipe(search, folder);
      Thread.currentThread().interrupt();
      assertThatThrownBy(search::shown).isInstanceOf(InterruptedException.class);
    } finally {
      release();
    }
  }

  @Test
  void a_search_that_is_left_early_closes_what_it_holds() throws Exception {
    bench.file("a.txt", "a needle");

    try (ConfinedFolder folder = ConfinedPaths.at(root).folder(WorkspacePath.ROOT);
        ParallelSearch search = search(Duration.ofMinutes(5))) {
      search.visit(folder, new Entry(WorkspacePath.parse("a.txt"), Kind.FILE));
      assertThat(search.goesOn()).isTrue();
    }
  }

  @Test
  void files_that_vanish_meanwhile_are_counted() throws Exception {
    try (ConfinedFolder folder = ConfinedPaths.at(root).folder(WorkspacePath.ROOT);
        ParallelSearch search = search(Duration.ofMinutes(5))) {
      search.visit(folder, new Entry(WorkspacePath.parse("gone"), Kind.FILE));

      assertThat(search.shown()).contains("[1 files were too large or closed to this process]");
    }
  }

  @Test
  void many_folders_and_many_files_come_in_the_order_of_their_names() throws Exception {
    var names = new ArrayList<String>();
    for (int i = 100; i < 260; i++) {
      names.add("f" + i + "/a.txt");
      names.add("many/" + i + ".txt");
    }
    for (String name : names) {
      bench.file(name, "needle\n");
    }
    names.sort(null);

    String all = bench.run("search_in_code", "query", "needle", "max_results", 1000).content();
    String first = bench.run("search_in_code", "query", "needle", "max_results", 1).content();

    assertThat(all.lines())
        .containsExactlyElementsOf(names.stream().map(name -> name + ":1: needle").toList());
    assertThat(first)
        .isEqualTo("f100/a.txt:1: needle\n[319 more; narrow the query, path or file_pattern]\n");
  }

  @Test
  void what_is_shown_ends_before_it_is_too_long_for_a_model() throws Exception {
    bench.file("long", ("needle " + "x".repeat(280) + "\n").repeat(1000));

    String found = bench.run("search_in_code", "query", "needle", "max_results", 1000).content();

    assertThat(found).hasSizeLessThan(101_000).contains(" more; narrow the query");
  }

  @Test
  void larger_files_and_those_in_utf_16_are_searched_too() throws Exception {
    bench.file("large", "x\n".repeat(60_000) + "needle\n");
    Files.write(root.resolve("utf-16"), "\uFEFFneedle\n".getBytes(StandardCharsets.UTF_16LE));

    assertThat(bench.run("search_in_code", "query", "needle").content())
        .isEqualTo("large:60001: needle\nutf-16:1: needle\n");
  }
}
