package dev.agentruntime.domain.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A program whose last arguments are a command.
 *
 * @param flags options without a value
 * @param valued options with one
 * @param operands how many arguments stand before the command
 */
record Wrapper(String name, Set<String> flags, Set<String> valued, int operands)
    implements Programs.Program {

  /** Name, options without a value, options with one, number of operands before the command. */
  private static final String TABLE =
      """
      env       | i 0 v ignore-environment null debug | u C unset chdir | 0
      nice      | 0 1 2 3 4 5 6 7 8 9 | n adjustment | 0
      nohup     | | | 0
      time      | p v a l h portability verbose append | f o format output | 0
      timeout   | v f foreground verbose preserve-status | k s kill-after signal | 1
      stdbuf    | | i o e input output error | 0
      setsid    | c f w ctty fork wait | | 0
      sudo      | A b E H k K n P S | u g h p C r t T D R U user group host prompt | 0
      doas      | n | u C | 0
      ionice    | t ignore | c n p class classdata | 0
      chrt      | b f i o r | | 1
      taskset   | a c | | 1
      chroot    | skip-chdir | groups userspec | 1
      flock     | s x e n u o shared exclusive nonblock unlock close | w E wait timeout | 1
      strace    | f q r t tt T v y C | e o p s a u | 0
      ltrace    | f r t T S C | e o p s a u l n | 0
      caffeinate| d i m s u | t w | 0
      exec      | c l | a | 0
      command   | p | | 0
      builtin   | | | 0
      busybox   | | | 0
      toybox    | | | 0
      npx       | y q yes no no-install quiet | p package | 0
      bunx      | | | 0
      xargs     | 0 r t p x null no-run-if-empty verbose interactive exit open-tty | \
                a d E L n P s arg-file delimiter max-lines max-args max-procs max-chars | 0
      """;

  static Map<String, Programs.Program> all() {
    var all = new TreeMap<String, Programs.Program>();
    TABLE.lines().map(Wrapper::row).forEach(wrapper -> all.put(wrapper.name(), wrapper));
    return all;
  }

  private static Wrapper row(String row) {
    List<String> cells = List.of(row.split("\\|", -1));
    return new Wrapper(
        cells.get(0).strip(),
        names(cells.get(1)),
        names(cells.get(2)),
        Integer.parseInt(cells.get(3).strip()));
  }

  private static Set<String> names(String cell) {
    return cell.isBlank() ? Set.of() : Set.of(cell.strip().split("\\s+"));
  }

  @Override
  public List<SimpleCommand> payload(List<Word> arguments, Findings found) {
    var rest = new ArrayDeque<>(arguments);
    if (name.equals("command") && asksOnly(rest)) {
      return List.of();
    }
    if (!skipOptions(rest) || !skipOperands(rest, found)) {
      found.doubt("what " + name + " runs is not understood");
      return List.of();
    }
    if (name.equals("xargs") && !rest.isEmpty()) {
      rest.add(Word.dynamic("…"));
    }
    return found.command(List.copyOf(rest));
  }

  private static boolean asksOnly(Deque<Word> rest) {
    return !rest.isEmpty() && (rest.getFirst().is("-v") || rest.getFirst().is("-V"));
  }

  /** Whether all options are known ones. */
  private boolean skipOptions(Deque<Word> rest) {
    while (!rest.isEmpty() && rest.getFirst().text().startsWith("-")) {
      Word option = rest.removeFirst();
      if (option.is("--")) {
        return true;
      }
      if (!option.isLiteral() || !skip(option.text(), rest)) {
        return false;
      }
    }
    return true;
  }

  private boolean skip(String option, Deque<Word> rest) {
    return option.startsWith("--")
        ? skipLong(option.substring(2), rest)
        : skipShort(option.substring(1), rest);
  }

  private boolean skipLong(String option, Deque<Word> rest) {
    int equals = option.indexOf('=');
    if (equals >= 0) {
      return valued.contains(option.substring(0, equals));
    }
    return flags.contains(option) || (valued.contains(option) && hasValue(rest));
  }

  private boolean skipShort(String letters, Deque<Word> rest) {
    for (int i = 0; i < letters.length(); i++) {
      String letter = letters.substring(i, i + 1);
      if (valued.contains(letter)) {
        return i + 1 < letters.length() || hasValue(rest);
      }
      if (!flags.contains(letter)) {
        return false;
      }
    }
    return !letters.isEmpty();
  }

  private static boolean hasValue(Deque<Word> rest) {
    Word value = rest.pollFirst();
    return value != null && value.isLiteral();
  }

  private boolean skipOperands(Deque<Word> rest, Findings found) {
    if (name.equals("env") || name.equals("sudo") || name.equals("doas")) {
      while (!rest.isEmpty() && Assignments.isOne(rest.getFirst().text())) {
        Assignments.judge(rest.removeFirst().text(), found);
      }
    }
    for (int i = 0; i < operands; i++) {
      if (!hasValue(rest)) {
        return false;
      }
    }
    return true;
  }
}
