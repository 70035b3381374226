package dev.agentruntime.application.metrics;

import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.TurnBudget.Price;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * What models cost. The runtime knows no prices; whoever runs it does, and gives each table a
 * version, so that a cost can be told from one of another table.
 *
 * @param models by the name that the provider answers with
 */
public record PriceTable(String version, String currency, Map<String, Price> models) {

  /** No price of anything. */
  public static final PriceTable NONE = new PriceTable("", "", Map.of());

  public PriceTable {
    models = Map.copyOf(models);
  }

  /** What a model call cost, in millionths of the currency; nothing where there is no price. */
  Optional<BigInteger> cost(String model, Usage usage) {
    return Optional.ofNullable(models.get(model)).map(price -> price.of(usage));
  }
}
