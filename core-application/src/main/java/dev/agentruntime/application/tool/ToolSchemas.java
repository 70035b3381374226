package dev.agentruntime.application.tool;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.agentruntime.application.approval.LinearPatterns;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks arguments against a tool's JSON Schema (2020-12). Compiled schemas are kept; references to
 * anything outside the schema itself are never followed. Safe for many threads.
 */
public final class ToolSchemas {

  private static final int MAX_KEPT = 1000;
  private static final int MAX_PROBLEMS = 10;

  /** Patterns of a client's schema meet a model's text: only linear ones will do. */
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .regularExpressionFactory(source -> LinearPatterns.finder(source)::test)
                      .build()));

  private final Map<Digest, Schema> compiled = new ConcurrentHashMap<>();

  /**
   * Why a schema cannot be used, if it cannot: broken, without an end, or not complete by itself.
   */
  public Optional<String> flaw(JsonObject schema) {
    try {
      Schema checked = compile(schema);
      checked.initializeValidators();
      checked.validate("{}", InputFormat.JSON);
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      return Optional.of("it refers to itself without an end");
    }
  }

  /** What is wrong with these arguments, in words a model can act on; empty if nothing is. */
  public List<String> problems(JsonObject schema, JsonValue arguments) {
    try {
      return validate(schema, arguments);
    } catch (RuntimeException | StackOverflowError e) {
      return List.of("the tool's own schema cannot be used");
    }
  }

  private List<String> validate(JsonObject schema, JsonValue arguments) {
    return compile(schema).validate(arguments.canonical(), InputFormat.JSON).stream()
        .map(ToolSchemas::word)
        .distinct()
        .limit(MAX_PROBLEMS)
        .toList();
  }

  private Schema compile(JsonObject schema) {
    Digest digest = Digest.of(schema);
    Schema known = compiled.get(digest);
    if (known != null) {
      return known;
    }
    if (compiled.size() >= MAX_KEPT) {
      compiled.clear();
    }
    return compiled.computeIfAbsent(
        digest, d -> registry.getSchema(schema.canonical(), InputFormat.JSON));
  }

  private static String word(Error error) {
    String place = String.valueOf(error.getInstanceLocation());
    return (place.isEmpty() ? "" : place + ": ") + error.getMessage();
  }
}
