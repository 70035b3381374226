package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.command.CommandLine;
import dev.agentruntime.domain.command.CommandPattern;
import dev.agentruntime.domain.command.SimpleCommand;
import dev.agentruntime.domain.command.Word;
import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a line against what real shells make of it. */
class CommandLineFuzzTest {

  private static final List<String> PIECES =
      List.of(
          " ",
          " ",
          " ",
          " ",
          "\n",
          "\t",
          ";",
          "&&",
          "||",
          "|",
          "&",
          "(",
          ")",
          "{",
          "}",
          "<",
          ">",
          "'",
          "'",
          "\"",
          "\"",
          "`",
          "$",
          "$(",
          "${",
          "$((",
          "))",
          "\\",
          "\\\n",
          "#",
          "*",
          "?",
          "[",
          "]",
          "~",
          "=",
          "!",
          ",",
          "..",
          "a",
          "b1",
          "-x",
          "ls",
          "ls",
          "git",
          "git log",
          "evil",
          "evil x",
          "env ",
          "sh -c ",
          "eval ",
          "if ",
          "then ",
          "fi",
          "for i in ",
          "do ",
          "done",
          "case ",
          " in ",
          "esac",
          ";;",
          "2>&1",
          ">/dev/null",
          "<<E\n",
          "\nE\n",
          "<<<",
          "<(",
          "$x",
          "${x@P}",
          "$'",
          "a=1 ",
          "PATH=. ",
          "é",
          "\u200b",
          "\r",
          "@",
          "%",
          "^",
          ":",
          "+",
          "1");

  private static final List<CommandPattern> LISTED =
      List.of(CommandPattern.parse("ls *"), CommandPattern.parse("git log *"));

  private static final Pattern HARMLESS =
      Pattern.compile("[0-9]?(>>?|>\\|)[ \\t]*/dev/null|<[ \\t]*/dev/null|[0-9]?>&[ \\t]*[12]|&&");

  private static final Pattern ACTIVE =
      Pattern.compile(
          "[`()<>&*?]|\\$[A-Za-z0-9_{(@*#?$!-]|(?<![^\\s=:;&|])~|\\{[^\\s;&|]*(,|\\.\\.)"
              + "|\\[[^\\s;&|]+\\]");

  private static final Pattern QUOTED =
      Pattern.compile(
          "\\\\\n|#(?<![^\\s;&|]#)[^\n]*|\\\\(?s:.)|'[^']*'|\"(\\\\(?s:.)|[^\"\\\\])*\"");

  private static final Pattern EXPANDED = Pattern.compile("`|\\$[A-Za-z0-9_{(@*#?$!-]");

  private static String soup(Gen gen) {
    var soup = new StringBuilder(gen.bool() ? "ls " : "");
    for (int i = gen.below(14); i >= 0; i--) {
      soup.append(gen.pick(PIECES));
    }
    return soup.toString();
  }

  @Test
  void no_line_is_too_strange_to_be_read() {
    Fuzz.run(
        20_000,
        seed -> {
          CommandLine line = CommandLine.parse(soup(new Gen(seed)));
          line.look(LISTED);
          if (line.isCoveredBy(LISTED)) {
            assertThat(line.isPlain()).isTrue();
          }
        });
  }

  @Test
  void nothing_active_stands_outside_of_quotes_in_a_plain_line() {
    Fuzz.run(20_000, seed -> assertNothingIsActive(soup(new Gen(seed))));
  }

  /** Once they did here, each being taken for a dot. */
  @Test
  void two_quoted_parts_within_a_brace_are_no_range() {
    String line = ",]{\\\n\"@\"\\${then ls";
    assertThat(CommandLine.parse(line).isPlain()).isTrue();
    assertNothingIsActive(line);
  }

  private static void assertNothingIsActive(String text) {
    if (CommandLine.parse(text).isPlain()) {
      String outside = HARMLESS.matcher(withoutQuotes(text)).replaceAll(" ");
      assertThat(ACTIVE.matcher(outside).find()).as("%s in %s", outside, text).isFalse();
    }
  }

  /** The line with a mark for whatever is quoted; what is expanded in quotes is kept active. */
  private static String withoutQuotes(String text) {
    return QUOTED
        .matcher(text)
        .replaceAll(
            found ->
                switch (found.group().charAt(0)) {
                  case '#' -> "";
                  case '"' -> expands(found.group()) ? "`" : "%";
                  case '\\' -> found.group().equals("\\\n") ? "" : "%";
                  default -> "%";
                });
  }

  private static boolean expands(String quoted) {
    return EXPANDED.matcher(quoted.replaceAll("\\\\(?s:.)", ".")).find();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void what_a_plain_line_runs_is_what_was_read(@TempDir Path folder) throws Exception {
    List<String> lines = new ArrayList<>();
    for (long seed = 0; lines.size() < 600; seed++) {
      String line = probe(new Gen(seed));
      if (CommandLine.parse(line).isPlain()) {
        lines.add(line);
      }
      assertThat(seed).as("hardly any probe is plain").isLessThan(6000);
    }
    for (String shell : shells()) {
      List<List<String>> made = probed(shell, lines, folder);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        List<String> read =
            CommandLine.parse(line).commands().stream().map(CommandLineFuzzTest::told).toList();
        assertThat(made.get(i))
            .as("%s, probe %d: %s", shell, i, line)
            .containsExactlyInAnyOrderElementsOf(read);
      }
    }
  }

