package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditFormat;
import dev.agentruntime.application.audit.AuditJson;
import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.GetApprovalRecord;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.Walk;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The log as a record of who did what. */
final class AuditRoutes {

  private static final int PAGE = 100;

  /** What an entry can be found by. */
  private static final List<String> FILTERS =
      List.of(
          "session_id",
          "approval_id",
          "call_id",
          "type",
          "category",
          "decider",
          "agent",
          "tool",
          "since",
          "until");

  private final AgentRuntime runtime;

  AuditRoutes(AgentRuntime runtime) {
    this.runtime = runtime;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/events/audit", this::page),
        Route.copy("/events/audit/export", this::export),
        Route.copy("/events/audit/heads", this::heads),
        Route.get("/events/audit/verification", this::verify).only(Route.Access.ADMIN),
        Route.get("/events/audit/approvals/{id}", this::approval));
  }

  /** What an entry is shown in. */
  enum Order {
    NEWEST_FIRST,
    OLDEST_FIRST
  }

  private Reply page(Exchange exchange) {
    Exchange.Query query = exchange.query().only(known("content", "order", "limit", "cursor"));
    Content content = content(query);
    var part =
        new AuditQuery.Part(
            query
                .constant("order", List.of(Order.values()))
                .map(Order.NEWEST_FIRST::equals)
                .orElse(true),
            query.count("limit", SessionFilter.MAX, PAGE),
            query.text("cursor"));
    var wanted = new AuditQuery(exchange.owner(), filter(query), part);
    return Reply.ok(
        Pages.json(
            Pages.atCursor(() -> runtime.audit(wanted), "cursor"),
            entry -> AuditJson.write(entry, content)));
  }

  private static String[] known(String... more) {
    return Stream.concat(FILTERS.stream(), Stream.of(more)).toArray(String[]::new);
  }

  /** How much is told of what people, models and tools wrote. */
  static Content content(Exchange.Query query) {
    return query.constant("content", List.of(Content.values())).orElse(Content.REDACTED);
  }

  private static AuditFilter filter(Exchange.Query query) {
    return new AuditFilter(
        types(query),
        new AuditFilter.Where(
            query.parsed("session_id", SessionId::parse),
            query.parsed("approval_id", ApprovalId::parse),
            query.parsed("call_id", ToolCallId::parse)),
        new AuditFilter.Who(query.text("decider"), query.text("agent"), query.text("tool")),
        new AuditFilter.When(
            query.parsed("since", AuditRoutes::time), query.parsed("until", AuditRoutes::time)));
  }

  /** Types and a category together are what is of both. */
  private static List<String> types(Exchange.Query query) {
    var named = new TypeFilter(query.all("type"));
    Optional<EventCategory> category = query.constant("category", List.of(EventCategory.values()));
    if (named.isAll() && category.isEmpty()) {
      return List.of();
    }
    List<String> types =
        EventTypes.ALL.stream()
            .filter(named::names)
            .filter(type -> category.map(EventCategory.of(type)::equals).orElse(true))
            .toList();
    // No type at all would mean every type.
    return types.isEmpty() ? List.of("none") : types;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be a time in UTC such as 2026-02-03T04:05:06Z", e);
    }
  }

  private Reply export(Exchange exchange) {
    Exchange.Query query = exchange.query().only(known("content", "format"));
    Content content = content(query);
    AuditFilter filter = filter(query);
    AuditFormat format =
        query.constant("format", List.of(AuditFormat.values())).orElse(AuditFormat.JSONL);
    return new Reply.Copy(
        format.mediaType(),
        Map.of("Content-Disposition", "attachment; filename=\"audit." + format.id() + "\""),
        out -> {
          out.write(format.head());
          Walk.pages(
              cursor -> runtime.audit(oldest(exchange.owner(), filter, cursor)),
              entry -> out.write(format.line(entry, content)));
        });
  }

  private static AuditQuery oldest(Owner owner, AuditFilter filter, Optional<String> cursor) {
    return new AuditQuery(owner, filter, new AuditQuery.Part(false, SessionFilter.MAX, cursor));
  }

  private Reply heads(Exchange exchange) {
    exchange.query().only();
    Optional<Owner> owner = Optional.of(exchange.owner());
    return new Reply.Copy(
        AuditFormat.JSONL.mediaType(),
        Map.of("Content-Disposition", "attachment; filename=\"heads.jsonl\""),
        out ->
            Walk.behind(
                SessionFilter.MAX,
                after -> runtime.read(new HeadsQuery(owner, after, SessionFilter.MAX)),
                ChainHead::session,
                head -> out.write(head.json().canonical() + "\n")));
  }

  private Reply verify(Exchange exchange) {
    Exchange.Query query = exchange.query().only("session_id");
    Verification found =
        runtime.verify(
            new VerifyAudit(
                Optional.of(exchange.owner()), query.parsed("session_id", SessionId::parse)));
    return Reply.ok(
        JsonObject.builder()
            .put("sound", found.isSound())
            .put("sessions", found.checked().sessions())
            .put("events", found.checked().events())
            .put("removing", found.checked().removing())
            .put("flaws_found", found.found())
            .put(
                "flaws",
                new JsonArray(found.flaws().stream().<JsonValue>map(AuditRoutes::flaw).toList()))
            .build());
  }

  private static JsonObject flaw(Verification.Flaw flaw) {
    return JsonObject.builder()
        .put("session_id", flaw.session().toString())
        .put("position", flaw.position())
        .put("problem", flaw.what())
        .build();
  }

  private Reply approval(Exchange exchange) {
    ApprovalId id = exchange.path("id", "approval", ApprovalId::parse);
    return Reply.ok(AuditJson.write(runtime.get(new GetApprovalRecord(exchange.owner(), id))));
  }
}
