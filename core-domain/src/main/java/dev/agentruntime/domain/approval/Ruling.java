package dev.agentruntime.domain.approval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a policy rule decides. */
public enum Ruling {
  /** It may run without asking. */
  ALLOW,
  /** A person decides. */
  ASK,
  /** It never runs, whatever other rules or people say. */
  DENY;

  /** The one of that name. */
  public static Optional<Ruling> named(String id) {
    return Arrays.stream(values()).filter(one -> one.id().equals(id)).findFirst();
  }

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
