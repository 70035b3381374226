package dev.agentruntime.application.script;

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

  /**
   * Something that is wrong.
   *
   * @param line counted from 1
   * @param column counted from 1
   * @param text what is wrong and how to mend it
   */
  public record Problem(int line, int column, String text) {}

  private static String message(String source, List<Problem> problems) {
    int untold = problems.size() - MAX_TOLD;
    return problems.stream()
            .limit(MAX_TOLD)
            .map(p -> source + ":" + p.line() + ":" + p.column() + ": " + p.text())
            .collect(Collectors.joining("\n"))
        + (untold > 0 ? "\nand " + untold + " more problems" : "");
  }

  /** What is wrong. */
  public List<Problem> problems() {
    return problems;
  }
}
