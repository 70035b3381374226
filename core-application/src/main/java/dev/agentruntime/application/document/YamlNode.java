package dev.agentruntime.application.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a YAML text, with the place where it begins. */
public sealed interface YamlNode {

  /** Where it begins. */
  Place place();

  /**
   * A text, number, truth value or nothing.
   *
   * @param plain whether it stands there without quotes, so that what it looks like counts
   */
  record Scalar(Place place, String text, boolean plain) implements YamlNode {}

  /** A list. */
  record Items(Place place, List<YamlNode> items) implements YamlNode {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A mapping, its members in the order of the text. */
  record Members(Place place, Map<String, Member> members) implements YamlNode {
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /** A member of a mapping. */
  record Member(Scalar key, YamlNode value) {}
}
