package dev.agentruntime.openai;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Turns what people write as the address of an endpoint into the one that requests are built on.
 */
final class EndpointUrl {

  private static final Pattern VERSION = Pattern.compile("v[0-9]+[a-z0-9.]*");
  private static final String OPERATION = "/chat/completions";

  private EndpointUrl() {}

  /** Messages never repeat the text: it may hold credentials. */
  static String normalized(String text) {
    URI uri = parse(text.strip());
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    require(scheme.equals("http") || scheme.equals("https"), "must begin with http:// or https://");
    require(
        uri.getRawUserInfo() == null,
        "must not contain credentials: give the API key by itself, or as an extra header");
    require(uri.getHost() != null, "has no valid host name (letters, digits, dots and hyphens)");
    require(uri.getPort() <= 65_535 && uri.getPort() != 0, "has no valid port");
    require(
        uri.getRawQuery() == null && uri.getRawFragment() == null,
        "must not have a query or fragment (? or #)");
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return scheme + "://" + uri.getHost() + port + versioned(uri.getRawPath());
  }

  private static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw invalid("is not a URL (see character " + (e.getIndex() + 1) + ")");
    }
  }

  private static String versioned(String rawPath) {
    String path = rawPath.replaceAll("/{2,}", "/").replaceAll("/$", "");
    if (path.endsWith(OPERATION)) {
      path = path.substring(0, path.length() - OPERATION.length());
    }
    boolean hasVersion =
        Arrays.stream(path.split("/")).anyMatch(segment -> VERSION.matcher(segment).matches());
    return hasVersion ? path : path + "/v1";
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw invalid(otherwise);
    }
  }

  private static IllegalArgumentException invalid(String why) {
    return new IllegalArgumentException(
        "the base URL " + why + "; an example is http://localhost:4000/v1");
  }
}
