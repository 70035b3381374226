package dev.agentruntime.domain.command;

import java.util.ArrayList;
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

  /** Whether a command takes a setting, as {@code clone -c NAME=VALUE} does. */
  private static boolean sets(List<Word> arguments) {
    String joined = arguments.stream().map(Word::text).collect(Collectors.joining("\n"));
    return SETTING.matcher(joined).find();
  }

  static List<SimpleCommand> payload(List<Word> arguments, Findings found) {
    int at = 0;
    while (at < arguments.size() && arguments.get(at).text().startsWith("-")) {
      String option = arguments.get(at).text();
      String name = option.startsWith("--") ? option.replaceFirst("(?s)=.*", "") : option;
      if (!VALUED.contains(name) && !FLAGS.contains(name)) {
        if (arguments.size() > 1) {
          found.doubt("git " + name + " can make git run other programs");
        }
        at += name.equals("-c") ? 2 : 1;
      } else {
        at += VALUED.contains(option) ? 2 : 1;
      }
    }
    if (sets(arguments.subList(at, arguments.size()))) {
      found.doubt("git can be told by a setting to run other programs");
    }
    if (at == 0 || at >= arguments.size()) {
      return List.of();
    }
    var bare = new ArrayList<Word>();
    bare.add(Word.literal("git"));
    bare.addAll(arguments.subList(at, arguments.size()));
    return found.command(bare);
  }
}
