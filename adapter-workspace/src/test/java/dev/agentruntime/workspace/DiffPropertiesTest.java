package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import dev.agentruntime.workspace.PatchableText.Line;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Random files, random edits, written as models write them: what comes out is the file that was
 * meant, and every byte of a line that stays is the one that was there.
 */
class DiffPropertiesTest {

  private static final int ROUNDS = 3000;

  /** A line of the file that is meant: one that stays, with its number, or a new one. */
  private record Meant(int old, String text) {
    boolean isNew() {
      return old < 0;
    }
  }

  /** A file, and what shall become of it. */
  private static final class Case {
    private final Gen gen;
    private final Charset charset;
    private final List<Line> lines = new ArrayList<>();
    private final List<Meant> meant = new ArrayList<>();
    private final String mark;

    Case(long seed) {
      gen = new Gen(seed);
      charset = gen.bool() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
      mark = charset.equals(StandardCharsets.UTF_8) && gen.below(4) == 0 ? "\uFEFF" : "";
      int count = gen.below(20) + 1;
      for (int i = 0; i < count; i++) {
        boolean isLast = i == count - 1;
        lines.add(new Line(text(i), isLast && gen.bool() ? "" : gen.pick(List.of("\n", "\r\n"))));
      }
      for (int i = 0; i < count; i++) {
        edit(i);
      }
    }

    /** No two are alike, so that a hunk has one place only; some look like parts of a diff. */
    private String text(int number) {
      return gen.pick(List.of("", "  ", "\t"))
          + number
          + gen.pick(
              List.of("", " {", "}", " --- a/x", " @@ -1 +1 @@", " \u00E4\u00F6", " a\rb", " \\"));
    }

    private void edit(int i) {
      switch (gen.below(8)) {
        case 0 -> {}
        case 1 -> meant.add(new Meant(-1, "new " + text(i)));
        case 2 -> {
          meant.add(new Meant(i, lines.get(i).text()));
          meant.add(new Meant(-1, "more " + text(i)));
        }
        default -> meant.add(new Meant(i, lines.get(i).text()));
      }
    }

    byte[] bytes() {
      var all = new StringBuilder(mark);
      lines.forEach(line -> all.append(line.text()).append(line.end()));
      return all.toString().getBytes(charset);
    }

    boolean changesNothing() {
      return meant.size() == lines.size() && meant.stream().noneMatch(Meant::isNew);
    }

    /** The edit as one hunk over the whole file, or as one with a few lines around. */
    String unified() {
      var body = new ArrayList<String>();
      int at = 0;
      for (Meant line : meant) {
        if (line.isNew()) {
          body.add("+" + line.text());
        } else {
          for (; at < line.old(); at++) {
            body.add("-" + mangled(lines.get(at).text()));
          }
          body.add(" " + mangled(lines.get(at++).text()));
        }
      }
      for (; at < lines.size(); at++) {
        body.add("-" + mangled(lines.get(at).text()));
      }
      int dropped = 0;
      int context = gen.below(3) + 1;
      while (startsWithContext(body, context + 1)) {
        body.removeFirst();
        dropped++;
      }
      while (startsWithContext(body.reversed(), context + 1)) {
        body.removeLast();
      }
      String end = gen.bool() ? "\n" : "\r\n";
      return gen.pick(
              List.of("", "Here it is:\n```diff\n", "diff --git a/f b/f\nindex 1..2 100644\n"))
          + gen.pick(List.of("--- a/f\n+++ b/f\n", "--- f\n+++ f\n", "--- f\t2020-01-01\n+++ f\n"))
          + header(dropped + 1, body)
          + end
          + String.join(end, body)
          + end;
    }

    private static boolean startsWithContext(List<String> body, int lines) {
      return body.size() > lines
          && body.subList(0, lines).stream().allMatch(line -> line.startsWith(" "));
    }

    private String header(int start, List<String> body) {
      long old = body.stream().filter(line -> !line.startsWith("+")).count();
      long fresh = body.stream().filter(line -> !line.startsWith("-")).count();
      return switch (gen.below(4)) {
        case 0 -> "@@ @@";
        case 1 -> "@@ -%d,%d +%d,%d @@".formatted(start, old, start, fresh);
        case 2 -> "@@ -%d +%d @@ int f()".formatted(start + gen.below(9), start);
        default -> "@@ -%d,%d +%d,%d @@".formatted(start + gen.below(5), old + 1, start, fresh + 2);
      };
    }

    /** What models lose at the end of lines that they copy. */
    private String mangled(String text) {
      return gen.below(6) == 0 ? text + " " : text;
    }

    String block() {
      var block = new StringBuilder("f\n<<<<<<< SEARCH\n");
      lines.forEach(line -> block.append(line.text()).append('\n'));
      block.append("=======\n");
      meant.forEach(line -> block.append(line.text()).append('\n'));
      return block.append(">>>>>>> REPLACE\n").toString();
    }

    void assertIsMeant(byte[] result, String diff) {
      // Nothing tells a file of plain ASCII from UTF-8, and that is what is written into it.
      boolean plain = new String(bytes(), charset).chars().allMatch(c -> c < 0x80);
      String text = new String(result, plain ? StandardCharsets.UTF_8 : charset);
      assertThat(text).as(diff).startsWith(mark);
      List<Line> made = lines(text.substring(mark.length()));
      assertThat(made).as(diff).extracting(Line::text).isEqualTo(texts());
      for (int i = 0; i < made.size() - 1; i++) {
        Meant line = meant.get(i);
        String before = line.isNew() ? "" : lines.get(line.old()).end();
        if (!before.isEmpty()) {
          assertThat(made.get(i).end()).as(diff).isEqualTo(before);
        }
        assertThat(made.get(i).end()).isNotEmpty();
      }
    }

    private List<String> texts() {
      return meant.stream().map(Meant::text).toList();
    }

    private static List<Line> lines(String text) {
      byte[] plain = text.getBytes(StandardCharsets.UTF_8);
      PatchableText read = PatchableText.of(plain);
      return read.lines().stream().map(l -> new Line(read.shown(l.text()), l.end())).toList();
    }
  }

  @Test
  void a_unified_diff_makes_the_file_that_is_meant() {
    Fuzz.run(ROUNDS, seed -> assertMakesWhatIsMeant(new Case(seed), true));
  }

  @Test
  void a_block_makes_the_file_that_is_meant() {
    Fuzz.run(ROUNDS, seed -> assertMakesWhatIsMeant(new Case(seed), false));
  }

  private static void assertMakesWhatIsMeant(Case tried, boolean unified) {
    if (tried.changesNothing()) {
      return;
    }
    String diff = unified ? tried.unified() : tried.block();
    List<String> lines = TextFile.lines(diff);
    try {
      FilePatch patch = (unified ? DiffParser.parse(lines) : BlockParser.parse(lines)).getFirst();
      tried.assertIsMeant(PatchedText.apply("f", tried.bytes(), patch.hunks()), diff);
    } catch (ToolFailedException e) {
      // Lines that only come in, with none around and no number, have no place.
      assertThat(Objects.toString(e.getMessage())).as(diff).contains("adds lines but has none");
    }
  }
}
