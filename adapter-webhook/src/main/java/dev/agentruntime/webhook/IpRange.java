package dev.agentruntime.webhook;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses that begin alike.
 *
 * @param prefix how many bits they share with the network
 */
record IpRange(InetAddress network, int prefix) {

  private static final Pattern DOTTED =
      Pattern.compile("(?:(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:\\.(?!$)|$)){4}");

  /** What the JDK never looks up: it takes it for an IPv6 address, or for a broken one. */
  private static final Pattern WITH_COLON = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  private static final Pattern RANGE = Pattern.compile("([^/]+)(?:/([0-9]{1,3}))?");

  /** A range such as {@code 10.0.0.0/8}, or a single address. */
  static Optional<IpRange> of(String text) {
    Matcher parts = RANGE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return address(parts.group(1))
        .flatMap(
            network -> {
              int all = network.getAddress().length * Byte.SIZE;
              int prefix = parts.group(2) == null ? all : Integer.parseInt(parts.group(2));
              return prefix > all ? Optional.empty() : Optional.of(new IpRange(network, prefix));
            });
  }

  /**
   * Reads an address in its usual spelling, and never asks a name server. Octal, hexadecimal, short
   * and single-number IPv4 addresses are none: programs differ in what they mean.
   */
  static Optional<InetAddress> address(String text) {
    if (!DOTTED.matcher(text).matches() && !WITH_COLON.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] own = network.getAddress();
    byte[] other = address.getAddress();
    return own.length == other.length
        && number(own).xor(number(other)).bitLength() <= own.length * Byte.SIZE - prefix;
  }

  private static BigInteger number(byte[] address) {
    return new BigInteger(1, address);
  }
}
