package dev.agentruntime.application.tool;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Reads a YAML file of tools from beside this class. A fault in it is a fault of the jar. */
final class ToolFile {

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private ToolFile() {}

  static List<ToolSpec> read(String resource) {
    try (InputStream in = ToolFile.class.getResourceAsStream(resource)) {
      return YAML
          .readValue(Objects.requireNonNull(in, resource), new TypeReference<List<Entry>>() {})
          .stream()
          .map(Entry::toSpec)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's own " + resource + " cannot be read", e);
    }
  }

  private record Entry(String name, SideEffect effect, String description, JsonNode schema) {
    ToolSpec toSpec() {
      return new ToolSpec(
          new ToolName(name), description.strip(), JsonText.readObject(schema.toString()), effect);
    }
  }
}
