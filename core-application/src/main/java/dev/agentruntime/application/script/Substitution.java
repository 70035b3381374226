package dev.agentruntime.application.script;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.document.Problems;
import dev.agentruntime.application.document.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the values of parameters in place of <code>${name}</code>, in names and texts alike; <code>
 * $${</code> stands for <code>${</code>. A value stays text, whatever it looks like.
 */
final class Substitution {

  /** What a script may grow to. */
  static final int MAX_GROWN = 16 * 1024 * 1024;

  private static final Pattern MARK = Pattern.compile("\\$\\$\\{|\\$\\{([^}\\n]*)(}?)");

  /** Some text, so that one mistake is not told as two. */
  private static final String STAND_IN = "_";

  private final Map<String, String> values;
  private final Problems problems;
  private final Set<String> used = new HashSet<>();
  private long grown;

  Substitution(Map<String, String> values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /** Names of the parameters that were met. */
  Set<String> used() {
    return used;
  }

  /** Makes a text that stands for itself here. */
  static String escaped(String text) {
    return text.replace("${", "$${");
  }

  YamlNode in(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> in(scalar);
      case YamlNode.Items list -> new YamlNode.Items(list.place(), items(list.items()));
      case YamlNode.Members mapping ->
          new YamlNode.Members(mapping.place(), members(mapping.members()));
    };
  }

  private List<YamlNode> items(List<YamlNode> items) {
    var filled = new ArrayList<YamlNode>(items.size());
    items.forEach(item -> filled.add(in(item)));
    return filled;
  }

  private Map<String, YamlNode.Member> members(Map<String, YamlNode.Member> members) {
    var filled = new LinkedHashMap<String, YamlNode.Member>();
    for (YamlNode.Member member : members.values()) {
      YamlNode.Scalar key = in(member.key());
      if (filled.put(key.text(), new YamlNode.Member(key, in(member.value()))) != null) {
        problems.add(key.place(), "filled in, \"" + key.text() + "\" is here a second time");
      }
    }
    return filled;
  }

  private YamlNode.Scalar in(YamlNode.Scalar scalar) {
    if (!scalar.text().contains("${")) {
      return scalar;
    }
    Matcher marks = MARK.matcher(scalar.text());
    var text = new StringBuilder();
    while (marks.find()) {
      marks.appendReplacement(text, "");
      text.append(marks.group(1) == null ? "${" : value(scalar, marks));
    }
    marks.appendTail(text);
    return new YamlNode.Scalar(scalar.place(), text.toString(), false);
  }

  private String value(YamlNode.Scalar scalar, Matcher mark) {
    String name = mark.group(1);
    String value = values.get(name);
    if (value == null || mark.group(2).isEmpty()) {
      problems.add(scalar.place(), unknown(name, mark.group(2).isEmpty()));
      return STAND_IN;
    }
    used.add(name);
    grown += value.length();
    if (grown > MAX_GROWN) {
      if (grown - value.length() <= MAX_GROWN) {
        problems.add(scalar.place(), "filled in, the script grows too large");
      }
      return STAND_IN;
    }
    return value;
  }

  private String unknown(String name, boolean open) {
    String mend = "; write $${ where ${ is meant as it is";
    if (open) {
      return "\"${\" begins a parameter that no } ends" + mend;
    }
    return "there is no parameter \""
        + Excerpts.of(name)
        + "\""
        + (values.isEmpty()
            ? ""
            : NearestName.instead(name, values.keySet().stream().sorted().toList()))
        + mend;
  }
}
