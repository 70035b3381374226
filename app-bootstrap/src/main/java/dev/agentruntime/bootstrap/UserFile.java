package dev.agentruntime.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The user's configuration file: YAML, one setting a line. */
record UserFile(Path file) {

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  /** What it sets; nothing where there is no file. */
  Map<SettingKey, Found> read(List<Problem> problems) {
    var found = new EnumMap<SettingKey, Found>(SettingKey.class);
    try {
      JsonNode root = YAML.readTree(Files.readString(file));
      if (root.isMissingNode() || root.isNull()) {
        return found;
      }
      if (!root.isObject()) {
        problems.add(origin().problem("it is no mapping of settings"));
        return found;
      }
      root.properties().forEach(entry -> take(entry.getKey(), entry.getValue(), found, problems));
    } catch (NoSuchFileException e) {
      return found;
    } catch (JsonProcessingException e) {
      // The parser's own message quotes the text, which may hold a key.
      problems.add(origin().problem("it is no YAML" + place(e)));
    } catch (IOException e) {
      problems.add(origin().problem("it cannot be read: " + e.getMessage()));
    }
    return found;
  }

  private Origin origin() {
    return Origin.file(file.toString());
  }

  static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  private void take(
      String name, JsonNode value, Map<SettingKey, Found> found, List<Problem> problems) {
    SettingKey key = SettingKey.byName().get(name);
    if (key == null) {
      problems.add(
          origin()
              .problem(
                  SettingKey.complaint(name, NearestName.to(name, SettingKey.byName().keySet()))));
    } else if (!value.isNull()) {
      found.put(key, new Found(text(value), Origin.file(file + ": " + name)));
    }
  }

  /** Lists become their items with commas; mappings stay JSON. */
  private static String text(JsonNode value) {
    if (value.isArray()) {
      var items = new ArrayList<String>();
      value.forEach(item -> items.add(item.asText()));
      return String.join(",", items);
    }
    return value.isObject() ? value.toString() : value.asText();
  }
}
