package dev.agentruntime.application.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.document.Problems;
import dev.agentruntime.application.document.YamlNode;
import dev.agentruntime.application.document.YamlReader;
import dev.agentruntime.application.document.YamlValue;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.tool.ToolSchemas;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Editors check by the schema, the program by its reader: they have to agree. */
class ScriptSchemaTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final JsonObject SCHEMA = JsonText.readObject(ScriptSchema.text());
  private static final ToolSchemas SCHEMAS = new ToolSchemas();

  private static List<String> problems(String yaml) {
    var problems = new Problems();
    YamlNode root = YamlReader.read(yaml, problems).orElseThrow();
    JsonObject script = YamlValue.object((YamlNode.Members) root, problems);
    assertThat(problems.inOrder()).isEmpty();
    return SCHEMAS.problems(SCHEMA, script);
  }

  static Stream<Path> scripts() throws IOException {
    var scripts = new ArrayList<Path>();
    for (String folder :
        List.of(
            "examples/scripts",
            "checks/repair",
            "checks/repair-npm",
            "adapter-cli/src/main/resources/dev/agentruntime/cli/demo")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".yaml")).forEach(scripts::add);
      }
    }
    return scripts.stream();
  }

  @Test
  void the_schema_itself_is_in_order() {
    assertThat(SCHEMAS.problemsOf(SCHEMA)).isEmpty();
    assertThat(scriptsCount()).isGreaterThanOrEqualTo(10);
    JsonObject event = SCHEMA.object("$defs").orElseThrow().object("event").orElseThrow();
    assertThat(event.get("enum")).contains(JsonArray.ofStrings(EventTypes.ALL));
  }

  private static long scriptsCount() {
    try (Stream<Path> scripts = scripts()) {
      return scripts.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void every_script_of_this_project_is_valid_by_schema_and_reader(Path file) throws IOException {
    String yaml = Files.readString(file);
    assertThat(problems(yaml)).isEmpty();
    ScriptReader.read(yaml, file.toString());
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void every_script_of_this_project_names_the_schema_for_editors(Path file) throws IOException {
    String first = Files.readString(file).lines().findFirst().orElse("");
    assertThat(first).startsWith("# yaml-language-server: $schema=");
    Path schema = file.resolveSibling(first.substring(first.indexOf('=') + 1));
    assertThat(Files.readString(schema)).isEqualTo(ScriptSchema.text());
  }

  @Test
  void what_the_guide_shows_is_valid_by_schema_and_reader() throws IOException {
    String guide = Files.readString(ROOT.resolve("docs/scripts.md"));
    List<String> shown =
        Pattern.compile("(?s)```yaml\n(.*?)```")
            .matcher(guide)
            .results()
            .map(block -> block.group(1))
            .filter(block -> !block.startsWith("# yaml-language-server"))
            .toList();

    assertThat(shown).hasSizeGreaterThan(5);
    for (String yaml : shown) {
      ScriptReader.outline(yaml, "docs/scripts.md", Map.of());
      assertThat(problems(yaml)).as(yaml).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "description: d",
        "parameters: {a: {}, b-2: {description: d, default: \"\"}}\nmessages: [\"${a}${b-2}\"]",
        "workspace: {from: a/b, files: {.hidden: \"\", ..a/b..: x, \"a b\": \"\"}}",
        "routes: [text, {agent: a, confidence: low, reason: \"\"}]\nreplies: [{}]",
        "replies: [{usage: {}, calls: []}, {calls: [{tool: x}, {tool: y, raw: \"\"}]}]",
        "decisions: [approve, reject, {reject: \"\"}, {edit: {}}]",
        "decisions: [{when: {tool: x, path: y, command: z, agent: a, type: t}, then: {edit: {}}}]",
        "checks: {exit: 255, answer: {contains: [a], lacks: b}, files: {a: exists}}",
        "checks: {events: {turn.failed: 0, turn.running: {at_least: 1, at_most: 1}}}",
        "checks: {order: [turn.failed, {event: turn.running, data: {a: [1, null]}}]}",
      })
  void what_the_reader_takes_the_schema_takes(String yaml) {
    ScriptReader.outline(yaml, "s", Map.of());
    assertThat(problems(yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "message: [a]",
        "description: [a]",
        "agent: Coder",
        "agent: 5",
        "approve: some",
        "parameters: [a]",
        "parameters: {A: {}}",
        "parameters: {a: text}",
        "parameters: {a: {default: 5}}",
        "parameters: {a: {defaults: x}}",
        "workspace: a",
        "workspace: {from: /a}",
        "workspace: {from: ../a}",
        "workspace: {from: a//b}",
        "workspace: {from: \"\"}",
        "workspace: {file: {}}",
        "workspace: {files: {/a: b}}",
        "workspace: {files: {a/../b: b}}",
        "workspace: {files: {./a: b}}",
        "workspace: {files: {a/: b}}",
        "workspace: {files: {C:/a: b}}",
        "workspace: {files: {a: 5}}",
        "messages: a",
        "messages: [5]",
        "messages: [\" \"]",
        "messages: [[a]]",
        "routes: [{confidence: high}]\nreplies: []",
        "routes: [{agent: a, confidence: sure}]\nreplies: []",
        "routes: [{agent: a, because: x}]\nreplies: []",
        "routes: [5]\nreplies: []",
        "replies: {}",
        "replies: [text]",
        "replies: [{texts: a}]",
        "replies: [{text: 5}]",
        "replies: [{reasoning: true}]",
        "replies: [{calls: {tool: a}}]",
        "replies: [{calls: [{arguments: {}}]}]",
        "replies: [{calls: [{tool: \"\"}]}]",
        "replies: [{calls: [{tool: a, arguments: text}]}]",
        "replies: [{calls: [{tool: a, raw: {}}]}]",
        "replies: [{calls: [{tool: a, raw: x, arguments: {}}]}]",
        "replies: [{usage: {prompt_tokens: -1}}]",
        "replies: [{usage: {prompt_tokens: 1.5}}]",
        "replies: [{usage: {tokens: 1}}]",
        "decisions: approve",
        "decisions: [aprove]",
        "decisions: [{approve: true}]",
        "decisions: [{reject: 5}]",
        "decisions: [{edit: text}]",
        "decisions: [{reject: a, edit: {}}]",
        "decisions: [{}]",
        "decisions: [{when: {tool: a}}]",
        "decisions: [{then: approve}]",
        "decisions: [{when: {}, then: approve}]",
        "decisions: [{when: {tools: a}, then: approve}]",
        "decisions: [{when: {type: \"?\"}, then: approve}]",
        "decisions: [{when: {agent: \"?\"}, then: approve}]",
        "decisions: [{when: {tool: a}, then: {when: {tool: a}, then: approve}}]",
        "decisions: [{when: {tool: a}, then: approve, times: 2}]",
        "checks: []",
        "checks: {status: 0}",
        "checks: {exit: 256}",
        "checks: {exit: none}",
        "checks: {answer: text}",
        "checks: {answer: {}}",
        "checks: {answer: {contains: []}}",
        "checks: {answer: {contains: [5]}}",
        "checks: {answer: {digest: x}}",
        "checks: {files: {/a: exists}}",
        "checks: {files: {a: there}}",
        "checks: {files: {a: {}}}",
        "checks: {files: {a: {digest: abc}}}",
        "checks: {files: {a: {equals: [x]}}}",
        "checks: {events: {turn.complete: 1}}",
        "checks: {events: {turn.failed: -1}}",
        "checks: {events: {turn.failed: {}}}",
        "checks: {events: {turn.failed: {most: 1}}}",
        "checks: {order: turn.failed}",
        "checks: {order: [turn]}",
        "checks: {order: [{data: {}}]}",
        "checks: {order: [{event: turn}]}",
        "checks: {order: [{event: turn.failed, data: x}]}",
        "checks: {order: [{event: turn.failed, dates: {}}]}",
      })
  void what_the_reader_refuses_the_schema_refuses(String yaml) {
    assertThatThrownBy(() -> ScriptReader.read(yaml, "s"))
        .isInstanceOf(InvalidScriptException.class);
    assertThat(problems(yaml)).isNotEmpty();
  }
}
