package dev.agentruntime.domain.tool;

import java.util.List;
import java.util.Optional;

/**
 * The one answer of a tool call.
 *
 * @param content what came of it, for the model and for people
 * @param changedFiles paths that the call created, changed or removed, relative to the workspace
 * @param note what only the model is told, such as what to do next; see {@link #told}
 */
public record ToolResult(
    Outcome outcome, String content, List<String> changedFiles, Optional<String> note) {

  public ToolResult {
    changedFiles = List.copyOf(changedFiles);
  }

  /** An answer that tells people and the model the same. */
  public ToolResult(Outcome outcome, String content, List<String> changedFiles) {
    this(outcome, content, changedFiles, Optional.empty());
  }

  /** All that the model is told. */
  public String told() {
    return note.map(more -> content + (content.contains("\n") ? "\n\n" : " ") + more)
        .orElse(content);
  }

  /** The same answer with a note, behind the one that it has. */
  public ToolResult with(String another) {
    return new ToolResult(
        outcome,
        content,
        changedFiles,
        Optional.of(note.map(more -> more + " " + another).orElse(another)));
  }

  /** How a call ended. */
  public enum Outcome {
    /** It ran and did what it should. */
    SUCCEEDED,
    /** It ran or was checked, and failed. */
    FAILED,
    /** The policy or a person refused it; it never ran. */
    DENIED,
    /** Nobody decided or answered in time; it never ran. */
    EXPIRED,
    /** A crash came between; whether it ran is not known, or it was given up. */
    INTERRUPTED,
    /** The turn was cancelled. */
    CANCELLED,
    /** A newer message took its place. */
    SUPERSEDED;

    /** The name in stores and on wires. */
    public String id() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** It did what it should. */
  public static ToolResult succeeded(String content) {
    return new ToolResult(Outcome.SUCCEEDED, content, List.of());
  }

  /** It did what it should and changed these files. */
  public static ToolResult changed(String content, List<String> files) {
    return new ToolResult(Outcome.SUCCEEDED, content, files);
  }

  /** It failed; the content says why. */
  public static ToolResult failed(String content) {
    return new ToolResult(Outcome.FAILED, content, List.of());
  }

  /** It was never run or not to its end, for this reason. */
  public static ToolResult notRun(Outcome outcome, String content) {
    return new ToolResult(outcome, content, List.of());
  }
}
