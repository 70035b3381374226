package dev.agentruntime.application.script;

import dev.agentruntime.application.document.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A script cannot be used. It names every problem with its place, in the order of the text. */
public final class InvalidScriptException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** More than this many are counted only: nobody reads them. */
  private static final int MAX_TOLD = 100;

  private final transient List<Problem> problems;

  InvalidScriptException(String source, List<Problem> problems) {
    super(message(source, problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  private static String message(String source, List<Problem> problems) {
    int untold = problems.size() - MAX_TOLD;
    return problems.stream()
            .limit(MAX_TOLD)
            .map(problem -> problem.in(source))
            .collect(Collectors.joining("\n"))
        + (untold > 0 ? "\nand " + untold + " more problems" : "");
  }

  /** What is wrong. */
  public List<Problem> problems() {
    return problems;
  }
}
