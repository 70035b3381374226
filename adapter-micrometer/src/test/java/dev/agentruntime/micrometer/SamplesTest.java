package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code docs/prometheus} says is what the meters are. After a change of a meter, run this
 * test with {@code -Dupdate.docs=true} to write the table anew.
 */
class SamplesTest {

  private static final Pattern TABLE =
      Pattern.compile("(?s)(?<=<!-- meters -->\n).*(?=<!-- /meters -->)");

  /** What Prometheus adds to every figure, and what a histogram has. */
  private static final Set<String> GIVEN = Set.of("job", "instance", "le");

  private static final Scraped SCRAPED = Demo.scraped();

  @Test
  void the_table_tells_every_meter_as_it_is() throws IOException {
    String table = MeterTable.of(SCRAPED);
    if (Boolean.getBoolean("update.docs")) {
      String written =
          TABLE.matcher(Queries.file("README.md")).replaceFirst(table.replace("\\", "\\\\"));
      Files.writeString(Queries.FOLDER.resolve("README.md"), written);
    }

    assertThat(Queries.file("README.md"))
        .contains("<!-- meters -->\n" + table + "<!-- /meters -->");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "dashboard.json", "alerts.yml"})
  void every_meter_that_is_named_exists(String file) {
    assertThat(Queries.meters(Queries.file(file))).isNotEmpty().allMatch(SamplesTest::exists);
  }

  @Test
  void a_meter_that_does_not_exist_is_noticed() {
    assertThat(Queries.meters("rate(agent_runtime_log_turns_total[5m]) + jvm_made_up"))
        .filteredOn(name -> !exists(name))
        .containsExactly("jvm_made_up");
  }

  private static boolean exists(String name) {
    return SCRAPED.sampleNames().contains(name) || SCRAPED.families().containsKey(name);
  }

  static Stream<String> queries() {
    return Stream.concat(Queries.ofDashboard(), Queries.ofAlerts());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void a_query_names_labels_that_its_meters_have(String query) {
    Set<String> there =
        Queries.meters(query).stream()
            .flatMap(name -> SCRAPED.family(name).labels().stream())
            .collect(Collectors.toSet());
    there.addAll(GIVEN);

    assertThat(there).containsAll(Queries.labels(query));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void what_is_the_same_on_every_instance_is_never_added_up(String query) {
    if (query.contains("agent_runtime_log_") || query.contains("agent_runtime_store_approvals")) {
      assertThat(query).containsPattern("max( by \\([^)]*\\))? ?\\((rate\\(|increase\\()?agent_");
      assertThat(query)
          .doesNotContainPattern("sum( by \\([^)]*\\))? ?\\((rate\\(|increase\\()?agent_");
    }
  }

  @Test
  void the_dashboard_asks_the_source_that_is_chosen() {
    List<String> sources =
        Queries.objects(Queries.dashboard().array("panels"))
            .filter(panel -> !panel.string("type").orElseThrow().equals("row"))
            .map(panel -> panel.object("datasource").flatMap(s -> s.string("uid")).orElse("none"))
            .distinct()
            .toList();

    assertThat(sources).containsExactly("${datasource}");
    assertThat(Queries.ofDashboard()).allMatch(query -> query.contains("job=\"$job\""));
  }

  @Test
  void every_alert_has_a_query_that_is_looked_at() {
    assertThat(Queries.ofAlerts().toList())
        .hasSize(Queries.file("alerts.yml").split("- alert: ", -1).length - 1)
        .allMatch(query -> !Queries.meters(query).isEmpty());
  }

  @Test
  void no_two_panels_of_the_dashboard_are_one_or_lie_on_each_other() {
    List<JsonObject> panels = Queries.objects(Queries.dashboard().array("panels")).toList();
    List<String> cells =
        panels.stream()
            .map(panel -> panel.object("gridPos").orElseThrow())
            .flatMap(SamplesTest::cells)
            .toList();

    assertThat(panels)
        .extracting(panel -> panel.integer("id").orElseThrow())
        .doesNotHaveDuplicates();
    assertThat(cells).doesNotHaveDuplicates();
  }

  /** Grafana's grid is 24 wide. */
  private static Stream<String> cells(JsonObject place) {
    long left = place.integer("x").orElseThrow();
    long top = place.integer("y").orElseThrow();
    long right = left + place.integer("w").orElseThrow();
    long bottom = top + place.integer("h").orElseThrow();
    assertThat(right).isLessThanOrEqualTo(24);
    return LongStream.range(left, right)
        .boxed()
        .flatMap(x -> LongStream.range(top, bottom).mapToObj(y -> x + "," + y));
  }
}
