package dev.agentruntime.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The user's configuration file to begin with: every setting as a comment, none in force. */
final class ConfigurationTemplate {

  private static final String NAME = "config.yaml";

  private ConfigurationTemplate() {}

  static String text() {
    try (InputStream in =
        Objects.requireNonNull(ConfigurationTemplate.class.getResourceAsStream(NAME), NAME)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
