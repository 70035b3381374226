package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplyDiffTest {

  private static final String FILE =
      """
      class A {
        int one() {
          return 1;
        }

        int two() {
          return 2;
        }
      }
      """;

  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() throws IOException {
    bench = new Workbench(root);
    bench.file("src/A.java", FILE);
  }

  private ToolResult apply(String diff) throws InterruptedException {
    ToolResult result = bench.run("apply_diff", "diff", diff);
    assertThat(result.outcome()).as(result.content()).isEqualTo(Outcome.SUCCEEDED);
    return result;
  }

  private String refusal(String diff) {
    return bench.problem("apply_diff", "diff", diff);
  }

  private static String on(String file, String hunks) {
    return "--- a/" + file + "\n+++ b/" + file + "\n" + hunks;
  }

  private void assertSecondReturns(String value) throws IOException {
    assertThat(bench.content("src/A.java")).isEqualTo(FILE.replace("return 2", "return " + value));
  }

  // how models write diffs

  @Test
  void an_exact_diff_is_applied() throws Exception {
    ToolResult result =
        apply(
            on(
                "src/A.java",
                """
                @@ -6,3 +6,3 @@ class A {
                   int two() {
                -    return 2;
                +    return 22;
                   }
                """));

    assertSecondReturns("22");
    assertThat(result.changedFiles()).containsExactly("src/A.java");
    assertThat(result.content()).isEqualTo("changed src/A.java (78 bytes)");
  }

  @ParameterizedTest
  @CsvSource({
    "a shifted number, '@@ -1,3 +1,3 @@'",
    "a number behind the end, '@@ -600,3 +600,3 @@'",
    "counts too small, '@@ -6,1 +6,1 @@'",
    "counts too large, '@@ -6,30 +6,30 @@'",
    "no counts, '@@ -6 +6 @@'",
    "no numbers, '@@'",
    "only a name, '@@ class A @@'",
    "dots, '@@ ... @@'",
    "no end of the header, '@@ -6,3 +6,3'"
  })
  void a_header_is_taken_with(String what, String header) throws Exception {
    apply(on("src/A.java", header + "\n   int two() {\n-    return 2;\n+    return 3;\n   }\n"));

    assertSecondReturns("3");
  }

  @ParameterizedTest
  @CsvSource({
    "'--- src/A.java', '+++ src/A.java'",
    "'--- a/src/A.java', '+++ b/src/A.java'",
    "'--- a/src/A.java\t2026-01-01 10:00:00', '+++ b/src/A.java\t2026-01-01 10:00:01'",
    "'--- \"a/src/A.java\"', '+++ \"b/src/A.java\"'",
    "'--- a/src/A.java', '+++ a/src/A.java'",
    "'--- ./src/A.java', '+++ ./src/A.java'",
    "'--- src/A.java.orig', '+++ src/A.java'"
  })
  void names_are_taken_with_and_without_prefixes(String old, String fresh) throws Exception {
    apply(old + "\n" + fresh + "\n@@ -7 +7 @@\n-    return 2;\n+    return 3;\n");

    assertSecondReturns("3");
  }

  @Test
  void a_folder_that_is_called_a_is_no_prefix() throws Exception {
    bench.file("a/x", "1\n");

    apply("--- a/x\n+++ a/x\n@@ -1 +1 @@\n-1\n+2\n");

    assertThat(bench.content("a/x")).isEqualTo("2\n");
  }

  @Test
  void fences_prose_and_git_headers_are_read_past() throws Exception {
    apply(
        """
        Here is the change:

        ```diff
        diff --git a/src/A.java b/src/A.java
        index 123..456 100644
        --- a/src/A.java
        +++ b/src/A.java
        @@ -6,9 +6,9 @@
           int two() {
        -    return 2;
        +    return 3;
           }
        ```

        It returns three now.
        """);

    assertSecondReturns("3");
  }

  @Test
  void a_mailed_patch_is_read_without_its_signature() throws Exception {
    apply(on("src/A.java", "@@ -7 +7 @@\n-    return 2;\n+    return 3;\n-- \n2.39.1\n"));

    assertSecondReturns("3");
  }

  @Test
  void a_whole_diff_in_crlf_is_applied_to_a_file_in_lf() throws Exception {
    apply(on("src/A.java", "@@ -7 +7 @@\n-    return 2;\n+    return 3;\n").replace("\n", "\r\n"));

    assertSecondReturns("3");
  }

  @Test
  void blank_context_may_have_lost_its_space_and_any_context_its_mark() throws Exception {
    apply(
        on(
            "src/A.java",
            """
            @@ -4,3 +4,3 @@
              }

            -  int two() {
            +  int second() {

            """));

    assertThat(bench.content("src/A.java")).isEqualTo(FILE.replace("two", "second"));
    apply(on("src/A.java", "@@\nclass A {\n-  int one() {\n+  int first() {\n"));
    assertThat(bench.content("src/A.java"))
        .isEqualTo(FILE.replace("two", "second").replace("one", "first"));
  }

  @Test
  void other_white_space_is_tolerated_and_what_stays_keeps_its_bytes() throws Exception {
    bench.file("t.go", "func f() {\n\tif x {\n\t\treturn  1 \n\t}\n}\n");

    apply(
        on(
            "t.go",
            """
            @@ -2,3 +2,4 @@
                 if x {
            -        return 1
            +        y := 2
            +            return y
                 }
            """));

    assertThat(bench.content("t.go"))
        .isEqualTo("func f() {\n\tif x {\n\t\ty := 2\n\t\t    return y\n\t}\n}\n");
  }

  @Test
  void white_space_at_line_ends_is_tolerated_before_indentation_is() throws Exception {
    bench.file("t", "  x  \nx\n");

    apply(on("t", "@@ -9 +9 @@\n-  x\n+  y\n"));

    assertThat(bench.content("t")).isEqualTo("  y\nx\n");
  }

  @Test
  void crlf_files_keep_crlf_and_mixed_ones_what_their_neighbours_have() throws Exception {
    bench.file("crlf", "a\r\nb\r\nc\r\n");
    bench.file("mixed", "a\nb\r\nc\n");

    apply(on("crlf", "@@ -1,3 +1,4 @@\n a\n-b\n+B\n+bb\n c\n"));
    apply(on("mixed", "@@ -2 +2,2 @@\n b\n+bb\n@@ -1 +1,2 @@\n a\n+aa\n"));

    assertThat(bench.content("crlf")).isEqualTo("a\r\nB\r\nbb\r\nc\r\n");
    assertThat(bench.content("mixed")).isEqualTo("a\naa\nb\r\nbb\r\nc\n");
  }

  @Test
  void bytes_outside_the_hunks_never_change() throws Exception {
    byte[] start =
        "\u00EF\u00BB\u00BFa\u00FFb\r\nlone\rreturn\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] end = "\f\t \u0080\u0099\nlast".getBytes(StandardCharsets.ISO_8859_1);
    var all = new ByteArrayOutputStream();
    all.writeBytes(start);
    all.writeBytes("grün\n".getBytes(StandardCharsets.UTF_8));
    all.writeBytes(end);
    Files.write(root.resolve("f"), all.toByteArray());

    apply(on("f", "@@ -3 +3 @@\n-grün\n+blau ü\n"));

    var wanted = new ByteArrayOutputStream();
    wanted.writeBytes(start);
    wanted.writeBytes("blau ü\n".getBytes(StandardCharsets.UTF_8));
    wanted.writeBytes(end);
    assertThat(Files.readAllBytes(root.resolve("f"))).isEqualTo(wanted.toByteArray());
  }

  @Test
  void a_byte_order_mark_does_not_hide_the_first_line() throws Exception {
    bench.file("f", "\uFEFFa\nb\n");

    apply(on("f", "@@ -1 +1 @@\n-a\n+A\n"));

    assertThat(bench.content("f")).isEqualTo("\uFEFFA\nb\n");
  }

  @ParameterizedTest
  @CsvSource({
    "stays missing without a mark, 'a|b', '-b|+c|', 'a|c'",
    "stays missing with both marks, 'a|b', '-b|\\ No newline at end of file|+c|\\ No newline at end"
        + " of file|', 'a|c'",
    "comes, 'a|b', '-b|\\ No newline at end of file|+c|', 'a|c|'",
    "goes, 'a|b|', '-b|+c|\\ No newline at end of file|', 'a|c'",
    "moves to a line added behind, 'a|b', ' b|+c|', 'a|b|c'",
    "stays before a line added in between, 'a|b', ' a|+x|', 'a|x|b'",
    "goes with the last line, 'a|b', '-b|', 'a'"
  })
  void the_last_newline(String what, String before, String body, String after) throws Exception {
    bench.file("f", before.replace('|', '\n'));

    apply(on("f", "@@\n" + body.replace('|', '\n')));

    assertThat(bench.content("f")).isEqualTo(after.replace('|', '\n'));
  }

  @Test
  void removed_lines_that_look_like_headers_are_lines_if_the_counts_say_so() throws Exception {
    bench.file("q.sql", "a\n-- old\nb\n");

    apply(on("q.sql", "@@ -1,3 +1,3 @@\n a\n--- old\n+++ new\n b\n"));

    assertThat(bench.content("q.sql")).isEqualTo("a\n++ new\nb\n");
  }

  @Test
  void several_hunks_in_any_order_are_found_in_the_file_as_it_was() throws Exception {
    apply(
        on(
            "src/A.java",
            """
            @@ -7 +7 @@
            -    return 2;
            +    int one = 1;
            +    return 1;
            @@ -3 +3,2 @@
            -    return 1;
            +    return 11;
            """));

    assertThat(bench.content("src/A.java"))
        .isEqualTo(
            FILE.replace("return 1", "return 11")
                .replace("return 2", "int one = 1;\n    return 1"));
  }

  @Test
  void a_hunk_without_context_is_put_where_its_number_says() throws Exception {
    bench.file("f", "1\n2\n3\n");

    apply(on("f", "@@ -2,0 +3,1 @@\n+2.5\n"));

    assertThat(bench.content("f")).isEqualTo("1\n2\n2.5\n3\n");
  }

  @Test
  void the_stated_place_wins_over_others_that_fit_too() throws Exception {
    bench.file("f", "x\nx\nx\n");

    apply(on("f", "@@ -2 +2 @@\n-x\n+y\n"));

    assertThat(bench.content("f")).isEqualTo("x\ny\nx\n");
  }

  // several files, made, removed and renamed ones

  @Test
  void several_files_are_changed_made_removed_and_renamed_at_once() throws Exception {
    bench.file("old.txt", "1\n2\n3\n");
    Files.setPosixFilePermissions(
        root.resolve("old.txt"), PosixFilePermissions.fromString("rwxr-x---"));
    bench.file("gone.txt", "bye\n");
    String diff =
        """
        --- a/src/A.java
        +++ b/src/A.java
        @@ -7 +7 @@
        -    return 2;
        +    return 3;
        diff --git a/new/dir/B.java b/new/dir/B.java
        new file mode 100644
        --- /dev/null
        +++ b/new/dir/B.java
        @@ -0,0 +1,2 @@
        +class B {
        +}
        --- a/gone.txt
        +++ /dev/null
        @@ -1 +0,0 @@
        -bye
        diff --git a/old.txt b/new name.txt
        similarity index 80%
        rename from old.txt
        rename to new name.txt
        --- a/old.txt
        +++ b/new name.txt
        @@ -2 +2 @@
        -2
        +two
        """;

    Preview preview = bench.preview("apply_diff", "diff", diff);
    ToolResult result = bench.execute("apply_diff", preview, "diff", diff);

    assertThat(preview.paths())
        .containsExactly("src/A.java", "new/dir/B.java", "gone.txt", "old.txt", "new name.txt");
    assertThat(preview.impacts().get(1).before()).isEmpty();
    assertThat(preview.impacts().get(2).after()).isEmpty();
    assertThat(preview.impacts().get(3).after()).isEmpty();
    assertThat(preview.impacts().get(4).before()).isEmpty();
    assertThat(result.content())
        .isEqualTo(
            """
            changed src/A.java (77 bytes)
            created new/dir/B.java (12 bytes)
            removed gone.txt
            removed old.txt
            created new name.txt (8 bytes)\
            """);
    assertThat(bench.files()).containsExactly("new name.txt", "new/dir/B.java", "src/A.java");
    assertThat(bench.content("new name.txt")).isEqualTo("1\ntwo\n3\n");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(root.resolve("new name.txt"))))
        .isEqualTo("rwxr-x---");
    assertThat(bench.content("new/dir/B.java")).isEqualTo("class B {\n}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"t\\tab\"', 't\tab'",
    "'\"n\\nr\\r\"', 'n\nr\r'",
    "'\"\\303\\244\"', ä",
    "'\"\\19x\"', 19x",
    "'\"end\\\"', 'end\\'",
    "'\"', '\"'",
    "'\"open', '\"open'",
    "plain, plain"
  })
  void quotes_of_git_are_undone(String written, String name) {
    assertThat(GitHeader.unquoted(written)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "a/x b/x, x",
    "a/with space b/with space, with space",
    "x x, x",
    "a/x b/y,",
    "a/x c/x,",
    "xy,",
    "abc,"
  })
  void the_name_on_gits_first_line_is_told_only_if_it_is_sure(String names, String name) {
    assertThat(GitHeader.commonName(names)).isEqualTo(Optional.ofNullable(name));
  }

  @Test
  void what_git_says_without_hunks_is_done() throws Exception {
    bench.file("x.txt", "x\n");
    bench.file("y.txt", "y\n");

    apply(
        """
        diff --git a/x.txt b/z.txt
        similarity index 100%
        rename from x.txt
        rename to z.txt
        diff --git a/y.txt b/y.txt
        deleted file mode 100644
        diff --git a/empty b/empty
        new file mode 100644
        index 000..e69
        """);

    assertThat(bench.files()).containsExactly("empty", "src/A.java", "z.txt");
    assertThat(bench.content("empty")).isEmpty();
  }

  @Test
  void a_file_that_is_not_there_is_made_from_a_hunk_that_only_adds() throws Exception {
    apply("--- a/n.txt\n+++ b/n.txt\n@@ -0,0 +1 @@\n+new\n\\ No newline at end of file\n");

    assertThat(bench.content("n.txt")).isEqualTo("new");
  }

  @Test
  void an_empty_file_can_be_made_once_more() throws Exception {
    bench.file("empty", "");

    apply("--- /dev/null\n+++ b/empty\n@@ -0,0 +1 @@\n+x\n");

    assertThat(bench.content("empty")).isEqualTo("x\n");
  }

  @Test
  void a_file_named_twice_is_changed_twice() throws Exception {
    bench.file("f", "1\n2\n");

    apply(on("f", "@@ -1 +1 @@\n-1\n+one\n") + on("f", "@@ -1,2 +1,2 @@\n one\n-2\n+two\n"));

    assertThat(bench.content("f")).isEqualTo("one\ntwo\n");
  }

  @Test
  void a_removed_file_in_a_folder_that_is_called_a_is_found() throws Exception {
    bench.file("a/x", "1\n");

    apply("--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n");

    assertThat(root.resolve("a/x")).doesNotExist();
  }

  @Test
  void names_in_quotes_are_read_as_git_writes_them() throws Exception {
    bench.file("grün \"x\".txt", "1\n");

    apply(
        """
        --- "a/gr\\303\\274n \\"x\\".txt"
        +++ "b/gr\\303\\274n \\"x\\".txt"
        @@ -1 +1 @@
        -1
        +2
        """);

    assertThat(bench.content("grün \"x\".txt")).isEqualTo("2\n");
  }

  // refusals

  @Test
  void a_place_that_is_not_the_only_one_is_refused_with_all_of_them() throws Exception {
    bench.file("f", "x\ny\nx\ny\n");

    assertThat(refusal(on("f", "@@ -9 +9 @@\n-x\n+z\n")))
        .isEqualTo(
            "f, hunk 1 (line 3 of the diff) fits in more than one place (lines 1, 3); add context"
                + " lines until it fits in one only");
    bench.file("f", "x\n".repeat(9));
    assertThat(refusal(on("f", "@@\n-x\n+z\n"))).contains("(lines 1, 2, 3, 4, 5, …)");
  }

  @Test
  void a_hunk_that_does_not_fit_is_refused_with_what_is_there_instead() {
    assertThat(
            refusal(
                on(
                    "src/A.java",
                    """
                    @@ -3 +3 @@
                    -    return 1;
                    +    return 0;
                    @@ -6,3 +6,3 @@
                       int two() {
                    -    return 222;
                    +    return 3;
                       }
                    """)))
        .isEqualTo(
            """
            src/A.java, hunk 2 (line 6 of the diff) does not fit; nothing was written. The nearest place is line 6. There the diff has
                  return 222;
            but line 7 of the file is
                  return 2;
            Read the file again and make the diff from what is there.\
            """);
  }

  @Test
  void a_hunk_for_a_shorter_file_is_told_where_it_ends() throws Exception {
    bench.file("f", "1\n2\n");

    assertThat(refusal(on("f", "@@ -1,3 +1,3 @@\n 1\n 2\n-3\n+4\n")))
        .contains("the file ends at line 2");
    bench.file("empty", "");
    assertThat(refusal(on("empty", "@@ -1 +1 @@\n-3\n+4\n"))).contains("the file ends at line 0");
  }

  @Test
  void the_nearest_place_is_looked_for_in_the_whole_file() throws Exception {
    bench.file("f", "1\n2\n3\nstart\nmiddle\nend\n");

    assertThat(refusal(on("f", "@@ -1,3 +1,3 @@\n start\n-centre\n+x\n end\n")))
        .contains("The nearest place is line 4.", "  centre\nbut line 5 of the file is\n  middle");
    bench.file("large", "x\n".repeat(3000));
    assertThat(refusal(on("large", "@@ -7 +7 @@\n" + "-y\n".repeat(3000))))
        .contains("The nearest place is line 7.");
  }

  @Test
  void a_diff_that_was_applied_before_is_told_so() throws Exception {
    String diff =
        on("src/A.java", "@@ -6,2 +6,2 @@\n   int two() {\n-    return 2;\n+    return 3;\n");
    apply(diff);

    assertThat(refusal(diff)).contains("already there, at line 6");
  }

  @Test
  void lines_without_any_place_are_refused() throws Exception {
    bench.file("f", "1\n");

    assertThat(refusal(on("f", "@@\n+x\n"))).contains("add some context lines");
    assertThat(refusal(on("f", "@@ -7,0 +8 @@\n+x\n"))).contains("add some context lines");
  }

  @Test
  void hunks_that_overlap_are_refused() throws Exception {
    bench.file("f", "1\n2\n3\n");

    assertThat(refusal(on("f", "@@ -1,2 +1,2 @@\n 1\n-2\n+x\n@@ -2,2 +2,2 @@\n 2\n-3\n+y\n")))
        .contains("hunk 2 (line 7 of the diff) overlaps");
  }

  @Test
  void what_is_no_diff_is_refused_with_how_to_write_one() {
    assertThat(refusal("please change it")).contains("--- a/path");
    assertThat(refusal("@@ -1 +1 @@\n-a\n+b\n"))
        .contains("line 1 of the diff", "before any file is named");
    assertThat(refusal("--- a/f\n+++ b/f\n")).contains("line 1 of the diff", "has no hunk");
    assertThat(refusal("--- a/f\n+++ b/f\n@@ -1 +1 @@\n"))
        .contains("line 3 of the diff", "no lines");
    assertThat(refusal("--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n"))
        .contains("neither an old nor a new name");
    assertThat(refusal("diff --git a/x b/y\n")).contains("neither an old nor a new name");
    assertThat(refusal("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n"))
        .contains("has no hunk");
    assertThat(refusal(on("src/A.java", "@@ -1 +1 @@\n class A {\n"))).contains("changes nothing");
    assertThat(refusal("x".repeat((1 << 20) + 1))).contains("at most 1 MB");
    assertThat(refusal(on("n", "@@ -0,0 +1 @@\n+x\n").repeat(101))).contains("at most 100 files");
  }

  @Test
  void what_a_diff_cannot_do_is_refused() throws Exception {
    bench.file("b.png", "PNG\0");
    bench.file(".env", "KEY=1\n");
    bench.file("f", "1\n2\n");

    assertThat(
            refusal(
                """
                diff --git a/b.png b/b.png
                index 1..2
                Binary files a/b.png and b/b.png differ
                """))
        .contains("line 3", "binary");
    assertThat(refusal("diff --git a/f b/g\nsimilarity index 100%\ncopy from f\ncopy to g\n"))
        .contains("copies");
    assertThat(refusal(on("b.png", "@@ -1 +1 @@\n-a\n+b\n"))).contains("binary or UTF-16");
    assertThat(refusal(on(".env", "@@ -1 +1 @@\n-a\n+b\n")))
        .contains("passwords")
        .doesNotContain("KEY");
    assertThat(refusal(on("missing", "@@ -1 +1 @@\n-a\n+b\n")))
        .contains("there is no file missing", "/dev/null");
    assertThat(refusal("--- a/f\n+++ b/g\n@@ -1 +1 @@\n-1\n+2\n"))
        .contains("there is no file g", "rename from");
    assertThat(refusal("--- a/missing\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"))
        .contains("there is no file missing");
    assertThat(refusal("--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"))
        .contains("not all of its lines");
    assertThat(refusal("--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+1\n")).contains("f already exists");
    assertThat(refusal("diff --git a/f b/b.png\nrename from f\nrename to b.png\n"))
        .contains("b.png already exists");
  }

  // all or nothing

  @Test
  void nothing_is_written_if_the_second_file_does_not_fit() throws Exception {
    bench.file("f", "1\n");

    refusal(
        on("src/A.java", "@@ -7 +7 @@\n-    return 2;\n+    return 3;\n")
            + on("f", "@@ -1 +1 @@\n-x\n+y\n"));

    assertSecondReturns("2");
    assertThat(bench.files()).containsExactly("f", "src/A.java");
  }

  @Test
  void nothing_is_written_if_a_file_changed_since_it_was_shown() throws Exception {
    bench.file("f", "1\n");
    String diff =
        on("src/A.java", "@@ -7 +7 @@\n-    return 2;\n+    return 3;\n")
            + on("f", "@@ -1 +1 @@\n-1\n+y\n");
    Preview preview = bench.preview("apply_diff", "diff", diff);
    bench.file("f", "1\nmore\n");

    ToolResult result = bench.execute("apply_diff", preview, "diff", diff);

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.content()).startsWith("f changed since it was shown");
    assertSecondReturns("2");
    assertThat(bench.content("f")).isEqualTo("1\nmore\n");
  }

  @Test
  void what_the_preview_shows_could_be_applied_itself() throws Exception {
    bench.file("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10");
    String diff = on("f", "@@ -9,2 +9,1 @@\n 9\n-10\n@@ -2 +2 @@\n-2\n+two\n");
    Preview preview = bench.preview("apply_diff", "diff", diff);

    Preview again = bench.preview("apply_diff", "diff", preview.diff().orElseThrow());

    assertThat(again.impacts().stream().map(FileImpact::after).toList())
        .isEqualTo(preview.impacts().stream().map(FileImpact::after).toList());
  }
}
