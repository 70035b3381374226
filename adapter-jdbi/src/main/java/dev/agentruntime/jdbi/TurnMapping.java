package dev.agentruntime.jdbi;

import dev.agentruntime.application.event.StoredJson;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.CallBatch;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.Turn;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.TurnProgress;
import dev.agentruntime.domain.session.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An open turn and its row. */
final class TurnMapping {

  private TurnMapping() {}

  static TurnRows.Row row(Turn turn, @Nullable Long replyPosition) {
    return new TurnRows.Row(
        turn.id().toString(),
        new TurnRows.Stage(
            turn.stage().toRoute(),
            turn.stage().waiting().map(WaitReason::id).orElse(null),
            turn.stage().activeSince().map(Instant::toEpochMilli).orElse(null)),
        progress(turn.progress()),
        replyPosition);
  }

  private static TurnRows.Progress progress(TurnProgress progress) {
    TurnProgress.Used used = progress.used();
    return new TurnRows.Progress(
        new TurnRows.Counts(
            used.modelCalls(),
            used.toolCalls(),
            used.equalCalls(),
            used.autoApprovals(),
            used.malformedReplies()),
        tokens(used.tokens()),
        progress.lastCall().map(Digest::hex).orElse(null),
        progress.running().toMillis(),
        raised(progress.raised()).canonical());
  }

  /**
   * The row of a turn that is over in the transaction it began in: nobody needs what it used up.
   */
  static TurnRows.Row passing(TurnId turn, boolean route) {
    return new TurnRows.Row(
        turn.toString(),
        new TurnRows.Stage(route, null, null),
        new TurnRows.Progress(
            new TurnRows.Counts(0, 0, 0, 0, 0), tokens(Usage.NONE), null, 0, "{}"),
        null);
  }

  private static TurnRows.Tokens tokens(Usage used) {
    return new TurnRows.Tokens(used.promptTokens(), used.completionTokens(), used.estimated());
  }

  private static JsonObject raised(Map<Limit, Integer> raised) {
    var json = JsonObject.builder();
    raised.forEach((limit, times) -> json.put(limit.id(), times));
    return json.build();
  }

  static Turn turn(TurnRows.Row row, CallBatch batch) {
    return new Turn(
        new TurnId(UUID.fromString(row.id())),
        new Turn.Stage(
            row.stage().toRoute(),
            Optional.ofNullable(row.stage().waiting())
                .map(waiting -> Constants.read(WaitReason.class, waiting)),
            Optional.ofNullable(row.stage().activeSince()).map(Instant::ofEpochMilli)),
        progress(row.progress()),
        batch);
  }

  private static TurnProgress progress(TurnRows.Progress row) {
    TurnRows.Counts counts = row.counts();
    return new TurnProgress(
        new TurnProgress.Used(
            counts.modelCalls(),
            counts.toolCalls(),
            counts.equalCalls(),
            counts.autoApprovals(),
            counts.malformedReplies(),
            new Usage(
                row.tokens().promptTokens(),
                row.tokens().completionTokens(),
                row.tokens().tokensEstimated())),
        Optional.ofNullable(row.lastCall()).map(Digest::new),
        Duration.ofMillis(row.runningMillis()),
        raised(StoredJson.parse(row.raised())));
  }

  private static Map<Limit, Integer> raised(JsonObject json) {
    Map<Limit, Integer> raised = new EnumMap<>(Limit.class);
    json.members()
        .keySet()
        .forEach(
            limit ->
                raised.put(
                    Constants.read(Limit.class, limit),
                    json.integer(limit).orElseThrow().intValue()));
    return raised;
  }
}
