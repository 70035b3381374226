package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest {

  /** What Prometheus 2.42 and 3.5 send. */
  private static final String PROMETHEUS_2 =
      "application/openmetrics-text;version=1.0.0;q=0.75,"
          + "application/openmetrics-text;version=0.0.1;q=0.5,"
          + "text/plain;version=0.0.4;q=0.4,*/*;q=0.2";

  private static final String PROMETHEUS_3 =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
          + "application/openmetrics-text;version=0.0.1;q=0.5,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
          + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text",
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "text/html, application/openmetrics-text;q=0.1",
        "text/plain;q=0.5, application/openmetrics-text",
        "text/plain, application/openmetrics-text",
        PROMETHEUS_2,
        PROMETHEUS_3,
      })
  void open_metrics_are_for_who_wants_them(String accept) {
    assertThat(TextFormat.wanted(accept)).isEqualTo(TextFormat.OPEN_METRICS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "text/plain",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=0.3,text/plain;q=0.4",
        "application/openmetrics-text;q=0.3,*/*",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily",
        "application/openmetrics-textual",
        ",,;;q=,",
        "application/json",
      })
  void all_others_get_the_text_of_prometheus(String accept) {
    assertThat(TextFormat.wanted(accept)).isEqualTo(TextFormat.PROMETHEUS);
  }

  @Test
  void a_weight_that_is_none_is_taken_for_full() {
    assertThat(TextFormat.wanted("application/openmetrics-text;q=lots"))
        .isEqualTo(TextFormat.OPEN_METRICS);
  }
}
