package dev.agentruntime.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.agentruntime.application.approval.PolicyDocument;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A policy that the user wrote: YAML, which JSON is, too. */
final class PolicyFile {

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private PolicyFile() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with everything that is wrong, each with its place
   */
  static JsonObject read(Path file) {
    JsonObject document = document(file);
    try {
      PolicyDocument.read(document, 0);
      return document;
    } catch (RefusedException e) {
      List<String> problems =
          e.refusal() instanceof Refusal.Invalid invalid
              ? invalid.problems()
              : List.of(e.refusal().message());
      throw problem(file, "is no policy:\n    " + String.join("\n    ", problems));
    }
  }

  private static JsonObject document(Path file) {
    try {
      JsonNode root = YAML.readTree(Files.readString(file));
      if (!root.isObject()) {
        throw problem(file, "is no policy: it takes a mapping with rules");
      }
      return switch (JsonText.read(root.toString())) {
        case JsonText.Valid(JsonObject object) -> object;
        case JsonText.Valid other -> throw problem(file, "is no mapping");
        case JsonText.Invalid invalid -> throw problem(file, "is no policy: " + invalid.problem());
      };
    } catch (NoSuchFileException e) {
      throw problem(file, "does not exist");
    } catch (JsonProcessingException e) {
      throw problem(file, "is no YAML" + UserFile.place(e) + ": " + firstLine(e));
    } catch (IOException e) {
      throw problem(file, "cannot be read as text: " + e);
    }
  }

  private static String firstLine(JsonProcessingException e) {
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
  }

  private static IllegalArgumentException problem(Path file, String what) {
    return new IllegalArgumentException(file + " " + what);
  }
}
