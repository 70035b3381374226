package dev.agentruntime.bootstrap;

import dev.agentruntime.http.HttpSettings;
import dev.agentruntime.webhook.WebhookSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the server listens, what it takes and how it logs.
 *
 * @param key of an administrator, for containers
 */
record ServerSettings(
    Listening listening,
    HttpSettings.Guards guards,
    Shares shares,
    Storage storage,
    Webhooks webhooks,
    Optional<ServerKey> key,
    LogSettings logging) {

  static final String DEFAULT_HOST = "127.0.0.1";
  static final int DEFAULT_PORT = 8080;

  /**
   * Where it listens.
   *
   * @param behindTls whether somebody in front of it encrypts
   */
  record Listening(String host, int port, boolean behindTls) {}

  /**
   * What there is on disk.
   *
   * @param roots below which sessions may have their workspace
   * @param closeIdle after what time sessions are closed that nobody uses; empty for never
   * @param keep how long closed sessions and decided requests stay; empty for ever
   */
  record Storage(List<Path> roots, Optional<Duration> closeIdle, Optional<Duration> keep) {
    Storage {
      roots = List.copyOf(roots);
    }
  }

  /**
   * Where webhooks may go.
   *
   * @param targets that are not public, and are allowed all the same
   */
  record Webhooks(Set<String> targets) {
    Webhooks {
      targets = Set.copyOf(targets);
    }

    WebhookSettings settings() {
      return WebhookSettings.DEFAULT.withAllowedTargets(targets);
    }
  }

  /** What one key may take up. */
  record Shares(int streams, int requestsPerMinute) {}

  /** What is logged, and how. */
  record LogSettings(LogFormat format, LogLevel level) {}

  /** What a line looks like. */
  enum LogFormat {
    TEXT,
    JSON
  }

  /** From where on lines are written. */
  enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  HttpSettings http() {
    HttpSettings.Bounds bounds = HttpSettings.Bounds.DEFAULT;
    return new HttpSettings(
        listening.host(),
        listening.port(),
        listening.behindTls(),
        guards,
        new HttpSettings.Bounds(
            bounds.body(),
            bounds.headers(),
            bounds.connections(),
            shares.streams(),
            shares.requestsPerMinute(),
            bounds.burst(),
            bounds.patience(),
            bounds.heartbeat()));
  }
}
