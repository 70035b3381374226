package dev.agentruntime.micrometer;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the samples for Prometheus and Grafana ask. */
final class Queries {

  static final Path FOLDER = Path.of("..", "docs", "prometheus");

  private static final Pattern EXPRESSION = Pattern.compile("(?m)^ +expr: (.*)$");
  private static final Pattern METER =
      Pattern.compile("\\b(?:agent_runtime|jvm|process|system|hikaricp)_[a-z0-9_]*[a-z0-9]\\b");
  private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
  private static final Pattern SELECTED = Pattern.compile("([a-z_]+) *(?:=~|!~|!=|=)");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

  private Queries() {}

  static String file(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static JsonObject dashboard() {
    return JsonText.readObject(file("dashboard.json"));
  }

  static Stream<String> ofDashboard() {
    return objects(dashboard().array("panels"))
        .flatMap(panel -> objects(panel.array("targets")))
        .map(target -> target.string("expr").orElseThrow());
  }

  static Stream<JsonObject> objects(List<JsonValue> values) {
    return values.stream().map(JsonObject.class::cast);
  }

  static Stream<String> ofAlerts() {
    return EXPRESSION.matcher(file("alerts.yml")).results().map(result -> result.group(1));
  }

  /** Everything in a text that looks like the name of a meter. */
  static Set<String> meters(String text) {
    return METER.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  /** The labels that a query selects or groups by. */
  static Set<String> labels(String query) {
    var labels = new TreeSet<String>();
    SELECTOR
        .matcher(query)
        .results()
        .flatMap(selector -> SELECTED.matcher(selector.group(1)).results())
        .forEach(found -> labels.add(found.group(1)));
    GROUPING
        .matcher(query)
        .results()
        .flatMap(grouping -> Stream.of(grouping.group(1).split(", *", -1)))
        .forEach(labels::add);
    return labels;
  }

  /** The queries of the dashboard as rules, with values for what Grafana fills in. */
  static String rulesOfDashboard() {
    var rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    List<String> queries = ofDashboard().toList();
    for (int i = 0; i < queries.size(); i++) {
      String filled = queries.get(i).replace("$__rate_interval", "5m").replace("$__range", "6h");
      rules.append("      - record: dashboard:query_").append(i).append(":result\n");
      rules.append("        expr: '").append(filled.replace("'", "''")).append("'\n");
    }
    return rules.toString();
  }
}
