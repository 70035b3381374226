package dev.agentruntime.application.script;

import java.util.List;

/** A script cannot be read. The message names every problem with its place. */
public final class InvalidScriptException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidScriptException(String source, List<String> problems) {
    super(
        "the script " + source + " cannot be used:\n  " + String.join("\n  ", problems),
        null,
        false,
        false);
  }
}
