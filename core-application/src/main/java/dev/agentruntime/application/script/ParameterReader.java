package dev.agentruntime.application.script;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.document.Place;
import dev.agentruntime.application.document.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the parameters of a script and gives them their values. */
final class ParameterReader {

  /** Longest value in characters. */
  static final int MAX_VALUE = 64 * 1024;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
  private static final List<String> KNOWN = List.of("description", "default");

  private final Form form;
  private final Map<String, String> given;
  private final boolean open;

  /**
   * A reader.
   *
   * @param given values from outside
   * @param open whether those that have no value stand for themselves, for who only looks
   */
  ParameterReader(Form form, Map<String, String> given, boolean open) {
    this.form = form;
    this.given = given;
    this.open = open;
  }

  List<Script.Parameter> read(Optional<YamlNode> node) {
    var parameters = new ArrayList<Script.Parameter>();
    node.map(n -> form.open(n, Fields.quoted("parameters")).members())
        .orElse(Map.of())
        .values()
        .forEach(member -> parameters.add(parameter(member)));
    List<String> names = parameters.stream().map(Script.Parameter::name).toList();
    Place place = node.map(YamlNode::place).orElse(Place.START);
    given.keySet().stream()
        .filter(name -> !names.contains(name))
        .sorted()
        .forEach(name -> refuse(place, name, names));
    return parameters;
  }

  private void refuse(Place place, String name, List<String> names) {
    form.problems()
        .add(
            place,
            "a value is given for \""
                + name
                + "\", and the script has no such parameter"
                + (names.isEmpty() ? "" : NearestName.instead(name, names)));
  }

  private Script.Parameter parameter(YamlNode.Member member) {
    String name = member.key().text();
    if (!NAME.matcher(name).matches()) {
      form.problems()
          .add(
              member.key().place(),
              "the parameter's name \""
                  + Excerpts.of(name)
                  + "\" should start with a-z and have at most 64 characters of a-z, 0-9, _ and -");
    }
    Fields fields = form.fields(member.value(), "the parameter " + name, KNOWN);
    Optional<String> byDefault = fields.text("default");
    String value =
        Optional.ofNullable(given.get(name))
            .or(() -> byDefault)
            .orElseGet(() -> missing(member.key()));
    if (value.length() > MAX_VALUE) {
      form.problems()
          .add(
              member.key().place(),
              "the value of " + name + " has more than " + MAX_VALUE + " characters");
    }
    return new Script.Parameter(name, fields.text("description").orElse(""), byDefault, value);
  }

  private String missing(YamlNode.Scalar name) {
    if (!open) {
      form.problems()
          .add(
              name.place(),
              "the parameter %s has no value; give it one: -P %s=VALUE"
                  .formatted(name.text(), name.text()));
    }
    return "<" + name.text() + ">";
  }

  /** A parameter that nothing uses is a slip of whoever wrote the script. */
  void requireUsed(Optional<YamlNode> node, Set<String> used) {
    if (node.isPresent() && node.get() instanceof YamlNode.Members parameters) {
      parameters.members().values().stream()
          .map(YamlNode.Member::key)
          .filter(key -> !used.contains(key.text()))
          .forEach(
              key ->
                  form.problems()
                      .add(
                          key.place(),
                          "the parameter %s is never used; use it as ${%s}, or leave it out"
                              .formatted(key.text(), key.text())));
    }
  }
}
