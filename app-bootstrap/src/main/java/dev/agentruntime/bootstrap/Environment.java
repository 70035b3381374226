package dev.agentruntime.bootstrap;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.cli.RuntimeFactory.Setting;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the environment sets. An empty variable sets nothing; a secret may stand in a file that a
 * variable names, as container platforms and systemd hand secrets over.
 */
record Environment(Map<String, String> variables) {

  private static final String PERSISTENCE = "PERSISTENCE_CONFIG";
  private static final String EVENT_BUS = "EVENT_BUS_CONFIG";
  private static final String LOG_LEVEL = "LOG_LEVEL";
  private static final String URL_MEMBER = "database_url";
  private static final Pattern PLACE = Pattern.compile(" \\(line \\d+, column \\d+\\)$");

  /** Variables of the launcher and of commands that tools run. */
  private static final Set<String> NO_SETTINGS =
      Set.of(SettingKey.PREFIX + "JAVA", SettingKey.PREFIX + "CALL");

  Environment {
    variables = Map.copyOf(variables);
  }

  Map<SettingKey, Found> read(List<Problem> problems) {
    var found = new EnumMap<SettingKey, Found>(SettingKey.class);
    for (SettingKey key : SettingKey.values()) {
      key.variables().stream()
          .flatMap(name -> found(key, name, problems).stream())
          .findFirst()
          .ifPresent(value -> found.put(key, value));
    }
    document(EVENT_BUS, problems);
    document(PERSISTENCE, problems)
        .flatMap(json -> json.string(URL_MEMBER))
        .ifPresent(
            url ->
                found.putIfAbsent(
                    SettingKey.DATABASE,
                    new Found(url, Origin.variable(PERSISTENCE + "." + URL_MEMBER))));
    unknown().forEach(name -> problems.add(new Problem(complaint(name), false)));
    return found;
  }

  private Optional<Found> found(SettingKey key, String name, List<Problem> problems) {
    Optional<Found> written = value(name).map(value -> new Found(value, Origin.variable(name)));
    Optional<String> file =
        key.mayStandInFile() ? value(name + SettingKey.IN_FILE) : Optional.empty();
    if (file.isEmpty()) {
      return written;
    }
    Origin origin = Origin.variable(name + SettingKey.IN_FILE);
    if (written.isPresent()) {
      problems.add(origin.problem(name + " is set, too; set one of the two"));
      return written;
    }
    return content(file.get(), origin, problems);
  }

  /** Editors and {@code echo} end a file with a line break that is no part of the value. */
  private static Optional<Found> content(String file, Origin origin, List<Problem> problems) {
    try {
      String text = Files.readString(Path.of(file)).strip();
      if (!text.isEmpty()) {
        return Optional.of(new Found(text, origin));
      }
      problems.add(origin.problem(file + " is empty"));
    } catch (NoSuchFileException e) {
      problems.add(origin.problem(file + " does not exist"));
    } catch (InvalidPathException e) {
      problems.add(origin.problem("it takes the path of a file"));
    } catch (IOException e) {
      problems.add(origin.problem(file + " cannot be read: " + FileTrouble.of(Path.of(file), e)));
    }
    return Optional.empty();
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  private Optional<JsonObject> document(String name, List<Problem> problems) {
    return value(name).flatMap(text -> object(name, text, problems));
  }

  private static Optional<JsonObject> object(String name, String text, List<Problem> problems) {
    switch (JsonText.read(text)) {
      case JsonText.Valid(JsonObject object) -> {
        return Optional.of(object);
      }
      case JsonText.Valid other ->
          problems.add(Origin.variable(name).problem("it is no JSON object"));
      case JsonText.Invalid invalid ->
          problems.add(Origin.variable(name).problem("it is no JSON object" + place(invalid)));
    }
    return Optional.empty();
  }

  /** What else the reader says quotes the text, which may hold a password. */
  private static String place(JsonText.Invalid invalid) {
    Matcher place = PLACE.matcher(invalid.problem());
    return place.find() ? place.group() : "";
  }

  private Set<String> unknown() {
    var unknown = new TreeSet<String>();
    variables.keySet().stream()
        .filter(name -> name.startsWith(SettingKey.PREFIX))
        .filter(name -> !NO_SETTINGS.contains(name) && !known().contains(name))
        .forEach(unknown::add);
    return unknown;
  }

  private static List<String> known() {
    var known = new ArrayList<String>();
    for (SettingKey key : SettingKey.values()) {
      known.addAll(key.variables());
      if (key.mayStandInFile()) {
        key.variables().forEach(name -> known.add(name + SettingKey.IN_FILE));
      }
    }
    return known;
  }

  private static String complaint(String name) {
    // The prefix they all have says nothing about how near they are.
    List<String> rests =
        known().stream()
            .filter(known -> known.startsWith(SettingKey.PREFIX))
            .map(known -> known.substring(SettingKey.PREFIX.length()))
            .toList();
    return SettingKey.complaint(
        name,
        NearestName.to(name.substring(SettingKey.PREFIX.length()), rests)
            .map(rest -> SettingKey.PREFIX + rest));
  }

  /** What is accepted here and has no effect, or not all of it; the origin tells the reason. */
  List<Setting> idle() {
    var idle = new ArrayList<Setting>();
    value(LOG_LEVEL)
        .ifPresent(level -> idle.add(idle(LOG_LEVEL, "no effect: it is for the server")));
    value(EVENT_BUS)
        .ifPresent(json -> idle.add(idle(EVENT_BUS, "checked; nothing of it has an effect")));
    value(PERSISTENCE)
        .ifPresent(
            json ->
                idle.add(idle(PERSISTENCE, "checked; only its " + URL_MEMBER + " has an effect")));
    return idle;
  }

  private static Setting idle(String variable, String reason) {
    return new Setting(variable, "", reason);
  }
}
