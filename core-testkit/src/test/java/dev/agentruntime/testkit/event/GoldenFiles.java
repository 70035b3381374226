package dev.agentruntime.testkit.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.event.StoredJson;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Examples of what events hold, one file per kind or type and version. */
final class GoldenFiles {

  private GoldenFiles() {}

  /** What a version of a kind had from the beginning. */
  static List<JsonObject> of(String kind, int version) {
    return read("/events/%s.v%d.json".formatted(kind, version));
  }

  /** What it got later. */
  static List<JsonObject> later(String kind, int version) {
    return read("/events/%s.v%d.later.json".formatted(kind, version));
  }

  /** All of a version of a kind. */
  static List<JsonObject> all(String kind, int version) {
    boolean later =
        GoldenFiles.class.getResource("/events/%s.v%d.later.json".formatted(kind, version)) != null;
    return Stream.concat(
            of(kind, version).stream(), later ? later(kind, version).stream() : Stream.of())
        .toList();
  }

  /** What is recorded nowhere. */
  static List<JsonObject> ofNotice(String type, int version) {
    return read("/events/notices/%s.v%d.json".formatted(type, version));
  }

  private static List<JsonObject> read(String name) {
    try (InputStream in = GoldenFiles.class.getResourceAsStream(name)) {
      assertThat(in).as("golden file %s", name).isNotNull();
      return StoredJson.parse(new String(in.readAllBytes(), UTF_8)).array("examples").stream()
          .map(JsonObject.class::cast)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
