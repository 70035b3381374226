package dev.agentruntime.bootstrap;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
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
import java.util.Optional;

/** The user's configuration file: YAML, one setting a line. */
record UserFile(Path file) {

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private static final String UNREAD = "nothing from there on was read";

  /**
   * What was read of it.
   *
   * @param whole whether that is all of it
   */
  record Content(Map<SettingKey, Found> settings, boolean whole) {}

  /**
   * What it sets; nothing where there is no file. Where it breaks off, what is before that holds.
   */
  Content read(List<Problem> problems) {
    var found = new EnumMap<SettingKey, Found>(SettingKey.class);
    try (JsonParser parser = YAML.createParser(Files.readString(file))) {
      return new Content(found, read(parser, found, problems));
    } catch (NoSuchFileException e) {
      return new Content(found, true);
    } catch (MismatchedInputException e) {
      problems.add(at(e.getLocation()).problem("a name stands there twice; " + UNREAD));
    } catch (JsonProcessingException e) {
      // The parser's own message quotes the text, which may hold a key.
      problems.add(
          origin()
              .problem(
                  "it is no YAML"
                      + place(e)
                      + "; a ':' without a blank behind it, a tab, or a quote or bracket that is"
                      + " not closed are frequent; "
                      + UNREAD));
    } catch (IOException e) {
      problems.add(origin().problem("it cannot be read: " + FileTrouble.of(file, e)));
    }
    return new Content(found, false);
  }

  private boolean read(JsonParser parser, Map<SettingKey, Found> found, List<Problem> problems)
      throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return true;
    }
    if (first != JsonToken.START_OBJECT) {
      problems.add(
          origin().problem("it is no mapping of settings; it takes lines like model: NAME"));
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Origin place = at(parser.currentTokenLocation());
      String name = parser.currentName();
      parser.nextToken();
      take(name, place, parser.readValueAsTree(), found).ifPresent(problems::add);
    }
    return true;
  }

  private Origin origin() {
    return Origin.file(file.toString());
  }

  private Origin at(JsonLocation location) {
    return Origin.file(file + ":" + location.getLineNr());
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

  private static Optional<Problem> take(
      String name, Origin place, JsonNode value, Map<SettingKey, Found> found) {
    SettingKey key = SettingKey.byName().get(name);
    if (key == null) {
      return Optional.of(
          place.problem(
              SettingKey.complaint(name, NearestName.to(name, SettingKey.byName().keySet()))));
    }
    if (found.containsKey(key)) {
      return Optional.of(place.problem(name + " is set for the second time; keep one of the two"));
    }
    if (!value.isNull()) {
      found.put(key, new Found(text(value), Origin.file(place.place() + ": " + name)));
    }
    return Optional.empty();
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