  private static String told(SimpleCommand command) {
    return command.words().stream().map(Word::text).skip(1).collect(Collectors.joining("\u0001"));
  }

  /** A line of commands p, which go well, so that each of them runs. */
  private static String probe(Gen gen) {
    var line = new StringBuilder();
    for (int commands = gen.below(3); commands >= 0; commands--) {
      line.append("p");
      for (int words = gen.below(4); words > 0; words--) {
        line.append(gen.pick(List.of(" ", "  ", "\t", " \\\n "))).append(word(gen));
      }
      line.append(
          commands == 0 ? "" : gen.pick(List.of(" && ", ";", "\n", " | ", " 2>&1 | ", "&&\n")));
    }
    return line.toString();
  }

  private static String word(Gen gen) {
    List<String> inside =
        List.of("a", " ", "é", "*", "$ ", "#", ";", "|", "~", "{a,b}", "\n", "!", "-n", "&", "\\t");
    var word = new StringBuilder();
    for (int parts = gen.below(3); parts >= 0; parts--) {
      word.append(
          switch (gen.below(6)) {
            case 0 -> "'" + gen.pick(inside) + gen.pick(inside) + "\"'";
            case 1 -> "\"" + gen.pick(inside) + "'\\\"\\$\\`\\\\\\a" + gen.pick(inside) + "\"";
            case 2 -> "\\" + gen.pick(List.of("$", "'", "\"", "\\", " ", "*", "a", "#", ";", "é"));
            case 3 -> gen.pick(List.of("''", "\"\"", "$", "{}", "a{b}", "@{1}", "a~1", "x#y"));
            default ->
                gen.pick(List.of("a", "-b", "c/d", "e=f", "1", "g,h", "i:j", "%+^", "é", "]"));
          });
    }
    return word.toString();
  }

  private static List<List<String>> probed(String shell, List<String> lines, Path folder)
      throws IOException, InterruptedException {
    // In a pipe it waits until the one before is done: what both print must not be mixed.
    var script =
        new StringBuilder(
            "p() { while read -r p; do :; done; { IFS=$(printf '\\001'); printf '%s' \"$*\"; } >&9; }\n"
                .formatted("%s\\0"));
    // Each line is given as such a text is given to a shell, within one process.
    lines.forEach(line -> script.append(line).append("\nprintf '%s\\0' '[end of probe]' >&9\n"));
    Path file = Files.writeString(folder.resolve("probe"), script);
    Path made = folder.resolve("made");
    Path starter =
        Files.writeString(folder.resolve("start"), shell + " \"$1\" 9>\"$2\" </dev/null\n");
    run(
        folder,
        Path.of("/usr/bin:/bin"),
        shell,
        starter.toString(),
        file.toString(),
        made.toString());
    var all = new ArrayList<List<String>>();
    var current = new ArrayList<String>();
    for (String told : Files.readString(made).split("\0", -1)) {
      if (told.equals("[end of probe]")) {
        all.add(List.copyOf(current));
        current.clear();
      } else {
        current.add(told);
      }
    }
    assertThat(all).as("what %s ran", shell).hasSameSizeAs(lines);
    return all;
  }

  private static List<String> shells() {
    return List.of("sh", "bash", "dash").stream()
        .filter(
            shell ->
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell))))
        .toList();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void nothing_unlisted_runs_of_a_line_that_is_allowed(@TempDir Path folder) throws Exception {
    Path stubs = Files.createDirectory(folder.resolve("stubs"));
    Path record = folder.resolve("record");
    for (String name : List.of("ls", "git", "evil", "env", "a", "b1", "é", "E", "sh", "x", "1")) {
      Path stub =
          Files.writeString(
              stubs.resolve(name),
              "#!/bin/sh\nprintf '%%s\\0' '[command]' '%s' \"$@\" >>'%s'\n"
                  .formatted(name, record));
      assertThat(stub.toFile().setExecutable(true)).isTrue();
    }
    var ran = new AtomicInteger();
    Fuzz.run(
        4000,
        seed -> {
          String text = soup(new Gen(seed));
          if (CommandLine.parse(text).isCoveredBy(LISTED)) {
            Set<List<String>> recorded = recorded(text, folder, stubs, record);
            ran.addAndGet(recorded.size());
            assertThat(recorded)
                .as(text)
                .isSubsetOf(
                    CommandLine.parse(text).commands().stream()
                        .map(SimpleCommand::words)
                        .map(words -> words.stream().map(Word::text).toList())
                        .collect(Collectors.toSet()));
          }
        });
    assertThat(ran.get()).as("commands that ran").isGreaterThan(100);
  }

  private static Set<List<String>> recorded(String text, Path folder, Path stubs, Path record) {
    try {
      Files.writeString(record, "");
      run(folder, stubs, "/bin/sh", "-c", text);
      var ran = new LinkedHashSet<List<String>>();
      for (String command : Files.readString(record).split("\\[command\\]\0", -1)) {
        if (!command.isEmpty()) {
          ran.add(List.of(command.substring(0, command.length() - 1).split("\0", -1)));
        }
      }
      return ran;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static void run(Path folder, Path path, String... command)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().clear();
    builder.environment().put("PATH", path.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it does not end: " + String.join(" ", command));
    }
  }
}
