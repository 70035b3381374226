package dev.agentruntime.domain.tool;

import java.util.List;

/**
 * The one answer of a tool call.
 *
 * @param content what the model is told
 * @param changedFiles paths that the call created, changed or removed, relative to the workspace
 */
public record ToolResult(Outcome outcome, String content, List<String> changedFiles) {

  public ToolResult {
    changedFiles = List.copyOf(changedFiles);
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

  /** It failed; the content says why and what to try. */
  public static ToolResult failed(String content) {
    return new ToolResult(Outcome.FAILED, content, List.of());
  }

  /** It was never run or not to its end, for this reason. */
  public static ToolResult notRun(Outcome outcome, String content) {
    return new ToolResult(outcome, content, List.of());
  }
}
