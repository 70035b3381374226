package dev.agentruntime.application.metrics;

import dev.agentruntime.application.metrics.GetMetricsHandler.Metrics;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.message.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Counts as JSON, in the shapes of this service's predecessor, with what it did not count beside.
 */
public final class MetricsJson {

  private MetricsJson() {}

  /** The JSON of an owner's counts. */
  public static JsonObject write(Metrics metrics, Instant now) {
    List<Count> counts = metrics.counts();
    JsonObject.Builder all =
        JsonObject.builder()
            .put("agent_switches", of(counts, Metric.AGENT_SWITCH, MetricsJson::total))
            .put("agent_processing", of(counts, Metric.AGENT_PROCESSING, MetricsJson::processing))
            .put(
                "tool_executions",
                of(
                    counts,
                    Metric.TOOL,
                    details("requested", "completed", "failed", "requires_approval")))
            .put(
                "hitl_decisions", of(counts, Metric.DECISION, details("APPROVE", "EDIT", "REJECT")))
            .put("approvals", of(counts, Metric.APPROVAL, MetricsJson::approvals))
            .put("errors", of(counts, Metric.ERROR, MetricsJson::each));
    return JsonObject.builder()
        .put("metrics", all.build())
        .put("computed", computed(counts))
        .put("complete", metrics.complete())
        .put("unreadable_events", metrics.unreadable())
        .put("timestamp", now.toString())
        .build();
  }

  private static Map<String, List<Count>> byLabel(List<Count> counts, Metric metric) {
    var byLabel = new TreeMap<String, List<Count>>();
    counts.stream()
        .filter(count -> count.metric() == metric)
        .forEach(
            count ->
                byLabel
                    .computeIfAbsent(count.labels().label(), label -> new ArrayList<>())
                    .add(count));
    return byLabel;
  }

  private static JsonObject of(
      List<Count> counts, Metric metric, Function<List<Count>, JsonValue> form) {
    JsonObject.Builder json = JsonObject.builder();
    byLabel(counts, metric).forEach((label, same) -> json.put(label, form.apply(same)));
    return json.build();
  }

  private static long sum(List<Count> counts, Predicate<Count> wanted) {
    return counts.stream().filter(wanted).mapToLong(Count::count).sum();
  }

  private static long sum(List<Count> counts, String detail) {
    return sum(counts, count -> count.labels().detail().equals(detail));
  }

  private static long millis(List<Count> counts) {
    return counts.stream().mapToLong(Count::millis).sum();
  }

  private static JsonValue total(List<Count> counts) {
    return JsonNumber.of(sum(counts, count -> true));
  }

  private static JsonValue processing(List<Count> counts) {
    return JsonObject.builder()
        .put("count", sum(counts, count -> true))
        .put("total_duration_ms", millis(counts))
        .put("success_count", sum(counts, "success"))
        .put("failure_count", sum(counts, "failure"))
        .build();
  }

  private static Function<List<Count>, JsonValue> details(String... names) {
    return counts -> {
      JsonObject.Builder json = JsonObject.builder();
      for (String name : names) {
        json.put(name, sum(counts, name));
      }
      return json.build();
    };
  }

  private static JsonValue each(List<Count> counts) {
    JsonObject.Builder json = JsonObject.builder();
    counts.forEach(count -> json.put(count.labels().detail(), count.count()));
    return json.build();
  }

  private static JsonValue approvals(List<Count> counts) {
    JsonObject.Builder json = JsonObject.builder();
    counts.forEach(
        count ->
            json.put(
                count.labels().detail(),
                JsonObject.builder()
                    .put("count", count.count())
                    .put("total_wait_ms", count.millis())
                    .build()));
    return json.build();
  }

