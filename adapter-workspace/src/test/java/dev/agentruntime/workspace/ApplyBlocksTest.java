package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Search/replace blocks, the other form that {@code apply_diff} takes. */
class ApplyBlocksTest {

  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() throws IOException {
    bench = new Workbench(root);
    bench.file("src/A.txt", "one\n  two\nthree\n");
  }

  private ToolResult apply(String blocks) throws InterruptedException {
    ToolResult result = bench.run("apply_diff", "diff", blocks);
    assertThat(result.outcome()).as(result.content()).isEqualTo(Outcome.SUCCEEDED);
    return result;
  }

  private String refusal(String blocks) {
    return bench.problem("apply_diff", "diff", blocks);
  }

  private static String block(String old, String fresh) {
    return "<<<<<<< SEARCH\n" + old + "=======\n" + fresh + ">>>>>>> REPLACE\n";
  }

  @Test
  void a_block_puts_lines_in_the_place_of_others() throws Exception {
    assertThat(apply("src/A.txt\n" + block("  two\n", "  2\n  2.5\n")))
        .isEqualTo(ToolResult.changed("changed src/A.txt (20 bytes)", List.of("src/A.txt")));

    assertThat(bench.content("src/A.txt")).isEqualTo("one\n  2\n  2.5\nthree\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/A.txt\n",
        "`src/A.txt`\n",
        "**src/A.txt**:\n\n",
        "### src/A.txt\n```text\n",
        "I change this:\n\nsrc/A.txt\n```\n"
      })
  void the_path_is_on_the_line_before_in_whatever_dress(String before) throws Exception {
    apply(before + block("one\n", "1\n") + "```\n");

    assertThat(bench.content("src/A.txt")).isEqualTo("1\n  two\nthree\n");
  }

  @Test
  void several_blocks_and_files_are_one_edit_and_each_sees_what_those_before_made()
      throws Exception {
    bench.file("b/x.txt", "x\n");

    apply(
        "src/A.txt\n"
            + block("one\n", "first\n")
            + "\n"
            + block("first\n", "premier\n")
            + "b/x.txt\n"
            + block("x\n", ""));

    assertThat(bench.content("src/A.txt")).isEqualTo("premier\n  two\nthree\n");
    assertThat(bench.content("b/x.txt")).isEmpty();
  }

  @Test
  void nothing_is_written_if_the_second_block_does_not_fit() throws Exception {
    assertThat(refusal("src/A.txt\n" + block("one\n", "1\n") + block("seven\n", "7\n")))
        .startsWith("src/A.txt, block 2 (line 7 of the diff) does not fit; nothing was written");
    assertThat(bench.content("src/A.txt")).startsWith("one");
  }

  @Test
  void other_white_space_is_tolerated_and_lines_on_both_sides_keep_their_bytes() throws Exception {
    bench.file("t", "\tif (x) {\r\n\t\ta();\r\n\t}\r\n");

    apply("t\n" + block("if (x) {\n  a();\n}\n", "if (x) {\n  b();\n}\n"));

    assertThat(bench.content("t")).isEqualTo("\tif (x) {\r\n\t\tb();\r\n\t}\r\n");
  }

  @Test
  void an_empty_search_makes_a_file_and_only_a_new_one() throws Exception {
    apply("new/b/file.txt\n" + block("", "text\n"));

    assertThat(bench.content("new/b/file.txt")).isEqualTo("text\n");
    assertThat(refusal("src/A.txt\n" + block("", "text\n"))).contains("adds lines but has none");
  }

  @Test
  void a_folder_that_is_called_a_or_b_is_no_prefix() throws Exception {
    apply("b/file.txt\n" + block("", "text\n") + "a/file.txt\n" + block("", "text\n"));

    assertThat(bench.files()).containsExactly("a/file.txt", "b/file.txt", "src/A.txt");
  }

