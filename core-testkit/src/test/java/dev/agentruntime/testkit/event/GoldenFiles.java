package dev.agentruntime.testkit.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.event.StoredJson;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Examples of what events hold, one file per kind or type and version. */
final class GoldenFiles {

  /** The digest of each file of an event that is stored, as sha256sum writes it. */
  static final String LISTED = "/events/released.sha256";

  private GoldenFiles() {}

  /** What is listed, line by line. */
  static List<String> listed() throws IOException {
    return Files.readAllLines(path(LISTED));
  }

  /** The same of the files as they are. */
  static List<String> digests() throws IOException {
    try (Stream<Path> files = Files.list(path("/events"))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .map(GoldenFiles::digest)
          .toList();
    }
  }

  private static String digest(Path file) {
    try {
      return Digest.of(Files.readString(file)).hex() + "  " + file.getFileName();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(String name) {
    URL found = GoldenFiles.class.getResource(name);
    assertThat(found).as("%s", name).isNotNull();
    return Path.of(URI.create(found.toString()));
  }

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
