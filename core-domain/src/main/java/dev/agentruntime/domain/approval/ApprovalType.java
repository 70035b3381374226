package dev.agentruntime.domain.approval;

import java.util.regex.Pattern;

/** What kind of thing is asked for. Any name will do; a few have a meaning to the runtime. */
public record ApprovalType(String value) {

  private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  /** A tool call that the policy does not let run by itself. */
  public static final ApprovalType TOOL = new ApprovalType("tool");

  /** A call that a crash interrupted and of which nobody knows whether it ran. */
  public static final ApprovalType RECOVERY = new ApprovalType("recovery");

  /** A turn that reached a ceiling and may only go on with a person's word. */
  public static final ApprovalType LIMIT = new ApprovalType("limit");

  public ApprovalType {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an approval type starts with a-z and has at most 64 characters of a-z, 0-9, _ and -");
    }
  }

  /**
   * Whether only the runtime itself asks for this type; always a person's matter, never a policy's.
   */
  public boolean isReserved() {
    return equals(TOOL) || equals(RECOVERY) || equals(LIMIT);
  }

  @Override
  public String toString() {
    return value;
  }
}
