package dev.agentruntime.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that are not of the public internet, after the IANA registries of special-purpose
 * addresses (RFC 6890) and of IPv6 address space: of the latter only {@code 2000::/3} is public.
 * The first that fits counts.
 */
enum SpecialAddress {
  /**
   * Hand out credentials or configuration to machines: of AWS, Azure, Google, Alibaba and Oracle.
   * Azure's lies amid public addresses, others amid private ones.
   */
  CLOUD(
      "an address of a cloud's services to its own machines",
      "169.254.169.254",
      "169.254.170.0/24",
      "168.63.129.16",
      "100.100.100.200",
      "192.0.0.192",
      "fd00:ec2::/32",
      "fd00:c1::/32",
      "fd20:ce::/32"),
  LOOPBACK("a loopback address", "127.0.0.0/8", "::1"),
  PRIVATE(
      "a private address",
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "fc00::/7",
      "fec0::/10"),
  SHARED("a shared address within a provider's network", "100.64.0.0/10"),
  LINK_LOCAL("a link-local address", "169.254.0.0/16", "fe80::/10"),
  MULTICAST("a multicast address", "224.0.0.0/4", "ff00::/8"),
  /** Systems take it for themselves. */
  UNSPECIFIED("an unspecified address", "0.0.0.0/8", "::"),
  DOCUMENTATION(
      "an address for examples",
      "192.0.2.0/24",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "2001:db8::/32",
      "3fff::/20"),
  /** 6to4, Teredo and translation within a network: somebody else unpacks another address. */
  TUNNEL(
      "an address that stands for another one",
      "192.88.99.0/24",
      "2002::/16",
      "2001::/32",
      "64:ff9b:1::/48"),
  RESERVED(
      "a reserved address",
      "192.0.0.0/24",
      "198.18.0.0/15",
      "240.0.0.0/4",
      "2001::/23",
      "::/3",
      "4000::/2",
      "8000::/1");

  /** The well-known prefix of NAT64, behind which name servers give every IPv4 host (RFC 6052). */
  private static final IpRange TRANSLATED = range("64:ff9b::/96");

  private static final int IPV4_BYTES = 4;

  private final String description;
  private final List<IpRange> ranges;

  SpecialAddress(String description, String... ranges) {
    this.description = description;
    this.ranges = Arrays.stream(ranges).map(SpecialAddress::range).toList();
  }

  /** What is special about an address; empty for a public one. */
  static Optional<SpecialAddress> of(InetAddress address) {
    InetAddress meant = TRANSLATED.contains(address) ? last32Bits(address) : address;
    return Arrays.stream(values())
        .filter(special -> special.ranges.stream().anyMatch(range -> range.contains(meant)))
        .findFirst();
  }

  /** Whether people run services of their own there, so that naming the host is consent enough. */
  boolean isLocal() {
    return this == LOOPBACK || this == PRIVATE || this == SHARED;
  }

  /** Such as {@code a private address}. */
  String description() {
    return description;
  }

  private static InetAddress last32Bits(InetAddress address) {
    byte[] all = address.getAddress();
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(all, all.length - IPV4_BYTES, all.length));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static IpRange range(String text) {
    return IpRange.of(text).orElseThrow(() -> new IllegalArgumentException(text));
  }
}
