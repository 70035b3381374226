package dev.agentruntime.application.tool;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.agentruntime.application.approval.LinearPatterns;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Map;
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
   * Why this is no JSON Schema that can be used, each problem with its place where it has one;
   * empty if it can. It is held against the metaschema that its {@code $schema} names, 2020-12
   * where it names none; then it must be complete by itself, have linear patterns, and an end.
   */
  public List<String> problemsOf(JsonObject schema) {
    return flawsOf(schema).stream().map(Flaw::words).toList();
  }

  /**
   * Something that is wrong.
   *
   * @param pointer where, as a JSON Pointer; empty for the whole
   */
  record Flaw(String pointer, String message) {

    String words() {
      return (pointer.isEmpty() ? "" : pointer + ": ") + message;
    }
  }

  /** The same as {@link #problemsOf}, each with its place. */
  List<Flaw> flawsOf(JsonObject schema) {
    try {
      List<Flaw> flaws = flaws(metaschema(schema), schema);
      if (!flaws.isEmpty()) {
        return flaws;
      }
      Schema usable = compile(schema);
      usable.initializeValidators();
      usable.validate("{}", InputFormat.JSON);
      return List.of();
    } catch (RuntimeException e) {
      return List.of(new Flaw("", word(e)));
    } catch (StackOverflowError e) {
      return List.of(new Flaw("", "it refers to itself without an end"));
    }
  }

  private Schema metaschema(JsonObject schema) {
    return registry.getSchema(
        SchemaLocation.of(
            schema.string("$schema").orElse(SpecificationVersion.DRAFT_2020_12.getDialectId())));
  }

  /** What is wrong with these arguments, in words a model can act on; empty if nothing is. */
  public List<String> problems(JsonObject schema, JsonValue arguments) {
    try {
      return flaws(compile(schema), arguments).stream().map(Flaw::words).toList();
    } catch (RuntimeException | StackOverflowError e) {
      return List.of("the tool's own schema cannot be used");
    }
  }

  private static List<Flaw> flaws(Schema schema, JsonValue value) {
    return schema.validate(value.canonical(), InputFormat.JSON).stream()
        .map(error -> new Flaw(String.valueOf(error.getInstanceLocation()), error.getMessage()))
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

  /** The validator loads what is referred to, and here nothing can be loaded. */
  private static String word(RuntimeException e) {
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof IllegalArgumentException)) {
      cause = cause.getCause();
    }
    return cause instanceof FileNotFoundException
        ? "it refers to " + cause.getMessage() + ", and nothing outside of it is followed"
        : String.valueOf(cause.getMessage());
  }
}
