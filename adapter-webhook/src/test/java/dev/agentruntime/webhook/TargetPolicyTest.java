package dev.agentruntime.webhook;

import static dev.agentruntime.webhook.Sending.allowing;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPolicyTest {

  private static final String HOW =
      " to the allowed webhook targets (setting server_webhook_targets, option --webhook-target)";

  private final TargetPolicy usual = TargetPolicy.of(WebhookSettings.DEFAULT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example.com",
        "https://hooks.example.com/a/b?token=x",
        "HTTPS://Hooks.Example.com:8443/",
        "https://hooks.example.com.:443/",
        "https://my_service.example/",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "https://10.0.0.1.example.com/",
        "https://xn--bcher-kva.example/"
      })
  void a_public_target_is_fine(String target) {
    assertThat(usual.refusal(URI.create(target))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/path, does not begin with https://",
    "hooks.example.com, does not begin with https://",
    "ftp://hooks.example.com, does not begin with https://",
    "file:///etc/passwd, does not begin with https://",
    "jar:https://hooks.example.com/, does not begin with https://",
    "https:hooks.example.com, has no host",
    "https:///path, has no host",
    "https:/hooks.example.com, has no host",
    "https://user:secret@hooks.example.com/, holds credentials",
    "https://@hooks.example.com/, holds credentials",
    "https://hooks.example.com/#part, has a fragment",
    "https://hooks.example.com/#, has a fragment",
    "https://hooks.example.com:0/, no port from 1 to 65535",
    "https://hooks.example.com:65536/, no port from 1 to 65535",
    "https://hooks.example.com:-1/, no port from 1 to 65535",
    "https://[fe80::1%25eth0]/, has no valid host",
    "https://[fe80::1%251]/, has no valid host",
    "http://hooks.example.com/, http would be readable"
  })
  void a_target_that_is_not_well_formed_is_refused(String target, String why) {
    assertThat(usual.refusal(URI.create(target)).orElseThrow()).contains(why);
  }

  @Test
  void a_target_may_be_2048_characters_long() {
    String target = "https://hooks.example.com/";
    String longest = target + "a".repeat(TargetPolicy.MAX_LENGTH - target.length());

    assertThat(usual.refusal(URI.create(longest))).isEmpty();
    assertThat(usual.refusal(URI.create(longest + "a")).orElseThrow())
        .isEqualTo("the target is longer than 2048 characters: shorten it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "0.0.0.0",
        "%31%32%37.0.0.1",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00:ec2::254]"
      })
  void an_address_that_is_not_public_is_refused_in_every_spelling(String host) {
    assertThat(usual.refusal(URI.create("https://" + host + "/")).orElseThrow())
        .contains(" is a")
        .endsWith(HOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f000001",
        "0X7F000001",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "0x7f.0.0.1",
        "0x7f.1",
        "127.0.0.0x1",
        "127.0.0.1.",
        "127.0.0.256",
        "1.2.3.4.5",
        "08.8.8.8",
        "hooks.example.1",
        "hooks.0x",
        "0"
      })
  void a_number_that_programs_read_differently_is_refused(String host) {
    for (WebhookSettings settings :
        List.of(WebhookSettings.DEFAULT, allowing("127.0.0.0/8", "0.0.0.0/0"))) {
      assertThat(
              TargetPolicy.of(settings).refusal(URI.create("https://" + host + "/")).orElseThrow())
          .contains("is a number: write an IPv4 address as four decimal numbers");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/", "https://１２７.0.0.1/"})
  void letters_that_become_an_address_are_judged_as_one(String target) {
    assertThat(usual.refusal(URI.create(target))).isPresent();
  }

  @Test
  void a_refusal_says_how_to_mend_it_and_repeats_no_path_and_no_query() {
    assertThat(usual.refusal(URI.create("https://10.1.2.3/secret?token=secret")))
        .contains(
            "10.1.2.3 is a private address, where no webhook is sent: use a public address,"
                + " or add 10.1.2.3"
                + HOW);
    assertThat(usual.refusal(URI.create("http://hooks.internal/secret?token=secret")))
        .contains(
            "http would be readable on its way to hooks.internal: use https, or add hooks.internal"
                + HOW);
    assertThat(usual.refusal(URI.create("https://127.1/secret?token=secret")).orElseThrow())
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:8080/, true",
    "127.0.0.1, https://127.0.0.1/, true",
    "127.0.0.1, http://127.0.0.2/, false",
    "127.0.0.1, http://[::ffff:127.0.0.1]/, true",
    "127.0.0.1, http://[64:ff9b::127.0.0.1]/, false",
    "127.0.0.0/8, http://0.0.0.0/, false",
    "::1, http://[::1]/, true",
    "10.1.0.0/16, http://10.1.200.3/, true",
    "10.1.0.0/16, http://8.8.8.8/, false",
    "8.8.8.8, http://8.8.8.8/, true",
    "hooks.internal, http://HOOKS.internal/, true",
    "Hooks.Internal, http://hooks.internal/, true",
    "hooks.internal, http://hooks.internal.example.com/, false",
    "hooks.internal, http://other.internal/, false",
    "hooks.internal, https://10.1.2.3/, false"
  })
  void what_is_allowed_opens_just_that(String allowed, String target, boolean expected) {
    assertThat(TargetPolicy.of(allowing(allowed)).refusal(URI.create(target)).isEmpty())
        .isEqualTo(expected);
  }

  @Test
  void over_http_a_host_passes_at_first_where_its_address_may_be_allowed() {
    var policy = TargetPolicy.of(allowing("10.0.0.0/8"));

    assertThat(policy.refusal(URI.create("http://hooks.example.com/"))).isEmpty();
    assertThat(refusal(policy, "hooks.example.com", false, "8.8.8.8"))
        .startsWith("http would be readable");
    assertThat(refusal(policy, "hooks.example.com", false, "10.0.0.1")).isEmpty();
  }

  @Test
  void plain_http_can_be_turned_off_for_all() {
    var policy =
        TargetPolicy.of(
            new WebhookSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Set.of("127.0.0.1", "hooks.internal"),
                false));

    for (String target : List.of("http://127.0.0.1/", "http://hooks.internal/", "http://a.b/")) {
      assertThat(policy.refusal(URI.create(target)).orElseThrow())
          .endsWith("use https, or turn plain http to allowed webhook targets on");
    }
    assertThat(policy.refusal(URI.create("https://127.0.0.1/"))).isEmpty();
    assertThat(refusal(policy, "hooks.internal", false, "10.0.0.1")).contains("plain http");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, true",
    "127.0.0.1, true",
    "100.64.0.1, true",
    "fd12::1, true",
    "8.8.8.8, true",
    "169.254.169.254, false",
    "169.254.1.1, false",
    "fd00:ec2::254, false",
    "100.100.100.200, false",
    "fe80::1, false",
    "0.0.0.0, false",
    "224.0.0.1, false",
    "192.0.2.1, false"
  })
  void a_named_host_may_lead_into_the_own_network_and_no_further(String address, boolean expected) {
    var policy = TargetPolicy.of(allowing("hooks.internal"));

    assertThat(refusal(policy, "hooks.internal", true, address).isEmpty()).isEqualTo(expected);
    assertThat(refusal(policy, "hooks.internal", false, address).isEmpty()).isEqualTo(expected);
  }

  @Test
  void one_forbidden_address_among_many_is_enough() {
    assertThat(refusal(usual, "hooks.example.com", true, "8.8.8.8", "9.9.9.9")).isEmpty();
    assertThat(refusal(usual, "hooks.example.com", true, "8.8.8.8", "169.254.169.254"))
        .isEqualTo(
            "hooks.example.com leads to an address of a cloud's services to its own machines,"
                + " where no webhook is sent: use a public address, or add its address"
                + HOW);
  }

  @Test
  void a_refusal_does_not_tell_to_which_address_a_host_leads() {
    assertThat(refusal(usual, "hooks.example.com", true, "10.20.30.40"))
        .isEqualTo(
            "hooks.example.com leads to a private address, where no webhook is sent: use a public"
                + " address, or add hooks.example.com"
                + HOW);
  }

  private static String refusal(
      TargetPolicy policy, String host, boolean https, String... addresses) {
    return policy
        .refusal(host, Stream.of(addresses).map(Sending::address).toList(), https)
        .orElse("");
  }
}
