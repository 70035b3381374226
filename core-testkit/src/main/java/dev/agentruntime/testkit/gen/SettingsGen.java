package dev.agentruntime.testkit.gen;

import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Settings of sessions. */
public record SettingsGen(Gen gen) {

  /** Any settings. */
  public SessionSettings settings() {
    return new SessionSettings(
        gen.text(),
        labels(),
        limits(),
        runner(),
        gen.pick(RoutingMode.class),
        new SessionSettings.Tools(
            gen.pick(ToolExecution.class),
            gen.list(this::spec),
            Duration.ofSeconds(1 + gen.below(1000))));
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>();
    gen.list(gen::text).forEach(name -> labels.put(name, gen.text()));
    return labels;
  }

  private TurnLimits limits() {
    return new TurnLimits(
        1 + gen.below(100),
        1 + gen.below(100),
        1 + gen.below(100),
        1 + gen.below(100),
        Duration.ofSeconds(1 + gen.below(1_000_000)),
        budget());
  }

  private TurnBudget budget() {
    return new TurnBudget(
        gen.bool() ? OptionalLong.of(Math.max(1, gen.count())) : OptionalLong.empty(),
        gen.maybe(
            () ->
                new TurnBudget.CostLimit(
                    new TurnBudget.Price(gen.below(100), 1 + gen.below(100)),
                    Math.max(1, gen.count()))));
  }

  private Runner runner() {
    return gen.bool() ? new Runner.Any() : new Runner.OnHost(gen.word(), "/" + gen.text(), model());
  }

  private ModelChoice model() {
    return gen.bool()
        ? new ModelChoice.Live(gen.word(), "https://" + gen.word())
        : new ModelChoice.Scripted(gen.text(), gen.digest());
  }

  private ToolSpec spec() {
    return new ToolSpec(
        new ToolName(gen.word()), gen.text(), gen.json(), gen.pick(SideEffect.class));
  }
}
