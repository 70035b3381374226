package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.DeliveryFilter;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.application.webhook.WebhookJson;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Webhooks: for administrators alone, since they bring what an owner's people do to the outside.
 * Their POSTs take no idempotency key: an answer that holds a secret is kept nowhere, so it cannot
 * be given again.
 */
final class WebhookRoutes {

  private static final int PAGE = 50;
  private static final String ONE = "/webhooks/{id}";
  private static final WebhookJson JSON = new WebhookJson("id", true);

  private final Webhooks webhooks;

  WebhookRoutes(AgentRuntime runtime) {
    this.webhooks = runtime.webhooks();
  }

  List<Route> routes() {
    return Stream.of(
            Route.post("/webhooks", this::add),
            Route.get("/webhooks", this::list),
            Route.get(ONE, this::show),
            Route.patch(ONE, this::change),
            Route.delete(ONE, this::remove),
            Route.post(ONE + "/secret", this::rotate),
            Route.get(ONE + "/deliveries", this::deliveries),
            Route.post(ONE + "/deliveries/{event_id}/retry", this::retry))
        .map(route -> route.only(Route.Access.ADMIN))
        .toList();
  }

  private static WebhookId id(Exchange exchange) {
    return exchange.path("id", "webhook", WebhookId::parse);
  }

  private Reply add(Exchange exchange) {
    Webhooks.Secretly added =
        webhooks.add(
            WebhookInput.addition(exchange.owner(), exchange.members()), exchange.reviewer());
    return new Reply.Json(
        201,
        JSON.write(added),
        Map.of("Location", Route.API + "/webhooks/" + added.webhook().id()));
  }

  private Reply list(Exchange exchange) {
    exchange.query().only();
    List<Webhook> found = webhooks.list(exchange.owner());
    return Reply.ok(
        JsonObject.builder()
            .put("data", new JsonArray(found.stream().<JsonValue>map(JSON::write).toList()))
            .build());
  }

  private Reply show(Exchange exchange) {
    exchange.query().only();
    return Reply.ok(JSON.write(webhooks.get(exchange.owner(), id(exchange))));
  }

  private Reply change(Exchange exchange) {
    WebhookId id = id(exchange);
    return Reply.ok(
        JSON.write(
            webhooks.change(
                WebhookInput.change(exchange.owner(), id, exchange.members()),
                exchange.reviewer())));
  }

  private Reply remove(Exchange exchange) {
    exchange.query().only();
    webhooks.remove(exchange.owner(), id(exchange), exchange.reviewer());
    return new Reply.Empty(204);
  }

  private Reply rotate(Exchange exchange) {
    WebhookId id = id(exchange);
    return exchange
        .members()
        .finish(
            () -> Reply.ok(JSON.write(webhooks.rotate(exchange.owner(), id, exchange.reviewer()))));
  }

  private Reply deliveries(Exchange exchange) {
    Exchange.Query query = exchange.query().only("state", "limit", "cursor");
    WebhookId id = id(exchange);
    var filter =
        new DeliveryFilter(
            query.constant("state", List.of(Delivery.State.values())),
            query.count("limit", SessionFilter.MAX, PAGE),
            query.text("cursor"));
    return Reply.ok(
        Pages.json(
            Pages.atCursor(() -> webhooks.deliveries(exchange.owner(), id, filter), "cursor"),
            JSON::write));
  }

  private Reply retry(Exchange exchange) {
    WebhookId id = id(exchange);
    UUID event = exchange.path("event_id", "delivery that was given up", UUID::fromString);
    exchange.members().finish(() -> id);
    webhooks.revive(exchange.owner(), id, event);
    return new Reply.Empty(202);
  }
}
