package dev.agentruntime.domain.command;

import dev.agentruntime.domain.command.Programs.Program;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Programs that read command lines: shells with {@code -c}, and what is built into them. */
final class Shells {

  private static final Pattern FLAGS = Pattern.compile("[-+][aefnuvxlc]+");
  private static final Set<String> LONG =
      Set.of("--norc", "--noprofile", "--posix", "--login", "--verbose");

  private Shells() {}

  static Map<String, Program> all() {
    var all = new TreeMap<String, Program>();
    for (String shell : List.of("sh", "bash", "dash", "ash", "ksh", "rbash", "mksh")) {
      all.put(shell, (arguments, found) -> shell(shell, arguments, found));
    }
    for (String other : List.of("zsh", "fish", "csh", "tcsh", "elvish", "nu", "pwsh", "xonsh")) {
      all.put(other, (arguments, found) -> otherShell(other, arguments, found));
    }
    for (String setter : List.of("export", "readonly", "declare", "typeset", "local")) {
      all.put(setter, Shells::set);
    }
    all.put("eval", Shells::eval);
    all.put("trap", Shells::trap);
    all.put("watch", Shells::watch);
    return all;
  }

  private static List<SimpleCommand> shell(String name, List<Word> arguments, Findings found) {
    var rest = new ArrayDeque<>(arguments);
    boolean code = skipOptions(rest);
    if (rest.isEmpty()) {
      found.doubt(name + " reads commands that are not in the line");
      return List.of();
    }
    Word next = rest.getFirst();
    if (next.text().startsWith("-")
        || next.text().startsWith("+")
        || !next.isLiteral()
        || (!code && Programs.mayBeInput(next))) {
      found.doubt("what " + name + " runs is not understood");
      return List.of();
    }
    return code ? line(name, List.of(next), found) : List.of(SimpleCommand.script(next));
  }

  /** Whether one of the options says that code follows. */
  private static boolean skipOptions(Deque<Word> rest) {
    boolean code = false;
    while (!rest.isEmpty() && isOption(rest.getFirst())) {
      String option = rest.removeFirst().text();
      code |= !option.startsWith("--") && option.contains("c");
    }
    return code;
  }

  private static boolean isOption(Word word) {
    return word.isLiteral() && (FLAGS.matcher(word.text()).matches() || LONG.contains(word.text()));
  }

  private static List<SimpleCommand> otherShell(String name, List<Word> arguments, Findings found) {
    found.doubt(name + " reads its commands in a language of its own");
    return arguments.size() > 1 && arguments.getFirst().is("-c")
        ? line(name, List.of(arguments.get(1)), found)
        : List.of();
  }

  /** What is set holds for the commands behind it. */
  private static List<SimpleCommand> set(List<Word> arguments, Findings found) {
    arguments.stream()
        .map(Word::text)
        .filter(Assignments::isOne)
        .forEach(text -> Assignments.judge(text, found));
    return List.of();
  }

  private static List<SimpleCommand> eval(List<Word> arguments, Findings found) {
    boolean marked = !arguments.isEmpty() && arguments.getFirst().is("--");
    return line("eval", marked ? arguments.subList(1, arguments.size()) : arguments, found);
  }

  private static List<SimpleCommand> trap(List<Word> arguments, Findings found) {
    List<Word> rest =
        arguments.stream().filter(word -> !word.is("--") && !word.is("-")).limit(1).toList();
    return line("trap", rest, found);
  }

  /** Its options vary too much to tell where the command begins. */
  private static List<SimpleCommand> watch(List<Word> arguments, Findings found) {
    if (arguments.stream().limit(1).anyMatch(word -> word.text().startsWith("-"))) {
      found.doubt("what watch runs is not understood");
    }
    return line("watch", arguments, found);
  }

  private static List<SimpleCommand> line(String name, List<Word> code, Findings found) {
    if (!code.stream().allMatch(Word::isLiteral)) {
      found.doubt("the code that " + name + " runs is not known");
      return List.of();
    }
    return found.line(code.stream().map(Word::text).collect(Collectors.joining(" ")));
  }
}
