package dev.agentruntime.bootstrap;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.metrics.PriceTable;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.TurnBudget.Price;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** What models cost, as the user writes it down: a version, a currency, and models with prices. */
final class PriceSetting {

  private static final String FORM =
      "it takes a mapping such as {version: \"2026-11\", currency: USD, models: {NAME: {prompt:"
          + " 0.50, completion: 1.50}}}, prices of a million tokens";

  private final List<String> problems = new ArrayList<>();
  private final ToLongFunction<String> micros;

  private PriceSetting(ToLongFunction<String> micros) {
    this.micros = micros;
  }

  /**
   * Reads it.
   *
   * @param micros an amount of money in millionths; refuses what is none
   * @throws IllegalArgumentException with everything that is wrong
   */
  static PriceTable read(String text, ToLongFunction<String> micros) {
    if (!(JsonText.read(text) instanceof JsonText.Valid(JsonObject table))) {
      throw new IllegalArgumentException(FORM);
    }
    var setting = new PriceSetting(micros);
    PriceTable prices = setting.table(table);
    if (!setting.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", setting.problems) + ": " + FORM);
    }
    return prices;
  }

  private PriceTable table(JsonObject table) {
    only(table, "", "version", "currency", "models");
    Map<String, Price> models = new LinkedHashMap<>();
    table
        .object("models")
        .orElseGet(() -> missing("models"))
        .members()
        .forEach((name, value) -> price(name, value).ifPresent(price -> models.put(name, price)));
    return new PriceTable(text(table, "version"), text(table, "currency"), models);
  }

  private JsonObject missing(String name) {
    problems.add(name + " is missing");
    return JsonObject.empty();
  }

  private void only(JsonObject object, String within, String... names) {
    object.members().keySet().stream()
        .filter(name -> !List.of(names).contains(name))
        .forEach(name -> problems.add("there is no " + within + name));
  }

  /** A version may look like a number. */
  private String text(JsonObject table, String name) {
    return switch (table.get(name).orElse(JsonObject.empty())) {
      case JsonString text when !text.value().isBlank() -> text.value();
      case JsonNumber number -> number.canonical();
      default -> {
        problems.add(name + " is missing or no text");
        yield "";
      }
    };
  }

  private Optional<Price> price(String model, JsonValue value) {
    if (!(value instanceof JsonObject price)) {
      problems.add("the price of " + model + " is no mapping");
      return Optional.empty();
    }
    String within = "models." + model + ".";
    only(price, within, "prompt", "completion");
    Optional<Long> prompt = amount(price, within, "prompt");
    Optional<Long> completion = amount(price, within, "completion");
    try {
      return prompt.flatMap(read -> completion.map(written -> new Price(read, written)));
    } catch (IllegalArgumentException e) {
      problems.add(within + "*: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Long> amount(JsonObject price, String within, String name) {
    try {
      return switch (price.get(name).orElse(JsonObject.empty())) {
        case JsonNumber number -> Optional.of(micros.applyAsLong(number.canonical()));
        case JsonString text -> Optional.of(micros.applyAsLong(text.value()));
        default -> {
          problems.add(within + name + " is missing or no amount");
          yield Optional.empty();
        }
      };
    } catch (IllegalArgumentException e) {
      problems.add(within + name + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
