package dev.agentruntime.domain.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
    var rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      Word word = rest.removeFirst();
      if (WRITES.contains(word.text())) {
        found.doubt("find " + word.text() + " changes files");
      }
      if (!word.isLiteral()) {
        found.doubt("find may run commands that cannot be told");
      }
      if (RUNS.contains(word.text())) {
        payload.addAll(found.command(command(rest)));
      }
    }
    return payload;
  }

  private static List<Word> command(Deque<Word> rest) {
    var command = new ArrayList<Word>();
    while (!rest.isEmpty() && !rest.getFirst().is(";") && !rest.getFirst().is("+")) {
      Word word = rest.removeFirst();
      command.add(word.text().contains("{}") ? Word.dynamic(word.text()) : word);
    }
    return command;
  }
}
