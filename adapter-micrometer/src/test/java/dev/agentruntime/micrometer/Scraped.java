package dev.agentruntime.micrometer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A scrape in the format of Prometheus, read as Prometheus reads it. */
final class Scraped {

  private static final Pattern HEAD = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final Map<Sample, Double> samples = new LinkedHashMap<>();

  /** What is told of all figures of a name. */
  record Family(String name, String type, String help, Set<String> labels) {}

  private record Sample(String name, Map<String, String> labels) {}

  private Scraped(String text) {
    var helps = new LinkedHashMap<String, String>();
    text.lines().forEach(line -> read(line, helps));
  }

  static Scraped of(PrometheusMeters meters) {
    return of(meters.scrape().text());
  }

  static Scraped of(String text) {
    return new Scraped(text);
  }

  private void read(String line, Map<String, String> helps) {
    Matcher head = HEAD.matcher(line);
    if (!head.matches()) {
      readSample(line);
    } else if (head.group(1).equals("HELP")) {
      helps.put(head.group(2), head.group(3));
    } else {
      String name = head.group(2);
      families.put(
          name, new Family(name, head.group(3), helps.getOrDefault(name, ""), new TreeSet<>()));
    }
  }

  private void readSample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new AssertionError("this line is no figure: " + line);
    }
    Map<String, String> labels = labels(Optional.ofNullable(sample.group(2)).orElse(""));
    String name = sample.group(1);
    samples.put(new Sample(name, labels), number(sample.group(3)));
    Family family = family(name);
    labels.keySet().stream().filter(label -> !label.equals("le")).forEach(family.labels()::add);
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  private static Map<String, String> labels(String text) {
    var labels = new TreeMap<String, String>();
    String rest =
        LABEL.matcher(text).replaceAll(label -> keep(labels, label.group(1), label.group(2)));
    if (!rest.isEmpty()) {
      throw new AssertionError("these are no labels: " + text);
    }
    return labels;
  }

  private static String keep(Map<String, String> labels, String name, String value) {
    labels.put(name, value);
    return "";
  }

  /** What is told of the name that a figure goes by. */
  Family family(String sample) {
    return Optional.ofNullable(families.get(sample))
        .or(() -> Optional.ofNullable(families.get(sample.replaceAll("_(bucket|sum|count)$", ""))))
        .orElseThrow(() -> new AssertionError(sample + " has no type"));
  }

  /** The names that there are. */
  Map<String, Family> families() {
    return families;
  }

  /** The names that figures go by: of a histogram those of its parts. */
  Set<String> sampleNames() {
    return samples.keySet().stream().map(Sample::name).collect(Collectors.toSet());
  }

  /** The values that a label has anywhere in a name's figures. */
  Set<String> values(String name, String label) {
    return samples.keySet().stream()
        .filter(sample -> sample.name().equals(name))
        .map(sample -> sample.labels().getOrDefault(label, ""))
        .collect(Collectors.toSet());
  }

  /** All values of all labels. */
  Set<String> values() {
    return samples.keySet().stream()
        .flatMap(sample -> sample.labels().values().stream())
        .collect(Collectors.toSet());
  }

  /** A figure, by its name and its labels, each followed by its value. */
  double value(String name, String... labels) {
    return find(name, labels)
        .orElseThrow(() -> new AssertionError("there is no " + sample(name, labels)));
  }

  /** The same, if there is one. */
  Optional<Double> find(String name, String... labels) {
    return Optional.ofNullable(samples.get(sample(name, labels)));
  }

  private static Sample sample(String name, String... labels) {
    var map = new TreeMap<String, String>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return new Sample(name, map);
  }
}
