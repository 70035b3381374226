package dev.agentruntime.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import okhttp3.Dns;

/**
 * Looks up hosts and gives out only addresses that may be connected to. A connection is made to
 * just what this gave out, so a host cannot lead elsewhere between check and use.
 *
 * @param https whether what is sent there cannot be read on its way
 */
record GuardedDns(TargetPolicy policy, Dns resolver, boolean https) implements Dns {

  /** Thrown through the client, which knows no other failures of a lookup. */
  static final class ForbiddenException extends UnknownHostException {
    private final String refusal;

    ForbiddenException(String refusal) {
      super(refusal);
      this.refusal = refusal;
    }

    String refusal() {
      return refusal;
    }
  }

  @Override
  public List<InetAddress> lookup(String hostname) throws UnknownHostException {
    List<InetAddress> addresses = resolver.lookup(hostname);
    Optional<String> refusal = policy.refusal(hostname, addresses, https);
    if (refusal.isPresent()) {
      throw new ForbiddenException(refusal.get());
    }
    return addresses;
  }
}
