package dev.agentruntime.application.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.document.Problem;
import dev.agentruntime.application.document.YamlReader;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.script.Checks.EventCount;
import dev.agentruntime.application.script.Checks.EventPattern;
import dev.agentruntime.application.script.Checks.FileCheck;
import dev.agentruntime.application.script.Checks.FileCheck.Wanted;
import dev.agentruntime.application.script.Checks.TextCheck;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.testkit.gen.EventGen;
import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptReaderTest {

  private static final Digest EMPTY = Digest.of("");

  private static Script read(String yaml) {
    return ScriptReader.read(yaml, "a.yaml");
  }

  private static List<String> problems(String yaml, Map<String, String> values) {
    InvalidScriptException refused =
        catchThrowableOfType(
            InvalidScriptException.class, () -> ScriptReader.read(yaml, "a.yaml", values));
    assertThat(refused).as("the script should be refused").isNotNull();
    return refused.problems().stream()
        .map(p -> p.line() + ":" + p.column() + " " + p.text())
        .toList();
  }

  private static List<String> problems(String yaml) {
    return problems(yaml, Map.of());
  }

  @Test
  void a_script_says_it_all() {
    String yaml =
        """
        description: shows everything
        agent: coder
        approve: edits
        workspace:
          from: project
          files: {src/a.txt: one, empty: ""}
        messages: ["Fix it", yes]
        routes:
          - {agent: debug, confidence: medium, reason: a test fails}
          - {agent: coder}
          - nonsense
        replies:
          - text: I look.
            reasoning: hm
            usage: {prompt_tokens: 7, completion_tokens: 3}
            calls:
              - {tool: read_file, arguments: {path: a, n: 5, t: true, z: null, o: 010, l: [1.5]}}
              - {tool: read_file, raw: "{"}
              - {tool: list_files}
          - {}
        decisions:
          - approve
          - reject
          - {reject: not this}
          - {edit: {path: b}}
          - {when: {type: plan, tool: t, agent: debug, path: "*.md", command: c}, then: approve}
        checks:
          exit: 5
          answer: {equals: a, contains: [b, c], lacks: d, matches: "e+"}
          files:
            here: exists
            gone: absent
            text: {contains: x, digest: %s}
          events:
            turn.completed: 1
            turn.failed: {at_most: 2}
            turn.waiting: {at_least: 1}
          order:
            - turn.started
            - {event: turn.completed, data: {text: done}}
        """
            .formatted(EMPTY);
    Script script = read(yaml);

    assertThat(script.about().description()).isEqualTo("shows everything");
    assertThat(script.about().digest()).isEqualTo(Digest.of(yaml));
    assertThat(script.setup())
        .isEqualTo(
            new Script.Setup(
                Optional.of(new AgentName("coder")),
                ApprovalMode.EDITS,
                Optional.of(
                    new Script.Workspace(
                        Optional.of("project"), Map.of("src/a.txt", "one", "empty", "")))));
    assertThat(script.messages()).containsExactly("Fix it", "yes");
    Script.Model model = script.model().orElseThrow();
    assertThat(model.routes().stream().map(ChatModel.Reply::text))
        .containsExactly(
            "{\"agent\":\"debug\",\"confidence\":\"medium\",\"reason\":\"a test fails\"}",
            "{\"agent\":\"coder\",\"confidence\":\"high\",\"reason\":\"\"}",
            "nonsense");
    assertThat(model.replies().getFirst())
        .isEqualTo(
            new ChatModel.Reply(
                "I look.",
                Optional.of("hm"),
                List.of(
                    new ChatModel.Call(
                        "call_0",
                        "read_file",
                        "{\"l\":[1.5],\"n\":5,\"o\":\"010\",\"path\":\"a\",\"t\":true,\"z\":null}"),
                    new ChatModel.Call("call_1", "read_file", "{"),
                    new ChatModel.Call("call_2", "list_files", "{}")),
                "script",
                new Usage(7, 3)));
    assertThat(script.decisions().stream().map(ScriptedDecision::decision))
        .containsExactly(
            new ApprovalDecision.Approve(),
            new ApprovalDecision.Reject(""),
            new ApprovalDecision.Reject("not this"),
            new ApprovalDecision.ApproveWithEdits(JsonText.readObject("{\"path\":\"b\"}")),
            new ApprovalDecision.Approve());
    assertThat(script.decisions().getLast().when())
        .contains(
            new ScriptedDecision.Target(
                new ApprovalType("plan"),
                Optional.of("t"),
                Optional.of(new AgentName("debug")),
                Optional.of("*.md"),
                Optional.of("c")));
    assertThat(script.checks())
        .isEqualTo(
            new Checks(
                5,
                List.of(
                    new TextCheck.Equal("a"),
                    new TextCheck.Contains("b"),
                    new TextCheck.Contains("c"),
                    new TextCheck.Lacks("d"),
                    new TextCheck.Matches("e+")),
                List.of(
                    new FileCheck("here", new Wanted.Exists()),
                    new FileCheck("gone", new Wanted.Absent()),
                    new FileCheck("text", new Wanted.Text(new TextCheck.Contains("x"))),
                    new FileCheck("text", new Wanted.Bytes(EMPTY))),
                List.of(
                    new EventCount("turn.completed", 1, 1),
                    new EventCount("turn.failed", 0, 2),
                    new EventCount("turn.waiting", 1, EventCount.UNBOUNDED)),
                List.of(
                    new EventPattern("turn.started", JsonObject.empty()),
                    new EventPattern(
                        "turn.completed", JsonText.readObject("{\"text\":\"done\"}")))));
  }

  @Test
  void a_script_without_replies_leaves_them_to_a_live_model() {
    Script script = read("messages: [hello]");

    assertThat(script.model()).isEmpty();
    assertThat(script.setup())
        .isEqualTo(new Script.Setup(Optional.empty(), ApprovalMode.READS, Optional.empty()));
    assertThat(script.checks())
        .isEqualTo(new Checks(0, List.of(), List.of(), List.of(), List.of()));
    assertThat(read("replies: []").model()).contains(new Script.Model(List.of(), List.of()));
  }

  @Test
  void all_that_is_wrong_is_told_at_once_with_line_and_column_and_in_order() {
    assertThat(
            problems(
                """
                decision: 1
                messages: [{a: b}, 5, ""]
                routes: 5
                replies:
                  - text: [a]
                    reasoning: {b: c}
                    usage: {prompt_tokens: -1, completion_tokens: many, other: 1}
                    calls:
                      - {arguments: {}}
                      - {tool: x, raw: {a: b}, more: 1}
                      - 7
                      - {tool: x, arguments: [1]}
                      - {tool: x, arguments: {}, raw: ""}
                  - just text
                decisions:
                  - aprove
                  - {reject: a, edit: {b: c}}
                  - {edit: {n: 9007199254740993}}
                  - {then: approve}
                  - {when: {}, then: [a]}
                  - {when: {tol: x, type: "?", agent: "?"}, then: approve}
                agent: Nobody!
                approve: everything
                """))
        .containsExactly(
            "1:1 a script has no \"decision\"; did you mean \"decisions\"? Known are description,"
                + " parameters, agent, approve, workspace, messages, routes, replies, decisions,"
                + " checks",
            "2:12 a message should be text, but here is a mapping",
            "2:20 a message should be text, but here is the number 5; put it in quotes",
            "2:23 a message is empty",
            "3:9 \"routes\" should be a list, but here is the number 5",
            "5:11 \"text\" should be text, but here is a list",
            "6:16 \"reasoning\" should be text, but here is a mapping",
            "7:28 \"prompt_tokens\" should be a whole number, 0 or more, but here is the"
                + " number -1",
            "7:51 \"completion_tokens\" should be a whole number, 0 or more, but here is"
                + " the text \"many\"",
            "7:57 \"usage\" has no \"other\"; known are prompt_tokens, completion_tokens",
            "9:9 a call lacks its \"tool\"",
            "10:24 \"raw\" should be text, but here is a mapping",
            "10:32 a call has no \"more\"; known are tool, arguments, raw",
            "11:9 a call should be a mapping, but here is the number 7",
            "11:9 a call lacks its \"tool\"",
            "12:30 \"arguments\" should be a mapping, but here is a list",
            "13:9 a call has either \"arguments\" or \"raw\", not both",
            "14:5 a reply should be a mapping, but here is the text \"just text\"",
            "16:5 a decision cannot be the text \"aprove\"; did you mean \"approve\"? Known are"
                + " approve, reject",
            "17:5 a decision is one of: approve, reject, {reject: REASON}, {edit: {ARGUMENTS}}",
            "18:16 no double holds 9007199254740993 exactly; send it as text; put it in quotes",
            "19:5 a decision has both \"when\" and \"then\", or none",
            "20:12 \"when\" is empty: it should name type, tool, agent, path, command",
            "20:22 a decision is one of: approve, reject, {reject: REASON}, {edit: {ARGUMENTS}}",
            "21:13 \"when\" has no \"tol\"; did you mean \"tool\"? Known are type, tool, agent,"
                + " path, command",
            "21:27 an approval type starts with a-z and has at most 64 characters of a-z, 0-9, _"
                + " and -",
            "21:39 \"?\" is no name of an agent",
            "22:8 \"Nobody!\" is no name of an agent",
            "23:10 \"approve\" cannot be the text \"everything\"; known are none, reads, edits,"
                + " all");
  }

  @Test
  void checks_that_check_nothing_or_cannot_be_checked_are_refused() {
    assertThat(
            problems(
                """
                checks:
                  exit: 256
                  answer: {}
                  files:
                    /etc/passwd: exists
                    a/../b: absent
                    a: there
                    b: {digest: x}
                    c: {matches: "(", contains: []}
                    d: {contains: [1], equals: [a]}
                  events:
                    turn.complete: 1
                    turn.failed: {}
                    turn.waiting: {at_least: 3, at_most: 2}
                    turn.started: often
                  order:
                    - turn
                    - {data: {}}
                    - {event: turn.running, date: {}}
                """))
        .containsExactly(
            "2:9 \"exit\" should be a whole number from 0 to 255, but here is the number 256",
            "3:11 \"answer\" checks nothing; known are [equals, contains, lacks, matches]",
            "5:5 the path \"/etc/passwd\" should be relative, with / between its parts",
            "6:5 the path \"a/../b\" should have no empty part, no . and no ..",
            "7:8 a check of a file cannot be the text \"there\"; known are exists, absent",
            "8:17 \"digest\": not a SHA-256 digest: that is 64 characters of 0-9 and a-f",
            "9:18 \"matches\": not a pattern: missing closing ) near \"(?s)(\"",
            "9:33 \"contains\" is an empty list",
            "10:20 \"contains\" should be text, but here is the number 1; put it in quotes",
            "10:32 \"equals\" should be text, but here is a list",
            "12:5 there is no event \"turn.complete\"; did you mean \"turn.completed\"? Known are "
                + String.join(", ", EventTypes.ALL),
            "13:18 the count of turn.failed should be at_least, at_most, or both, in order",
            "14:19 the count of turn.waiting should be at_least, at_most, or both, in order",
            "15:19 how often turn.started comes should be a whole number, 0 or more, but"
                + " here is the text \"often\"",
            "17:7 there is no event \"turn\"; known are " + String.join(", ", EventTypes.ALL),
            "18:7 an event in \"order\" lacks its \"event\"",
            "19:29 an event in \"order\" has no \"date\"; did you mean \"data\"? Known are event,"
                + " data");
  }

  @Test
  void parameters_are_put_into_names_and_texts() {
    String yaml =
        """
        description: as ${it} is
        parameters:
          file: {description: where, default: a.txt}
          what: {}
        workspace: {files: {"${file}": "${what}"}}
        messages: ["Write ${what} to ${file}, not $${what} or $what or {what}"]
        replies: [{calls: [{tool: t, arguments: {"x": "${what}", n: "${what}"}}]}]
        checks: {files: {"${file}": {contains: "${what}"}}}
        """;
    Script script = ScriptReader.read(yaml, "a.yaml", Map.of("what", "5 ${file}"));

    assertThat(script.about().description()).isEqualTo("as ${it} is");
    assertThat(script.about().parameters())
        .containsExactly(
            new Script.Parameter("file", "where", Optional.of("a.txt"), "a.txt"),
            new Script.Parameter("what", "", Optional.empty(), "5 ${file}"));
    assertThat(script.messages())
        .containsExactly("Write 5 ${file} to a.txt, not ${what} or $what or {what}");
    assertThat(script.setup().workspace().orElseThrow().files())
        .isEqualTo(Map.of("a.txt", "5 ${file}"));
    assertThat(script.model().orElseThrow().replies().getFirst().calls().getFirst().arguments())
        .isEqualTo("{\"n\":\"5 ${file}\",\"x\":\"5 ${file}\"}");
    assertThat(script.checks().files())
        .containsExactly(
            new FileCheck("a.txt", new Wanted.Text(new TextCheck.Contains("5 ${file}"))));
    assertThat(script.about().digest())
        .isNotEqualTo(ScriptReader.read(yaml, "a.yaml", Map.of("what", "6")).about().digest())
        .isEqualTo(ScriptReader.read(yaml, "b", Map.of("what", "5 ${file}")).about().digest());
  }

  @Test
  void a_value_stays_text_whatever_it_looks_like() {
    Script script =
        ScriptReader.read(
            "parameters: {n: {}}\nreplies: [{calls: [{tool: t, arguments: {n: \"${n}\"}}]}]",
            "a.yaml",
            Map.of("n", "5"));
    assertThat(script.model().orElseThrow().replies().getFirst().calls().getFirst().arguments())
        .isEqualTo("{\"n\":\"5\"}");
  }

  @Test
  void parameters_that_are_missing_unknown_or_unused_are_problems() {
    assertThat(
            problems(
                """
                parameters:
                  file: {description: where}
                  other: {default: a}
                  Bad: {default: a}
                  number: {default: 5, more: x}
                messages: ["${file} ${fle} ${number} ${", "${Bad}", "${other} ${"]
                """,
                Map.of("fiel", "x")))
        .containsExactly(
            "2:3 the parameter file has no value; give it one: -P file=VALUE",
            "2:3 a value is given for \"fiel\", and the script has no such parameter; did you mean"
                + " \"file\"? Known are file, other, Bad, number",
            "4:3 the parameter's name \"Bad\" should start with a-z and have at most 64 characters"
                + " of a-z, 0-9, _ and -",
            "5:21 \"default\" should be text, but here is the number 5; put it in quotes",
            "5:24 the parameter number has no \"more\"; known are description, default",
            "6:12 there is no parameter \"fle\"; did you mean \"file\"? Known are Bad, file,"
                + " number, other; write $${ where ${ is meant as it is",
            "6:12 \"${\" begins a parameter that no } ends; write $${ where ${ is meant as it is",
            "6:53 \"${\" begins a parameter that no } ends; write $${ where ${ is meant as it is");
    assertThat(problems("parameters: {a: {default: x}}\nmessages: [b]"))
        .containsExactly("1:14 the parameter a is never used; use it as ${a}, or leave it out");
    assertThat(problems("messages: [\"${a}\"]"))
        .containsExactly("1:12 there is no parameter \"a\"; write $${ where ${ is meant as it is");
    assertThat(problems("messages: [b]", Map.of("a", "b")))
        .containsExactly("1:1 a value is given for \"a\", and the script has no such parameter");
    assertThat(
            problems(
                "parameters: {a: {}, b: {}}\nchecks: {files: {\"${a}\": exists, \"${b}\": exists}}",
                Map.of("a", "same", "b", "same")))
        .containsExactly("2:34 filled in, \"same\" is here a second time");
  }

  @Test
  void who_only_looks_needs_no_values() {
    Script script =
        ScriptReader.outline("parameters: {a: {}}\nmessages: [\"${a}!\"]", "a.yaml", Map.of());
    assertThat(script.messages()).containsExactly("<a>!");
  }

  @Test
  void values_and_what_they_make_of_a_script_are_bounded() {
    String large = "x".repeat(ParameterReader.MAX_VALUE);
    assertThat(problems("parameters: {a: {}}\nmessages: [\"${a}\"]", Map.of("a", large + "x")))
        .containsExactly("1:14 the value of a has more than 65536 characters");
    String bomb = "parameters: {a: {}}\nmessages: [\"" + "${a}".repeat(300) + "\", \"${a}${a}\"]";
    assertThat(problems(bomb, Map.of("a", large)))
        .containsExactly("2:12 filled in, the script grows too large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replies: [\n",
        "a: b: c",
        "messages: [\"\\uD800\"]",
        "messages: [a\u0007b]",
        "\ta: b",
        "? [a]\n: b",
        "{[a]: b}",
      })
  void what_is_no_yaml_is_refused_with_its_place(String yaml) {
    assertThat(problems(yaml)).isNotEmpty();
    assertThatThrownBy(() -> read(yaml)).hasMessageMatching("(?s)a\\.yaml:\\d+:\\d+: .+");
  }

  @Test
  void places_are_right_where_yaml_itself_is_broken() {
    assertThat(problems("messages:\n  - a\n  - \"b\nc").getFirst()).startsWith("4:2 this is no");
    assertThat(problems("messages:\n  - a\u0007b"))
        .containsExactly("2:6 this is no YAML: the character U+0007 is not allowed");
    assertThat(problems(""))
        .containsExactly("1:1 the script is empty; it has to say something in \"messages\"");
    assertThat(problems("- a"))
        .containsExactly("1:1 a script should be a mapping, but here is a list");
    assertThat(problems("messages: []\nmessages: []\n"))
        .containsExactly("2:1 \"messages\" is here a second time; the first is in line 1");
    assertThat(problems("messages: [a]\n---\nmessages: [b]\n"))
        .containsExactly("2:1 this has to be one document; here begins another");
    assertThat(problems("routes: []\nmessages: [a]"))
        .containsExactly(
            "1:9 \"routes\" are for a script that has \"replies\" too; a live model routes by"
                + " itself");
  }

  @Test
  void what_makes_yaml_dangerous_is_refused() {
    assertThat(problems("messages: [&a x, *a]\nagent: !!java.net.URL coder"))
        .containsExactly(
            "1:12 the anchor &a is not allowed; leave it out",
            "1:18 the alias *a is not allowed; write it out",
            "1:18 a message should be text, but here is nothing; put it in quotes",
            "2:8 the tag tag:yaml.org,2002:java.net.URL is not allowed; leave it out");
    String bomb =
        "a0: &a0 [x]\n"
            + IntStream.range(1, 30)
                .mapToObj(i -> "a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1))
                .collect(Collectors.joining());
    assertThat(problems(bomb)).hasSizeGreaterThan(60);
    assertThatThrownBy(() -> read(bomb)).hasMessageContaining("more problems");
    assertThat(problems("a: " + "[".repeat(60) + "]".repeat(60)))
        .containsExactly("1:43 this is nested more than 40 deep");
    assertThat(problems("a: " + "[".repeat(100_000)))
        .containsExactly("1:43 this is nested more than 40 deep");
    assertThat(problems("a: [" + "x,".repeat(YamlReader.MAX_NODES) + "]").getFirst())
        .endsWith("the text has more than 50000 parts");
    assertThat(problems("#" + "x".repeat(YamlReader.MAX_TEXT)))
        .containsExactly("1:1 the text has more than 4194304 characters");
  }

  @Test
  void every_event_that_can_be_recorded_has_a_name_that_checks_know() {
    var names = new TreeSet<String>();
    for (int seed = 0; seed < 200; seed++) {
      new EventGen(new Gen(seed)).oneOfEach().forEach(event -> names.add(event.type()));
    }
    assertThat(EventTypes.ALL).containsExactlyElementsOf(names);
  }

  @Test
  void whatever_a_text_holds_it_is_read_or_refused_with_places() {
    String whole =
        """
        parameters: {p: {default: "x"}}
        messages: ["a ${p}", b]
        routes: [{agent: coder}]
        replies:
          - {text: |
              two
              lines, calls: [{tool: t, arguments: {a: [1, true, ~]}}]}
        decisions: [approve, {when: {path: "**"}, then: {edit: {a: "b"}}}]
        checks: {answer: {matches: "[a-z]{2}"}, events: {turn.completed: 1}, order: [turn.started]}
        """;
    String odd = "{}[]&*!|>'\"%@`#,:-? \n\t${}$0a\u00e9\ud83d\ude00\u0000\ud800";
    Fuzz.run(
        3000,
        seed -> {
          var gen = new Gen(seed);
          var text = new StringBuilder(whole);
          for (int change = 0; change <= gen.below(6); change++) {
            int at = gen.below(text.length());
            switch (gen.below(3)) {
              case 0 -> text.deleteCharAt(at);
              case 1 -> text.insert(at, odd.charAt(gen.below(odd.length())));
              default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
            }
          }
          try {
            assertThat(read(text.toString()).about().digest()).isNotNull();
          } catch (InvalidScriptException e) {
            int lines = text.toString().split("\n", -1).length;
            assertThat(e.problems())
                .isNotEmpty()
                .allSatisfy(
                    problem -> {
                      assertThat(problem.line()).isBetween(1, lines);
                      assertThat(problem.column()).isPositive();
                      assertThat(problem.text()).isNotBlank();
                    })
                .isSortedAccordingTo(
                    Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
          }
        });
  }
}
