package dev.agentruntime.application.script;

/** Pieces of texts that fit into a message. */
final class Excerpts {

  private static final int MOST = 80;

  private Excerpts() {}

  /** On one line, cut where it is long. */
  static String of(String text) {
    String line = text.replace("\r", "\\r").replace("\n", "\\n");
    return line.length() <= MOST ? line : line.substring(0, MOST - 1) + "…";
  }
}
