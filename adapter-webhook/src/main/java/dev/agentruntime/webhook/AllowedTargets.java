package dev.agentruntime.webhook;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is allowed beside the public internet.
 *
 * @param hosts in lower case
 */
record AllowedTargets(Set<String> hosts, List<IpRange> ranges) {

  /** Its last label begins with a letter, so that no spelling of an IPv4 address is one. */
  private static final Pattern HOST =
      Pattern.compile("(?:[a-z0-9_-]{1,63}\\.)*[a-z_][a-z0-9_-]{0,62}");

  /**
   * Reads what people wrote.
   *
   * @throws IllegalArgumentException if something is neither an address nor a range nor a host
   */
  static AllowedTargets of(Set<String> texts) {
    var hosts = new HashSet<String>();
    var ranges = new ArrayList<IpRange>();
    for (String text : texts) {
      Optional<IpRange> range = IpRange.of(text);
      range.ifPresentOrElse(ranges::add, () -> hosts.add(host(text)));
    }
    return new AllowedTargets(Set.copyOf(hosts), List.copyOf(ranges));
  }

  boolean namesHost(String host) {
    return hosts.contains(host);
  }

  boolean contains(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static String host(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "the allowed webhook target "
              + text
              + " is neither an address (127.0.0.1), nor a range (10.1.0.0/16), nor the name of a"
              + " host (hooks.internal, without scheme, port and wildcards)");
    }
    return host;
  }
}
