package dev.agentruntime.domain.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code git}: its options stand before the name of the command that a rule is about. */
final class Git {

  private static final Set<String> VALUED = Set.of("-C", "--git-dir", "--work-tree", "--namespace");
  private static final Set<String> FLAGS =
      Set.of(
          "--no-pager",
          "--no-replace-objects",
          "--bare",
          "--literal-pathspecs",
          "--no-optional-locks");

  private static final Pattern SETTING = Pattern.compile("(?m)^-c\n?[A-Za-z0-9]+\\.[^\n=]*=");

  private Git() {}

  static List<SimpleCommand> payload(List<Word> arguments, Findings found) {
    var rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty() && rest.getFirst().text().startsWith("-")) {
      skipOption(rest, found);
    }
    if (sets(rest)) {
      found.doubt("git can be told by a setting to run other programs");
    }
    if (rest.isEmpty() || rest.size() == arguments.size()) {
      return List.of();
    }
    rest.addFirst(Word.literal("git"));
    return found.command(List.copyOf(rest));
  }

  private static void skipOption(Deque<Word> rest, Findings found) {
    String option = rest.removeFirst().text();
    String name = option.startsWith("--") ? option.replaceFirst("(?s)=.*", "") : option;
    boolean valued = VALUED.contains(option) || option.equals("-c");
    boolean known = VALUED.contains(name) || FLAGS.contains(name);
    boolean literal = !valued || (!rest.isEmpty() && rest.removeFirst().isLiteral());
    if (!literal || (!known && !rest.isEmpty())) {
      found.doubt("git " + name + " can make git run other programs");
    }
  }

  /** Whether a command takes a setting, as {@code clone -c NAME=VALUE} does. */
  private static boolean sets(Deque<Word> arguments) {
    String joined = arguments.stream().map(Word::text).collect(Collectors.joining("\n"));
    return SETTING.matcher(joined).find();
  }
}