  private static JsonObject computed(List<Count> counts) {
    JsonObject.Builder json = JsonObject.builder();
    byLabel(counts, Metric.AGENT_PROCESSING)
        .forEach(
            (agent, same) ->
                json.put(
                    agent + "_avg_duration_ms", ratio(millis(same), sum(same, count -> true), 2)));
    byLabel(counts, Metric.TOOL)
        .forEach(
            (tool, same) -> {
              long completed = sum(same, "completed");
              json.put(
                  tool + "_success_rate", ratio(completed, completed + sum(same, "failed"), 3));
            });
    return json.build();
  }

  /** Zero where there is nothing to divide by, as the predecessor has it. */
  private static JsonNumber ratio(long part, long whole, int places) {
    return new JsonNumber(
        whole == 0
            ? 0.0
            : BigDecimal.valueOf(part)
                .divide(BigDecimal.valueOf(whole), places, RoundingMode.HALF_UP)
                .doubleValue());
  }

  /** The JSON of a session's model calls. */
  public static JsonObject write(SessionMetrics metrics) {
    List<SessionMetrics.Outcome.Replied> replied = metrics.replied();
    Usage usage = metrics.usage();
    long duration = replied.stream().mapToLong(SessionMetrics.Outcome.Replied::millis).sum();
    return JsonObject.builder()
        .put("session_id", metrics.session().toString())
        .put("total_requests", metrics.calls().size())
        .put("successful_requests", replied.size())
        .put("failed_requests", metrics.calls().size() - (long) replied.size())
        .put("total_duration_ms", duration)
        .put("average_duration_ms", ratio(duration, replied.size(), 2))
        .put("total_prompt_tokens", bounded(usage.promptTokens()))
        .put("total_completion_tokens", bounded(usage.completionTokens()))
        .put("total_tokens", bounded(usage.totalTokens()))
        .put("average_tokens_per_request", ratio(bounded(usage.totalTokens()), replied.size(), 2))
        .put(
            "requests_with_tools",
            metrics.calls().stream().filter(SessionMetrics.Call::tools).count())
        .put("cost", cost(metrics))
        .put("unreadable_events", metrics.unreadable())
        .put(
            "requests",
            new JsonArray(metrics.calls().stream().<JsonValue>map(MetricsJson::call).toList()))
        .build();
  }

  private static JsonValue cost(SessionMetrics metrics) {
    return metrics
        .cost()
        .<JsonValue>map(
            micros ->
                JsonObject.builder()
                    .put("micros", micros.toString())
                    .put("currency", metrics.prices().currency())
                    .put("price_table", metrics.prices().version())
                    .put("unpriced_requests", metrics.unpriced())
                    .build())
        .orElse(JsonNull.NULL);
  }

  private static JsonObject call(SessionMetrics.Call call) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("timestamp", call.at().toString())
            .put("purpose", call.purpose().id());
    switch (call.outcome()) {
      case SessionMetrics.Outcome.Replied replied ->
          json.put("model", replied.model())
              .put("duration_ms", replied.millis())
              .put("prompt_tokens", bounded(replied.usage().promptTokens()))
              .put("completion_tokens", bounded(replied.usage().completionTokens()))
              .put("total_tokens", bounded(replied.usage().totalTokens()))
              .put("has_tool_calls", call.tools())
              .put("success", true)
              .put("error", (JsonValue) JsonNull.NULL);
      case SessionMetrics.Outcome.Failed failed ->
          json.put("model", failed.model().<JsonValue>map(JsonString::new).orElse(JsonNull.NULL))
              .put("duration_ms", (JsonValue) JsonNull.NULL)
              .put("prompt_tokens", (JsonValue) JsonNull.NULL)
              .put("completion_tokens", (JsonValue) JsonNull.NULL)
              .put("total_tokens", (JsonValue) JsonNull.NULL)
              .put("has_tool_calls", false)
              .put("success", false)
              .put("error", new JsonString(failed.kind().id()));
    }
    return json.build();
  }

  /** The largest number that every reader of JSON takes exactly (RFC 8259, section 6). */
  private static long bounded(long tokens) {
    return Math.min(tokens, (1L << 53) - 1);
  }
}
