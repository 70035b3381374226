package dev.agentruntime.domain.approval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What it means that nobody decided in time. */
public enum OnTimeout {
  /** It must not run. */
  REJECT,
  /** It may run as it was asked. */
  APPROVE;

  /** The one of that name. */
  public static Optional<OnTimeout> named(String id) {
    return Arrays.stream(values()).filter(one -> one.id().equals(id)).findFirst();
  }

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