  @Test
  void a_stated_line_chooses_among_several_places() throws Exception {
    bench.file("t", "x\ny\nx\n-------\n");
    String two = "t\n" + block("x\n", "z\n");

    assertThat(refusal(two)).contains("block 1", "fits in more than one place (lines 1, 3)");
    apply("t\n" + block(":start_line:3\n:end_line:3\n-------\nx\n", "z\n"));
    assertThat(bench.content("t")).isEqualTo("x\ny\nz\n-------\n");
    apply("t\n" + block(":start_line:1\nx\n", "X\n"));
    assertThat(bench.content("t")).isEqualTo("X\ny\nz\n-------\n");
    apply("t\n" + block("-------\n", "---\n"));
    assertThat(bench.content("t")).isEqualTo("X\ny\nz\n---\n");
  }

  @Test
  void what_is_no_whole_block_is_refused_with_its_line() {
    assertThat(refusal(block("a\n", "b\n"))).startsWith("line 1 of the diff: ").contains("path");
    assertThat(refusal("f\n<<<<<<< SEARCH\na\n")).startsWith("line 2").contains("=======");
    assertThat(refusal("f\n<<<<<<< SEARCH\n:start_line:1\n")).contains("no line =======");
    assertThat(refusal("f\n<<<<<<< SEARCH\na\n>>>>>>> REPLACE\n")).contains("no line =======");
    assertThat(refusal("f\n<<<<<<< SEARCH\na\n=======\nb\n")).contains(">>>>>>> REPLACE");
    assertThat(refusal("f\n<<<<<<< SEARCH\na\n=======\n" + block("x\n", "y\n")))
        .startsWith("line 2");
    assertThat(refusal("f\n" + block("a\n", "b\n=======\nc\n")))
        .contains("more than one line of =");
    assertThat(refusal("f\n" + block("a\n", "a\n"))).contains("changes nothing");
    assertThat(refusal("f\n" + block("a\n", "b\n") + ">>>>>>> REPLACE\n")).contains("outside");
    assertThat(refusal("@@ -1 +1 @@\n" + block("a\n", "b\n"))).contains("outside of any block");
    assertThat(refusal("f\n" + block("a\n", "b\n"))).contains("there is no file f");
  }

  @Test
  void more_than_a_hundred_blocks_are_refused() {
    assertThat(refusal("f\n" + block("a\n", "b\n").repeat(101))).contains("at most 100");
  }

  @Test
  void a_secret_file_is_not_told_by_what_fits() throws Exception {
    bench.file(".env", "KEY=1\n");

    assertThat(refusal(".env\n" + block("KEY=1\n", "KEY=2\n")))
        .isEqualTo(refusal(".env\n" + block("KEY=3\n", "KEY=2\n")))
        .contains("passwords or keys");
  }

  @Test
  void a_file_with_other_names_is_marked_and_not_told_by_what_does_not_fit(@TempDir Path outside)
      throws Exception {
    Path secret = Files.writeString(outside.resolve("secret"), "known\nhidden\n");
    Files.createLink(root.resolve("link"), secret);
    String fitting = "link\n" + block("known\n", "changed\n");

    Preview preview = bench.preview("apply_diff", "diff", fitting);

    assertThat(preview.secret()).isTrue();
    assertThat(bench.execute("apply_diff", preview, "diff", fitting).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
    assertThat(bench.content("link")).isEqualTo("changed\nhidden\n");
    assertThat(secret).hasContent("known\nhidden\n");
    Files.delete(root.resolve("link"));
    Files.createLink(root.resolve("link"), secret);
    assertThat(refusal("link\n" + block("known\nwrong\n", "x\n")))
        .contains("has other names")
        .doesNotContain("hidden");
  }

  @Test
  void a_file_in_latin_1_keeps_its_encoding_and_takes_what_it_has() throws Exception {
    Files.write(
        root.resolve("l"), "gr\u00FCn\n\u00E9t\u00E9\n".getBytes(StandardCharsets.ISO_8859_1));

    apply("l\n" + block("gr\u00FCn\n", "\u00E4hnlich\n"));

    assertThat(Files.readString(root.resolve("l"), StandardCharsets.ISO_8859_1))
        .isEqualTo("\u00E4hnlich\n\u00E9t\u00E9\n");
    assertThat(refusal("l\n" + block("\u00E9t\u00E9\n", "\u20AC\n")))
        .contains("block 1", "characters that the file's encoding");
  }
}
