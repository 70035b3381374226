package dev.agentruntime.application.script;

import dev.agentruntime.application.document.YamlNode;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import java.util.List;
import java.util.Optional;

/** Reads what a script's person decides. */
record DecisionReader(Form form) {

  private static final String FORMS =
      "a decision is one of: approve, reject, {reject: REASON}, {edit: {ARGUMENTS}}";
  private static final List<String> WORDS = List.of("approve", "reject");
  private static final List<String> SAID = List.of("reject", "edit");
  private static final List<String> ADDRESSED = List.of("when", "then");
  private static final List<String> TARGET = List.of("type", "tool", "agent", "path", "command");

  ScriptedDecision read(YamlNode node) {
    if (node instanceof YamlNode.Members mapping
        && (mapping.members().containsKey("when") || mapping.members().containsKey("then"))) {
      return addressed(form.fields(node, "a decision", ADDRESSED));
    }
    return new ScriptedDecision(Optional.empty(), decision(node));
  }

  private ScriptedDecision addressed(Fields fields) {
    Optional<ScriptedDecision.Target> when = fields.get("when").map(this::target);
    Optional<ApprovalDecision> then = fields.get("then").map(this::decision);
    if (when.isEmpty() || then.isEmpty()) {
      form.problems().add(fields.place(), "a decision has both \"when\" and \"then\", or none");
    }
    return new ScriptedDecision(when, then.orElseGet(() -> new ApprovalDecision.Reject("")));
  }

  private ScriptedDecision.Target target(YamlNode node) {
    Fields fields = form.fields(node, Fields.quoted("when"), TARGET);
    if (node instanceof YamlNode.Members && fields.members().isEmpty()) {
      form.problems()
          .add(node.place(), "\"when\" is empty: it should name " + String.join(", ", TARGET));
    }
    return new ScriptedDecision.Target(
        fields.get("type").map(this::type).orElse(ApprovalType.TOOL),
        fields.text("tool"),
        fields.get("agent").flatMap(agent -> agent(form, agent)),
        fields.text("path"),
        fields.text("command"));
  }

  private ApprovalType type(YamlNode node) {
    String type = form.text(node, Fields.quoted("type"));
    try {
      return new ApprovalType(type);
    } catch (IllegalArgumentException e) {
      if (form.isText(node)) {
        form.problems().add(node.place(), String.valueOf(e.getMessage()));
      }
      return ApprovalType.TOOL;
    }
  }

  static Optional<AgentName> agent(Form form, YamlNode node) {
    String name = form.text(node, Fields.quoted("agent"));
    if (AgentName.isValid(name)) {
      return Optional.of(new AgentName(name));
    }
    if (form.isText(node)) {
      form.problems().add(node.place(), "\"" + Excerpts.of(name) + "\" is no name of an agent");
    }
    return Optional.empty();
  }

  private ApprovalDecision decision(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar word ->
          form.word(word, "a decision", WORDS).filter("approve"::equals).isPresent()
              ? new ApprovalDecision.Approve()
              : new ApprovalDecision.Reject("");
      case YamlNode.Members mapping -> said(form.fields(mapping, "a decision", SAID));
      case YamlNode.Items list -> {
        form.problems().add(list.place(), FORMS);
        yield new ApprovalDecision.Reject("");
      }
    };
  }

  private ApprovalDecision said(Fields fields) {
    if (fields.get("reject").isPresent() == fields.get("edit").isPresent()) {
      form.problems().add(fields.place(), FORMS);
    }
    return fields
        .get("edit")
        .<ApprovalDecision>map(
            edit ->
                new ApprovalDecision.ApproveWithEdits(
                    new ReplyReader(form).object(edit, Fields.quoted("edit"))))
        .orElseGet(() -> new ApprovalDecision.Reject(fields.text("reject").orElse("")));
  }
}
