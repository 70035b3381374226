package dev.agentruntime.application.script;

import dev.agentruntime.application.document.Place;
import dev.agentruntime.application.document.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The members of one mapping.
 *
 * @param what the mapping, for messages
 */
record Fields(Form form, Place place, String what, Map<String, YamlNode.Member> members) {

  Optional<YamlNode> get(String name) {
    return Optional.ofNullable(members.get(name)).map(YamlNode.Member::value);
  }

  Optional<String> text(String name) {
    return get(name).map(node -> form.text(node, quoted(name)));
  }

  /** A text that has to be there and to say something. */
  String required(String name) {
    return get(name)
        .map(node -> form.filled(node, quoted(name)))
        .orElseGet(
            () -> {
              form.problems().add(place, what + " lacks its \"" + name + "\"");
              return "";
            });
  }

  <T> List<T> list(String name, Function<YamlNode, T> item) {
    return get(name).map(node -> form.list(node, quoted(name), item)).orElse(List.of());
  }

  static String quoted(String name) {
    return "\"" + name + "\"";
  }
}
