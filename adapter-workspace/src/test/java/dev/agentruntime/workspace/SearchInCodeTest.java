package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.domain.tool.Preview;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchInCodeTest {

  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() {
    // Without a search program, installed or not.
    bench = new Workbench(root, Map.of("PATH", "/nonexistent"));
  }

  private String search(Object... arguments) throws InterruptedException {
    return bench.run("search_in_code", arguments).content();
  }

  @Test
  void a_text_is_found_with_path_and_line_in_any_case() throws Exception {
    bench.file("b.txt", "x\r\nThe Needle.\r\n");
    bench.file("a/a.txt", "needle\n");

    assertThat(search("query", "needle")).isEqualTo("a/a.txt:1: needle\nb.txt:2: The Needle.\n");
    assertThat(search("query", "needle", "case_sensitive", true)).isEqualTo("a/a.txt:1: needle\n");
  }

  @Test
  void a_literal_query_has_no_special_characters() throws Exception {
    bench.file("a", "f(x)\nfxx\n");

    assertThat(search("query", "f(x)")).isEqualTo("a:1: f(x)\n");
  }

  @Test
  void an_expression_is_found() throws Exception {
    bench.file("a", "int foo = 12;\nint bar = x;\nINT q = 1;\n");

    assertThat(search("query", "int \\w+ = \\d", "regex", true))
        .isEqualTo("a:1: int foo = 12;\na:3: INT q = 1;\n");
    assertThat(search("query", "^int .*\\d;$", "regex", true, "case_sensitive", true))
        .isEqualTo("a:1: int foo = 12;\n");
  }

  @Test
  @Timeout(20)
  void an_expression_that_backtracks_elsewhere_takes_linear_time() throws Exception {
    bench.file("a", "a".repeat(5000) + "\n");

    assertThat(search("query", "(a*)*b", "regex", true)).isEqualTo("[nothing found]\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "a{2,1}",
        "(?=x)",
        "((a{100}){100}){100}",
        "(((((x{9}){9}){9}){9}){9})",
        "[z-a]"
      })
  void a_bad_expression_is_refused(String query) {
    assertThat(bench.problem("search_in_code", "query", query, "regex", true))
        .contains("regular expression");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}",
        "\\{9999999\\}",
        "x{500}",
        "a{2,}b{,3}",
        ")"
      })
  void counted_repetitions_of_usual_size_are_measured_as_modest(String regex) throws Exception {
    RegexSize.requireModest(regex);
  }

  @Test
  void groups_that_nest_too_deep_are_refused() {
    assertThat(bench.problem("search_in_code", "query", "(".repeat(200), "regex", true))
        .contains("too large");
  }

  @Test
  void a_query_that_cannot_be_found_is_refused() {
    assertThat(bench.problem("search_in_code", "query", "")).contains("1 to 1000");
    assertThat(bench.problem("search_in_code", "query", "x".repeat(1001))).contains("1 to 1000");
    assertThat(bench.problem("search_in_code", "query", "a\nb")).contains("line break");
  }

  @Test
  void ignored_binary_and_secret_files_are_skipped_but_hidden_ones_searched() throws Exception {
    bench.file(".gitignore", "ignored\n");
    bench.file("ignored", "needle");
    bench.file("binary", "needle\0");
    bench.file(".env", "needle");
    bench.file(".git/config", "needle");
    bench.file(".github/workflows/ci.yml", "needle");

    assertThat(search("query", "needle")).isEqualTo(".github/workflows/ci.yml:1: needle\n");
  }

  @Test
  void a_file_or_folder_narrows_it_and_so_does_a_pattern() throws Exception {
    bench.file("a/x.java", "needle\n");
    bench.file("a/x.txt", "needle\n");
    bench.file("b/x.java", "needle\n");

    assertThat(search("query", "needle", "path", "a/x.txt")).isEqualTo("a/x.txt:1: needle\n");
    assertThat(search("query", "needle", "path", "a", "file_pattern", "*.java"))
        .isEqualTo("a/x.java:1: needle\n");
    assertThat(search("query", "needle", "file_pattern", "b/**")).isEqualTo("b/x.java:1: needle\n");
  }

  @Test
  void a_secret_file_is_marked_if_it_is_searched_by_name() throws Exception {
    bench.file(".env", "needle");
    Object[] arguments = {"query", "needle", "path", ".env"};

    Preview preview = bench.preview("search_in_code", arguments);

    assertThat(preview.secret()).isTrue();
    assertThat(bench.execute("search_in_code", preview, arguments).content())
        .isEqualTo(".env:1: needle\n");
    assertThat(bench.execute("search_in_code", Preview.nothing(), arguments).content())
        .contains("became another file");
  }

  @Test
  void a_file_with_other_names_is_counted_but_its_lines_are_not_shown(@TempDir Path outside)
      throws Exception {
    Files.createLink(
        root.resolve("link"), Files.writeString(outside.resolve("secret"), "a needle"));
    Files.createLink(root.resolve("other"), Files.writeString(outside.resolve("none"), "nothing"));

    assertThat(search("query", "needle"))
        .isEqualTo(
            "[nothing found]\n[1 files with hits are not shown: they have other names (hard links);"
                + " read_file asks for one]\n");
  }

  @Test
  void what_is_beyond_the_limit_is_counted() throws Exception {
    bench.file("a", "needle\n".repeat(5));
    bench.file("b", "needle\n");

    assertThat(search("query", "needle", "max_results", 2))
        .isEqualTo("a:1: needle\na:2: needle\n[4 more; narrow the query, path or file_pattern]\n");
  }

  @Test
  void lines_around_are_shown_once_and_gaps_are_marked() throws Exception {
    bench.file("a", "1\n2\nneedle\n4\nneedle\n6\n7\n8\n9\nneedle");

    assertThat(search("query", "needle", "context_lines", 1))
        .isEqualTo(
            """
            a-2- 2
            a:3: needle
            a-4- 4
            a:5: needle
            a-6- 6
            --
            a-9- 9
            a:10: needle
            """);
  }

  @Test
  void a_long_line_is_cut() throws Exception {
    bench.file("a", "needle" + "x".repeat(1000));

    assertThat(search("query", "needle")).isEqualTo("a:1: needle" + "x".repeat(294) + "…\n");
  }

  @Test
  void files_too_large_to_search_are_counted() throws Exception {
    try (var file = new RandomAccessFile(root.resolve("big").toFile(), "rw")) {
      file.setLength(ReadFile.MAX_BYTES + 1);
    }

    assertThat(search("query", "needle"))
        .isEqualTo("[nothing found]\n[1 files were too large or closed to this process]\n");
  }

  @Test
  void an_interrupt_ends_it() throws Exception {
    bench.file("a", "needle");
    var call = bench.call("search_in_code", Preview.nothing(), "query", "needle");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> bench.workspace.execute(call, piece -> {}))
        .isInstanceOf(InterruptedException.class);
  }
}
