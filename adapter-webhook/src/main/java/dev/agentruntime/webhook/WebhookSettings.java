package dev.agentruntime.webhook;

import java.time.Duration;
import java.util.Set;

/**
 * How long webhooks are waited for, and where they may go beside the public internet.
 *
 * @param connect how long each address of a target may take to accept the connection
 * @param wholeCall from looking up the host to the status of the answer
 * @param allowedTargets what may be sent to although it is not public: addresses ({@code
 *     127.0.0.1}), ranges ({@code 10.1.0.0/16}, {@code fd12::/16}) and names of hosts ({@code
 *     hooks.internal}). A name lets through loopback, private and shared addresses, whatever its
 *     name server says; link-local and all others need an address or a range here, and whoever
 *     names {@code 0.0.0.0/0} also opens the credentials that clouds hand out to their machines
 * @param plainHttp whether allowed targets may be reached over http too; no other ever is
 */
public record WebhookSettings(
    Duration connect, Duration wholeCall, Set<String> allowedTargets, boolean plainHttp) {

  /** Far more than any receiver needs; {@link #DEFAULT} is checked against it. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** To public addresses only. A receiver that needs longer than half a minute should queue. */
  public static final WebhookSettings DEFAULT =
      new WebhookSettings(Duration.ofSeconds(10), Duration.ofSeconds(30), Set.of(), true);

  /**
   * Refuses what nobody can have meant.
   *
   * @throws IllegalArgumentException saying what to mend
   */
  public WebhookSettings {
    requireSensible(connect, "connect");
    requireSensible(wholeCall, "whole-call");
    allowedTargets = Set.copyOf(allowedTargets);
    AllowedTargets.of(allowedTargets);
  }

  /** The same with other targets that are allowed. */
  public WebhookSettings withAllowedTargets(Set<String> targets) {
    return new WebhookSettings(connect, wholeCall, targets, plainHttp);
  }

  private static void requireSensible(Duration timeout, String name) {
    if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the " + name + " timeout of webhooks must be between a millisecond and an hour");
    }
  }
}
