package dev.agentruntime.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/**
 * Decides where webhooks may go. Refusals are for people and say how to mend them; of a target they
 * repeat the host only, since path and query may hold a token, and never to which address the host
 * leads, since who registers a webhook is not to explore the network with it.
 */
record TargetPolicy(AllowedTargets allowed, boolean plainHttp) {

  /** What most servers and proxies take. */
  static final int MAX_LENGTH = 2048;

  private static final String HTTP = "http";

  /** As the program names them; who embeds the runtime gives them to {@link WebhookSettings}. */
  private static final String ALLOWED =
      "the allowed webhook targets (setting server_webhook_targets, option --webhook-target)";

  /** Ends in a number, as no public name does. The client, or the system, may read an address. */
  private static final Pattern NUMERIC =
      Pattern.compile("[0-9.]*|(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)\\.*");

  static TargetPolicy of(WebhookSettings settings) {
    return new TargetPolicy(AllowedTargets.of(settings.allowedTargets()), settings.plainHttp());
  }

  /** What speaks against a target as it is written. */
  Optional<String> refusal(URI target) {
    return formRefusal(target).or(() -> hostRefusal(url(target)));
  }

  /**
   * The target as it is asked for, and as it was judged: nothing else is parsed.
   *
   * @param target not refused
   */
  static HttpUrl url(URI target) {
    return HttpUrl.get(target.toString());
  }

  /**
   * What speaks against the addresses that a host leads to. One is enough: a host of the public
   * internet has no other addresses, and were they left out, it would depend on the moment whether
   * a webhook arrives.
   */
  Optional<String> refusal(String host, List<InetAddress> addresses, boolean https) {
    return addresses.stream()
        .flatMap(address -> refusal(host, address, https).stream())
        .findFirst();
  }

  private static Optional<String> formRefusal(URI target) {
    String scheme = ("" + target.getScheme()).toLowerCase(Locale.ROOT);
    return Stream.of(
            when(
                target.toString().length() > MAX_LENGTH,
                "is longer than " + MAX_LENGTH + " characters: shorten it"),
            when(
                !scheme.equals("https") && !scheme.equals(HTTP),
                "does not begin with https://: write the whole address"),
            when(target.getRawAuthority() == null, "has no host: write https://host/path"),
            when(
                ("" + target.getRawAuthority()).indexOf('@') >= 0,
                "holds credentials before the host: leave them out"),
            when(target.getRawFragment() != null, "has a fragment, which is never sent: remove #"),
            when(
                HttpUrl.parse(target.toString()) == null,
                "has no valid host, or no port from 1 to 65535: write https://host/path"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> when(boolean wrong, String what) {
    return wrong ? Optional.of("the target " + what) : Optional.empty();
  }

  private Optional<String> hostRefusal(HttpUrl url) {
    String host = url.host();
    Optional<InetAddress> address = IpRange.address(host);
    if (address.isPresent()) {
      return refusal(host, address.get(), url.isHttps());
    }
    if (NUMERIC.matcher(host).matches()) {
      return Optional.of(
          "the host "
              + host
              + " is a number: write an IPv4 address as four decimal numbers without leading"
              + " zeros, or the name of a host");
    }
    boolean mayBeAllowed = allowed.namesHost(host) || !allowed.ranges().isEmpty();
    return url.isHttps() || (plainHttp && mayBeAllowed)
        ? Optional.empty()
        : Optional.of(httpRefusal(host));
  }

  private Optional<String> refusal(String host, InetAddress address, boolean https) {
    Optional<SpecialAddress> special = SpecialAddress.of(address);
    boolean named = allowed.namesHost(host) && special.map(SpecialAddress::isLocal).orElse(true);
    boolean excepted = named || allowed.contains(address);
    if (!excepted && special.isPresent()) {
      return Optional.of(addressRefusal(host, special.get()));
    }
    return https || (plainHttp && excepted) ? Optional.empty() : Optional.of(httpRefusal(host));
  }

  private static String addressRefusal(String host, SpecialAddress special) {
    boolean literal = IpRange.address(host).isPresent();
    return host
        + (literal ? " is " : " leads to ")
        + special.description()
        + ", where no webhook is sent: use a public address, or add "
        + (literal || special.isLocal() ? host : "its address")
        + " to "
        + ALLOWED;
  }

  private String httpRefusal(String host) {
    return "http would be readable on its way to "
        + host
        + ": use https, or "
        + (plainHttp
            ? "add " + host + " to " + ALLOWED
            : "turn plain http to allowed webhook targets on");
  }
}
