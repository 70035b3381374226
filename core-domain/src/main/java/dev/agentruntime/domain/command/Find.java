package dev.agentruntime.domain.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code find}: runs commands on what it finds, deletes it, or writes lists of it. */
final class Find {

  private static final Set<String> RUNS = Set.of("-exec", "-execdir", "-ok", "-okdir");
  private static final Set<String> WRITES =
      Set.of("-delete", "-fprint", "-fprint0", "-fprintf", "-fls");

  private Find() {}

  static List<SimpleCommand> payload(List<Word> arguments, Findings found) {
    var payload = new ArrayList<SimpleCommand>();
    for (int i = 0; i < arguments.size(); i++) {
      Word word = arguments.get(i);
      if (WRITES.contains(word.text())) {
        found.doubt("find " + word.text() + " changes files");
      }
      if (!word.isLiteral()) {
        found.doubt("find may run commands that cannot be told");
      }
      if (RUNS.contains(word.text())) {
        payload.addAll(found.command(command(arguments.subList(i + 1, arguments.size()))));
      }
    }
    return payload;
  }

  private static List<Word> command(List<Word> rest) {
    return rest.stream()
        .takeWhile(word -> !word.is(";") && !word.is("+"))
        .map(word -> word.text().contains("{}") ? Word.dynamic(word.text()) : word)
        .toList();
  }
}
