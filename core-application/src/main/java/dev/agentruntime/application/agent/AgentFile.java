package dev.agentruntime.application.agent;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.FilePatterns;
import dev.agentruntime.domain.tool.ToolName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Reads agents and prompts from beside this class. A fault in them is a fault of the jar. */
final class AgentFile {

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private AgentFile() {}

  static List<AgentProfile> profiles() {
    try {
      return YAML.readValue(text("agents.yaml"), new TypeReference<List<Entry>>() {}).stream()
          .map(Entry::toProfile)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's own agents.yaml cannot be read", e);
    }
  }

  static String text(String resource) {
    try (InputStream in = AgentFile.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's own " + resource + " cannot be read", e);
    }
  }

  private record Entry(String name, String description, List<String> tools, List<String> editable) {
    AgentProfile toProfile() {
      return new AgentProfile(
          new AgentName(name),
          description,
          text(name + ".md").strip(),
          tools.stream().map(ToolName::new).collect(Collectors.toSet()),
          new FilePatterns(editable));
    }
  }
}
