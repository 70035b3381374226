package dev.agentruntime.domain.approval;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a request is to be decided: fixed when it is made, whatever becomes of the policy since.
 *
 * @param needed how many different people have to approve; at least 1
 * @param roles who may decide: whoever has one of these or a role that includes one; empty for
 *     everybody who may see it
 * @param timeout how long it waits for its decision; empty for ever
 */
public record ApprovalTerms(
    int needed, Set<Role> roles, Optional<Duration> timeout, OnTimeout onTimeout) {

  /** Most approvers a rule can want; more would wait for people who are not there. */
  public static final int MAX_NEEDED = 10;

  /** Longest time a rule can give. */
  public static final Duration MAX_TIMEOUT = Duration.ofDays(365);

  /** One person, whoever it is, whenever they come. */
  public static final ApprovalTerms DEFAULT =
      new ApprovalTerms(1, Set.of(), Optional.empty(), OnTimeout.REJECT);

  public ApprovalTerms {
    if (needed < 1 || needed > MAX_NEEDED) {
      throw new IllegalArgumentException("1 to " + MAX_NEEDED + " approvers can be needed");
    }
    if (timeout.isPresent() && !isTimeout(timeout.get())) {
      throw new IllegalArgumentException("a timeout is 1 second to 365 days, in whole seconds");
    }
    roles = Set.copyOf(roles);
  }

  /** Whether a rule can give that much time. */
  public static boolean isTimeout(Duration timeout) {
    return timeout.equals(Duration.ofSeconds(timeout.toSeconds()))
        && timeout.compareTo(Duration.ofSeconds(1)) >= 0
        && timeout.compareTo(MAX_TIMEOUT) <= 0;
  }

  /**
   * The same with a timeout that is at most this long. Silence that is cut short approves nothing:
   * whoever asks cannot choose when that is.
   */
  public ApprovalTerms within(Duration most) {
    return timeout.filter(own -> own.compareTo(most) <= 0).isPresent()
        ? this
        : new ApprovalTerms(needed, roles, Optional.of(most), OnTimeout.REJECT);
  }

  /** Whether whatever is decided under these terms could be decided under the other ones, too. */
  public boolean areAsStrictAs(ApprovalTerms other) {
    return needed >= other.needed
        && (wantsOthers() || !other.wantsOthers())
        && EnumSet.allOf(Role.class).stream().filter(this::admits).allMatch(other::admits);
  }

  /** What satisfies both. */
  ApprovalTerms and(ApprovalTerms other) {
    Set<Role> both = EnumSet.allOf(Role.class);
    both.removeIf(role -> !admits(role) || !other.admits(role));
    boolean everybody = roles.isEmpty() && other.roles.isEmpty();
    return new ApprovalTerms(
        Math.max(needed, other.needed),
        everybody ? Set.of() : both,
        Stream.concat(timeout.stream(), other.timeout.stream()).min(Comparator.naturalOrder()),
        onTimeout == other.onTimeout ? onTimeout : OnTimeout.REJECT);
  }

  /** Whether it is more than one person's word: whoever asked has none then. */
  public boolean wantsOthers() {
    return needed > 1 || !roles.isEmpty();
  }

  boolean admits(Role role) {
    return roles.isEmpty() || roles.stream().anyMatch(role::includes);
  }
}
