package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.workspace.Hunk.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The odd corners of diffs, each by itself. */
class DiffFormsTest {

  private static String patched(String before, String hunks) throws ToolFailedException {
    List<String> lines = TextFile.lines("--- a/f\n+++ b/f\n" + hunks);
    byte[] bytes = before.getBytes(StandardCharsets.UTF_8);
    return new String(
        PatchedText.apply("f", bytes, DiffParser.parse(lines).getFirst().hunks()),
        StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@@ -1,1 +1,3 @@\n a\n b\n+x",
        "@@ -1,3 +1,1 @@\n a\n b\n+x",
        "@@ -1,1 +1,2 @@\n a\n b\n+x",
        "@@ -1,2 +1,1 @@\n a\n b\n+x",
        "@@ -0,0 +0,0 @@\n a\n b\n+x",
        "@@ -1,2 +1,3 @@\n a\n b\n+x\nand that is all",
        "@@ -1,2 +1,3 @@\n a\n b\n+x\n-- \n2.39.1"
      })
  void counts_that_are_wrong_and_what_comes_after_do_not_matter(String hunk) throws Exception {
    assertThat(patched("a\nb\nc\n", hunk)).isEqualTo("a\nb\nx\nc\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-- ", "-- \nno version"})
  void a_signature_has_a_version_behind_it_or_is_a_line_to_remove(String end) {
    assertThatThrownBy(() -> patched("a\n", "@@ @@\n a\n+x\n" + end))
        .hasMessageContaining("does not fit");
  }

  @Test
  void a_hunk_of_blank_lines_only_has_no_lines() {
    assertThatThrownBy(() -> patched("a\n", "@@ @@\n\n\n")).hasMessageContaining("has no lines");
  }

  @Test
  void a_note_before_any_line_means_nothing() throws Exception {
    assertThat(patched("a\n", "@@ @@\n\\ No newline at end of file\n a\n+b\n")).isEqualTo("a\nb\n");
  }

  @Test
  void lines_of_gits_header_are_known() {
    var header = new GitHeader();

    assertThat(
            List.of(
                "index 1..2",
                "similarity index 9%",
                "dissimilarity index 9%",
                "old mode 100644",
                "new mode 100755"))
        .allMatch(header::take);
    assertThat(header.take("something else")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"a\\3\"', a3",
    "'\"a\\39x\"', a39x",
    "'\"a\\3/1\"', a3/1",
    "'\"\\101\"', A",
    "'\"a\\\"', 'a\\'"
  })
  void an_escape_that_is_no_number_of_three_digits_is_none(String written, String name) {
    assertThat(GitHeader.unquoted(written)).isEqualTo(name);
  }

  @Test
  void a_prefix_is_one_only_where_both_names_have_theirs() {
    assertThat(patch("a/x", "b/x", false).toCandidates()).containsExactly("x", "b/x");
    assertThat(patch("a/x", "b/x", true).toCandidates()).containsExactly("b/x", "x");
    assertThat(patch("a/x", "a/x", false).toCandidates()).containsExactly("a/x", "x");
    assertThat(patch("b/x", "b/x", false).toCandidates()).containsExactly("b/x", "x");
    assertThat(patch("x", "x", false).toCandidates()).containsExactly("x");
  }

  private static FilePatch patch(String from, String to, boolean renames) {
    return new FilePatch(1, Optional.of(from), Optional.of(to), renames, List.of());
  }

  @Test
  void what_comes_in_is_indented_as_its_nearest_known_neighbour() {
    var hunk =
        new Hunk(
            "hunk 1",
            1,
            OptionalInt.empty(),
            List.of(
                new Hunk.Line(Kind.CONTEXT, "  if", false),
                new Hunk.Line(Kind.ADDED, "    x", false),
                new Hunk.Line(Kind.CONTEXT, "", false)));
    var there = List.of(new PatchableText.Line("\tif", "\n"), new PatchableText.Line("  ", "\n"));

    Indentation indentation = Indentation.of(hunk, there);

    assertThat(indentation.asInFile("    x")).isEqualTo("\t  x");
    assertThat(indentation.asInFile(" x")).isEqualTo(" x");
    assertThat(indentation.asInFile("   ")).isEqualTo("\t ");
    assertThat(indentation.asInFile("")).isEmpty();
    assertThat(indentation.asInFile("\t\tx")).isEqualTo("\t\tx");
  }

  @Test
  void a_mark_of_utf_16_is_two_bytes() {
    assertThat(TextFile.isUtf16(new byte[] {-1, -2, 0}, 3)).isTrue();
    assertThat(TextFile.isUtf16(new byte[] {-2, -1}, 2)).isTrue();
    assertThat(TextFile.isUtf16(new byte[] {-1, -1}, 2)).isFalse();
    assertThat(TextFile.isUtf16(new byte[] {-2, -2}, 2)).isFalse();
    assertThat(TextFile.isUtf16(new byte[] {'a', -1}, 2)).isFalse();
    assertThat(TextFile.isUtf16(new byte[] {-1, -2}, 1)).isFalse();
  }

  @Test
  void content_that_becomes_binary_is_not_shown() throws Exception {
    var change =
        new FileChange(
            WorkspacePath.parse("f"),
            Optional.of("text".getBytes(StandardCharsets.UTF_8)),
            Optional.of(new byte[] {1, 0}),
            Optional.empty());

    assertThat(ShownDiff.of(List.of(change))).contains("[binary content]");
  }
}
