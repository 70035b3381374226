package dev.agentruntime.micrometer;

import java.util.Comparator;
import java.util.stream.Collectors;

/** The meters of the runtime as a table for people. */
final class MeterTable {

  private static final String HEAD =
      """
      | name | type | labels | unit | meaning |
      |---|---|---|---|---|
      """;

  private final Scraped scraped;

  private MeterTable(Scraped scraped) {
    this.scraped = scraped;
  }

  static String of(Scraped scraped) {
    return new MeterTable(scraped).write();
  }

  private String write() {
    return scraped.families().values().stream()
        .filter(family -> family.name().startsWith("agent_runtime_"))
        .filter(family -> !isMaximum(family))
        .sorted(Comparator.comparing(Scraped.Family::name))
        .map(MeterTable::row)
        .collect(Collectors.joining("", HEAD, ""));
  }

  private boolean isMaximum(Scraped.Family family) {
    String histogram = family.name().replaceAll("_max$", "");
    return !histogram.equals(family.name()) && scraped.families().containsKey(histogram);
  }

  private static String row(Scraped.Family family) {
    String labels =
        family.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s | %s |%n"
        .formatted(family.name(), family.type(), labels, unit(family.name()), family.help());
  }

  private static String unit(String name) {
    return name.endsWith("_seconds") ? "seconds" : name.contains("_tokens") ? "tokens" : "count";
  }
}
