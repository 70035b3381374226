package dev.agentruntime.application.script;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.document.Place;
import dev.agentruntime.application.document.Problems;
import dev.agentruntime.application.document.YamlNode;
import dev.agentruntime.application.document.YamlReader;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a script from YAML; {@code docs/scripts.md} tells its form, {@code script.schema.json}
 * beside this class tells it to editors. All problems are reported at once, each with its place;
 * what is not known is a problem.
 */
public final class ScriptReader {

  private static final List<String> KNOWN =
      List.of(
          "description",
          "parameters",
          "agent",
          "approve",
          "workspace",
          "messages",
          "routes",
          "replies",
          "decisions",
          "checks");

  /** What parameters are not put into: who reads them sees the script as it is written. */
  private static final List<String> AS_WRITTEN = List.of("description", "parameters");

  private static final List<String> MODES =
      Stream.of(ApprovalMode.values()).map(ApprovalMode::id).toList();

  private final Problems problems = new Problems();
  private final Form form = new Form(problems);
  private final ParameterReader parameters;

  private ScriptReader(Map<String, String> given, boolean open) {
    this.parameters = new ParameterReader(form, given, open);
  }

  /**
   * Reads a script whose parameters keep their defaults.
   *
   * @param source where the text is from, for messages
   * @throws InvalidScriptException with everything that is wrong
   */
  public static Script read(String yaml, String source) {
    return read(yaml, source, Map.of());
  }

  /**
   * Reads a script.
   *
   * @param given values of parameters
   * @throws InvalidScriptException with everything that is wrong
   */
  public static Script read(String yaml, String source, Map<String, String> given) {
    return new ScriptReader(given, false).script(yaml, source);
  }

  /**
   * Reads a script to look at it: parameters without a value stand for themselves.
   *
   * @throws InvalidScriptException with everything that is wrong
   */
  public static Script outline(String yaml, String source, Map<String, String> given) {
    return new ScriptReader(given, true).script(yaml, source);
  }

  private Script script(String yaml, String source) {
    Optional<YamlNode> root = YamlReader.read(yaml, problems);
    if (root.isEmpty() && problems.isEmpty()) {
      problems.add(Place.START, "the script is empty; it has to say something in \"messages\"");
    }
    Optional<Script> script = root.map(node -> script(node, yaml));
    if (script.isEmpty() || !problems.isEmpty()) {
      throw new InvalidScriptException(source, problems.inOrder());
    }
    return script.get();
  }

  private Script script(YamlNode root, String yaml) {
    Fields written = form.fields(root, "a script", KNOWN);
    List<Script.Parameter> values = parameters.read(written.get("parameters"));
    Fields script = filled(written, values);
    return new Script(
        new Script.About(written.text("description").orElse(""), values, digest(yaml, values)),
        new Script.Setup(
            script.get("agent").flatMap(agent -> DecisionReader.agent(form, agent)),
            script.get("approve").flatMap(this::mode).orElse(ApprovalMode.READS),
            script.get("workspace").map(this::workspace)),
        script.list("messages", message -> form.filled(message, "a message")),
        model(script),
        script.list("decisions", new DecisionReader(form)::read),
        new ChecksReader(form).read(script.get("checks")));
  }

  private Fields filled(Fields written, List<Script.Parameter> values) {
    var byName = new LinkedHashMap<String, String>();
    values.forEach(parameter -> byName.put(parameter.name(), parameter.value()));
    var substitution = new Substitution(byName, problems);
    var members = new LinkedHashMap<String, YamlNode.Member>();
    written
        .members()
        .forEach(
            (name, member) ->
                members.put(
                    name,
                    AS_WRITTEN.contains(name)
                        ? member
                        : new YamlNode.Member(member.key(), substitution.in(member.value()))));
    parameters.requireUsed(written.get("parameters"), substitution.used());
    return new Fields(form, written.place(), written.what(), members);
  }

  /** The text alone where there is nothing to choose. */
  private static Digest digest(String yaml, List<Script.Parameter> values) {
    if (values.isEmpty()) {
      return Digest.of(yaml);
    }
    var parts = new ArrayList<JsonValue>();
    parts.add(new JsonString(Digest.of(yaml).hex()));
    values.forEach(parameter -> parts.add(new JsonString(parameter.value())));
    return Digest.of(new JsonArray(parts));
  }

  private Optional<ApprovalMode> mode(YamlNode node) {
    return form.word(node, Fields.quoted("approve"), MODES).flatMap(ApprovalMode::named);
  }

  private Script.Workspace workspace(YamlNode node) {
    Fields workspace = form.fields(node, Fields.quoted("workspace"), List.of("from", "files"));
    var files = new LinkedHashMap<String, String>();
    workspace
        .get("files")
        .map(n -> form.open(n, Fields.quoted("files")).members())
        .orElse(Map.of())
        .forEach(
            (path, member) -> {
              requirePath(member.key().place(), path);
              files.put(path, form.text(member.value(), "the content of " + path));
            });
    Optional<String> from = workspace.text("from");
    from.ifPresent(path -> requirePath(workspace.get("from").orElse(node).place(), path));
    return new Script.Workspace(from, files);
  }

  private void requirePath(Place place, String path) {
    WorkspacePath.problem(path).ifPresent(problem -> problems.add(place, problem));
  }

  private Optional<Script.Model> model(Fields script) {
    var reader = new ReplyReader(form);
    boolean answers = script.get("replies").isPresent();
    if (!answers && script.get("routes").isPresent()) {
      problems.add(
          script.get("routes").orElseThrow().place(),
          "\"routes\" are for a script that has \"replies\" too; a live model routes by itself");
    }
    var model =
        new Script.Model(
            script.list("routes", reader::route), script.list("replies", reader::reply));
    return answers ? Optional.of(model) : Optional.empty();
  }
}
