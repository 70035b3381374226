package dev.agentruntime.application.script;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.List;
import java.util.function.Function;

/**
 * How the session of a script ended.
 *
 * @param exit the exit status
 * @param answer of the last turn; empty if it did not complete
 * @param events everything recorded, in order
 * @param files looks at a path below the workspace
 */
public record ScriptEnd(
    int exit, String answer, List<SessionEvent> events, Function<String, Found> files) {

  public ScriptEnd {
    events = List.copyOf(events);
  }

  /** What is at a path. */
  public sealed interface Found {

    /** Nothing. */
    record Nothing() implements Found {}

    /** A file. */
    record File(String text, Digest digest) implements Found {}

    /** Something that is no file, or a file that cannot be looked at. */
    record Other(String what) implements Found {}
  }
}
