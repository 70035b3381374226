package dev.agentruntime.domain.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.command.CommandPattern;
import dev.agentruntime.domain.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The corpus of command lines against its policy; the file says how it is read. */
class CommandLinesTest {

  private static final Pattern CHARACTER = Pattern.compile("<U\\+([0-9A-F]{4})>");
  private static final Corpus CORPUS = Corpus.read();

  /** A command line and what a policy must say of it. */
  record Line(Ruling expected, String text, boolean harmless) {}

  /** The lines with what the policy names. */
  record Corpus(List<CommandPattern> permitted, List<CommandPattern> forbidden, List<Line> lines) {

    static Corpus read() {
      var corpus = new Corpus(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      boolean harmless = false;
      for (String row : rows()) {
        if (row.startsWith("# ")) {
          // A comment with a capital letter is one; else it begins a group.
          harmless = Character.isUpperCase(row.charAt(2)) ? harmless : row.startsWith("# harmless");
        } else if (!row.isBlank()) {
          corpus.add(row, harmless);
        }
      }
      return corpus;
    }

    private void add(String row, boolean harmless) {
      int blank = row.indexOf(' ');
      String text = row.substring(blank + 1);
      switch (row.substring(0, blank)) {
        case "permit" -> permitted.add(CommandPattern.parse(text));
        case "forbid" -> forbidden.add(CommandPattern.parse(text));
        case String ruling ->
            lines.add(
                new Line(Ruling.valueOf(ruling.toUpperCase(Locale.ROOT)), spell(text), harmless));
      }
    }

    private static List<String> rows() {
      String name = "/dev/agentruntime/domain/command/command-lines.txt";
      try (InputStream in = CommandLinesTest.class.getResourceAsStream(name)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String spell(String text) {
      return CHARACTER
          .matcher(text.replace('⏎', '\n').replace('⇥', '\t'))
          .replaceAll(found -> Character.toString(Integer.parseInt(found.group(1), 16)))
          .intern();
    }
  }

  private static Ruling ruling(String line) {
    ApprovalPolicy policy =
        Requests.policy(
            Requests.rule("permitted", Ruling.ALLOW, ".*", in(CORPUS.permitted())),
            Requests.rule("forbidden", Ruling.DENY, ".*", in(CORPUS.forbidden())));
    return policy
        .evaluate(
            Requests.tool("execute_command", Requests.detail("command", new JsonString(line))))
        .ruling();
  }

  private static Condition in(List<CommandPattern> patterns) {
    return new Condition("command", new CommandCheck.In(patterns));
  }

  @Test
  void every_line_is_judged_as_expected() {
    assertThat(CORPUS.lines()).hasSizeGreaterThan(500);
    assertThat(CORPUS.lines())
        .filteredOn(line -> ruling(line.text()) != line.expected())
        .extracting(line -> ruling(line.text()) + " " + line)
        .isEmpty();
  }

  @Test
  void nothing_forbidden_or_unlisted_passes_in_silence() {
    assertThat(CORPUS.lines())
        .filteredOn(line -> line.expected() != Ruling.ALLOW)
        .filteredOn(line -> ruling(line.text()) == Ruling.ALLOW)
        .isEmpty();
  }

  @Test
  void few_harmless_lines_are_asked_for() {
    List<Line> harmless = CORPUS.lines().stream().filter(Line::harmless).toList();
    long asked = harmless.stream().filter(line -> ruling(line.text()) != Ruling.ALLOW).count();
    System.out.printf(
        Locale.ROOT,
        "command lines: %d in the corpus; %d of %d harmless ones are asked for (%.1f %%)%n",
        CORPUS.lines().size(),
        asked,
        harmless.size(),
        100.0 * asked / harmless.size());
    assertThat(harmless).hasSizeGreaterThanOrEqualTo(120);
    assertThat(asked).isLessThan(harmless.size() / 10);
  }
}
