package dev.agentruntime.cli;

import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.audit.AuditFormat;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.tool.BuiltinTools;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.domain.approval.Role;
import java.util.Iterator;
import java.util.List;

/** Words that options take, for shells to complete. */
final class Words {

  private Words() {}

  abstract static class Listed implements Iterable<String> {
    private final List<String> words;

    Listed(List<String> words) {
      this.words = words;
    }

    @Override
    public Iterator<String> iterator() {
      return words.iterator();
    }
  }

  /** The commands of the program. */
  static final class Commands extends Listed {
    Commands() {
      super(
          List.of(
              "demo",
              "run",
              "chat",
              "sessions",
              "approvals",
              "audit",
              "script",
              "policy",
              "agents",
              "serve",
              "keys",
              "webhooks",
              "db",
              "doctor",
              "config",
              "completion",
              "help"));
    }
  }

  /** What is approved by itself. */
  static final class Modes extends Listed {
    Modes() {
      super(Choice.words(ApprovalMode.class));
    }
  }

  /** What happens with the rest. */
  static final class Handlings extends Listed {
    Handlings() {
      super(Choice.words(ApprovalHandling.class));
    }
  }

  /** The agents. */
  static final class Agents extends Listed {
    Agents() {
      super(BuiltinAgents.all().stream().map(agent -> agent.name().value()).toList());
    }
  }

  /** The tools. */
  static final class Tools extends Listed {
    Tools() {
      super(BuiltinTools.all().stream().map(tool -> tool.name().value()).toList());
    }
  }

  /** How runs are shown. */
  static final class RunFormats extends Listed {
    RunFormats() {
      super(Choice.words(RunOutput.Format.class));
    }
  }

  /** What keys may do. */
  static final class Roles extends Listed {
    Roles() {
      super(Choice.words(Role.class));
    }
  }

  /** How the server logs. */
  static final class LogFormats extends Listed {
    LogFormats() {
      super(List.of("text", "json"));
    }
  }

  /** How much a server logs. */
  static final class LogLevels extends Listed {
    LogLevels() {
      super(List.of("error", "warn", "info", "debug"));
    }
  }

  /** How lists are shown. */
  static final class ListFormats extends Listed {
    ListFormats() {
      super(Choice.words(ListFormat.Format.class));
    }
  }

  /** What a session can be written as. */
  static final class ExportFormats extends Listed {
    ExportFormats() {
      super(Choice.words(SessionsExportCommand.Format.class));
    }
  }

  /** What the log can be written as. */
  static final class AuditFormats extends Listed {
    AuditFormats() {
      super(Choice.words(AuditFormat.class));
    }
  }

  /** Types of recorded events. */
  static final class EventTypeNames extends Listed {
    EventTypeNames() {
      super(EventTypes.ALL);
    }
  }

  /** Categories of recorded events. */
  static final class Categories extends Listed {
    Categories() {
      super(
          EventTypes.ALL.stream()
              .map(EventCategory::of)
              .map(EventCategory::id)
              .distinct()
              .toList());
    }
  }

  /** Where approvals can stand. */
  static final class States extends Listed {
    States() {
      super(Choice.words(ApprovalsListCommand.State.class));
    }
  }

  /** Where messages to webhooks can stand. */
  static final class DeliveryStates extends Listed {
    DeliveryStates() {
      super(Choice.words(Delivery.State.class));
    }
  }

  /** Types of requests whose details the runtime knows. */
  static final class RequestTypes extends Listed {
    RequestTypes() {
      super(List.of("plan", "deployment"));
    }
  }

  /** Policies to start from. */
  static final class Presets extends Listed {
    Presets() {
      super(PolicyPreset.ids());
    }
  }

  /** How policies to start from are shown. */
  static final class PresetFormats extends Listed {
    PresetFormats() {
      super(Choice.words(PolicyPresetsCommand.Format.class));
    }
  }

  /** How far approvals reach. */
  static final class Scopes extends Listed {
    Scopes() {
      super(Choice.words(Reach.Scope.class));
    }
  }

  /** When there are colours. */
  static final class Colouring extends Listed {
    Colouring() {
      super(Choice.words(Colours.class));
    }
  }

  /** The shells. */
  static final class Shells extends Listed {
    Shells() {
      super(Choice.words(CompletionCommand.Shell.class));
    }
  }
}
