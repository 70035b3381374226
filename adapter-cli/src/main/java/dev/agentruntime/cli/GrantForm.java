package dev.agentruntime.cli;

import dev.agentruntime.application.approval.GrantRule;
import java.util.ArrayList;
import java.util.List;

/** What people grant, as a result and for people. */
final class GrantForm {

  private GrantForm() {}

  /** A rule exactly as it would be kept. */
  static List<Styled> offer(GrantRule offered) {
    var lines = new ArrayList<Styled>();
    lines.add(Styled.of(Ink.BOLD, "  " + offered.text()));
    PrettyJson.of(offered.rule())
        .lines()
        .forEach(line -> lines.add(Styled.of(Ink.DIM, "  | " + line)));
    return lines;
  }
}
