package dev.agentruntime.domain.command;

import dev.agentruntime.domain.command.Cursor.HereDocument;
import dev.agentruntime.domain.command.WordReader.Token;
import java.util.Set;

/** Where a command's input comes from and its output goes to. */
record Redirection(Cursor in, Findings found) {

  private static final Set<String> OUTPUT = Set.of(">", ">>", ">|");

  /**
   * Reads one.
   *
   * @param number the descriptor before it, empty for the usual one
   */
  void read(String number) {
    String operator = operator();
    in.skipBlanks();
    if (in.peek() == '(') {
      // Process substitution: the command behind the parenthesis is read like any other.
      found.doubt("sh and bash read " + operator + "( differently");
      return;
    }
    Token target = new WordReader(in, found).read();
    if (target.source().isEmpty()) {
      found.doubt("a redirection goes nowhere");
    }
    switch (operator) {
      case "<<", "<<-" -> {
        found.notSimple();
        in.awaited()
            .add(new HereDocument(target.word().text(), target.quoted(), operator.equals("<<-")));
      }
      case "<<<" -> found.doubt("sh and bash read <<< differently");
      default -> {
        if (!isHarmless(operator, target.word()) || number.length() > 1) {
          found.notSimple();
        }
      }
    }
  }

  private String operator() {
    if (in.next() == '>') {
      return longer(">", ">&|");
    }
    String operator = longer("<", "<>&");
    return operator.equals("<<") ? longer("<<", "<-") : operator;
  }

  private String longer(String operator, String next) {
    return next.indexOf(in.peek()) >= 0 ? operator + in.next() : operator;
  }

  private static boolean isHarmless(String operator, Word target) {
    if (OUTPUT.contains(operator) || operator.equals("<")) {
      return target.is("/dev/null");
    }
    return operator.equals(">&") && (target.is("1") || target.is("2"));
  }
}
