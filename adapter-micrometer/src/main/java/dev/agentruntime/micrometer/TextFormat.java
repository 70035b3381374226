package dev.agentruntime.micrometer;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The formats that meters are told in. */
enum TextFormat {
  /** The one of Prometheus; whoever says nothing else gets it. */
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8", Set.of("text/plain", "text/*", "*/*")),
  /** OpenMetrics 1.0, for who names it. */
  OPEN_METRICS(
      "application/openmetrics-text; version=1.0.0; charset=utf-8",
      Set.of("application/openmetrics-text"));

  /** A weight as RFC 9110, section 12.4.2, has it. */
  private static final Pattern WEIGHT =
      Pattern.compile(";\\s*[qQ]=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)\\s*(?:;|$)");

  private final String contentType;
  private final Set<String> ranges;

  TextFormat(String contentType, Set<String> ranges) {
    this.contentType = contentType;
    this.ranges = ranges;
  }

  String contentType() {
    return contentType;
  }

  /** What the value of a header {@code Accept} wants most; of equals the more particular one. */
  static TextFormat wanted(String accept) {
    double open = OPEN_METRICS.weightIn(accept);
    return open > 0 && open >= PROMETHEUS.weightIn(accept) ? OPEN_METRICS : PROMETHEUS;
  }

  private double weightIn(String accept) {
    return Arrays.stream(accept.split(",", -1))
        .map(String::strip)
        .filter(range -> ranges.contains(range.split(";", 2)[0].strip()))
        .mapToDouble(TextFormat::weight)
        .max()
        .orElse(0);
  }

  private static double weight(String range) {
    Matcher found = WEIGHT.matcher(range);
    return found.find() ? Double.parseDouble(found.group(1)) : 1;
  }
}
