package dev.agentruntime.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the server listens and what it takes.
 *
 * @param behindTls whether somebody in front of the server encrypts
 * @param guards who may call
 * @param bounds what one caller may take up
 */
public record HttpSettings(String host, int port, boolean behindTls, Guards guards, Bounds bounds) {

  /** The names of this machine's own loopback addresses. */
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  public HttpSettings {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is 0 to 65535, 0 for any free one");
    }
  }

  /** On loopback, with the default bounds. */
  public static HttpSettings onLoopback(int port) {
    return new HttpSettings("127.0.0.1", port, false, Guards.NONE, Bounds.DEFAULT);
  }

  /** Whether only this machine can reach the server. */
  public boolean isLoopback() {
    return LOOPBACK.contains(host) || host.equals("::1") || host.startsWith("127.");
  }

  /** The values of the Host header that are served, without ports, in lower case. */
  Set<String> servedHosts() {
    String own = host.contains(":") ? "[" + host + "]" : host;
    return Stream.of(LOOPBACK, Set.of(own), guards.hosts())
        .flatMap(Set::stream)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Who may call.
   *
   * @param hosts further values of the Host header that are served, without ports
   * @param origins the origins whose pages may call, such as {@code https://ide.example}
   */
  public record Guards(Set<String> hosts, Set<String> origins) {

    /** No further host, no page. */
    public static final Guards NONE = new Guards(Set.of(), Set.of());

    public Guards {
      hosts = Set.copyOf(hosts);
      origins = Set.copyOf(origins);
    }
  }

  /**
   * What one caller may take up.
   *
   * @param body bytes of a request's body
   * @param headers bytes of a request's line and headers
   * @param connections open ones at a time, of all callers; more wait
   * @param streams open streams of one key
   * @param requestsPerMinute of one key
   * @param burst requests of one key at once
   * @param patience how long a connection may be silent while a request is read or an answer
   *     written
   * @param heartbeat after which a silent stream tells that it lives; shorter than the patience,
   *     which would else be over just when it is told
   */
  public record Bounds(
      int body,
      int headers,
      int connections,
      int streams,
      int requestsPerMinute,
      int burst,
      Duration patience,
      Duration heartbeat) {

    /** A body holds a file of 5 MB as JSON; the other figures leave room for a busy editor. */
    public static final Bounds DEFAULT =
        new Bounds(
            8 * 1024 * 1024,
            16 * 1024,
            4096,
            100,
            1200,
            200,
            Duration.ofSeconds(30),
            Duration.ofSeconds(15));

    public Bounds {
      for (int bound : List.of(body, headers, connections, streams, requestsPerMinute, burst)) {
        if (bound < 1) {
          throw new IllegalArgumentException("every bound of the server is at least 1");
        }
      }
      if (heartbeat.compareTo(patience) >= 0) {
        throw new IllegalArgumentException("a heartbeat comes sooner than the patience is over");
      }
    }
  }
}
