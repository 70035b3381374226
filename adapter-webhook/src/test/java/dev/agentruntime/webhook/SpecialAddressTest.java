package dev.agentruntime.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialAddressTest {

  /** First and last of each range. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.0, LOOPBACK",
    "127.0.0.1, LOOPBACK",
    "127.255.255.255, LOOPBACK",
    "::1, LOOPBACK",
    "10.0.0.0, PRIVATE",
    "10.255.255.255, PRIVATE",
    "172.16.0.0, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.168.0.0, PRIVATE",
    "192.168.255.255, PRIVATE",
    "fc00::, PRIVATE",
    "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, PRIVATE",
    "fec0::1, PRIVATE",
    "100.64.0.0, SHARED",
    "100.127.255.255, SHARED",
    "169.254.0.0, LINK_LOCAL",
    "169.254.255.255, LINK_LOCAL",
    "fe80::1, LINK_LOCAL",
    "febf:ffff::1, LINK_LOCAL",
    "169.254.169.254, CLOUD",
    "169.254.170.2, CLOUD",
    "168.63.129.16, CLOUD",
    "100.100.100.200, CLOUD",
    "192.0.0.192, CLOUD",
    "fd00:ec2::254, CLOUD",
    "fd00:c1::a9fe:a9fe, CLOUD",
    "fd20:ce::254, CLOUD",
    "224.0.0.0, MULTICAST",
    "239.255.255.255, MULTICAST",
    "ff02::1, MULTICAST",
    "0.0.0.0, UNSPECIFIED",
    "0.255.255.255, UNSPECIFIED",
    "::, UNSPECIFIED",
    "192.0.2.0, DOCUMENTATION",
    "198.51.100.255, DOCUMENTATION",
    "203.0.113.7, DOCUMENTATION",
    "2001:db8::1, DOCUMENTATION",
    "3fff:fff::1, DOCUMENTATION",
    "192.88.99.1, TUNNEL",
    "2002:7f00:1::, TUNNEL",
    "2002:808:808::, TUNNEL",
    "2001::1, TUNNEL",
    "2001:0:4136:e378:8000:63bf:80ff:fffe, TUNNEL",
    "64:ff9b:1::7f00:1, TUNNEL",
    "192.0.0.1, RESERVED",
    "198.18.0.0, RESERVED",
    "198.19.255.255, RESERVED",
    "240.0.0.0, RESERVED",
    "255.255.255.255, RESERVED",
    "2001:2::1, RESERVED",
    "2001:1ff:ffff::, RESERVED",
    "::7f00:1, RESERVED",
    "::ffff:0:7f00:1, RESERVED",
    "100::1, RESERVED",
    "1fff:ffff::, RESERVED",
    "4000::, RESERVED",
    "5f00::1, RESERVED",
    "fbff::1, RESERVED"
  })
  void an_address_that_is_not_public_is_known(String address, SpecialAddress expected) {
    assertThat(SpecialAddress.of(Sending.address(address))).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "64:ff9b::7f00:1, LOOPBACK",
    "64:ff9b::a9fe:a9fe, CLOUD",
    "64:ff9b::a00:1, PRIVATE",
    "::ffff:127.0.0.1, LOOPBACK",
    "::ffff:a9fe:a9fe, CLOUD"
  })
  void an_address_within_an_address_is_what_counts(String address, SpecialAddress expected) {
    assertThat(SpecialAddress.of(Sending.address(address))).contains(expected);
  }

  /** The neighbours of the ranges. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::",
        "2001:200::",
        "2001:4860:4860::8888",
        "2001:db7:ffff::",
        "2003::",
        "2606:4700:4700::1111",
        "3fff:1000::",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8"
      })
  void an_address_of_the_public_internet_is_not_special(String address) {
    assertThat(SpecialAddress.of(Sending.address(address))).isEmpty();
  }

  @Test
  void an_ipv4_address_that_the_jdk_was_made_to_keep_as_ipv6_is_not_public()
      throws UnknownHostException {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 8, 8, 8, 8};

    assertThat(SpecialAddress.of(Inet6Address.getByAddress(null, mapped, 0)))
        .contains(SpecialAddress.RESERVED);
  }
}
